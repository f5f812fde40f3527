package org.isoline.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.isoline.law.ComputeCount;
import org.isoline.law.Observation;

/** The head of the page: what was measured, where and when, what came out, what to be wary of. */
final class Headline {
  private final ReportData data;

  private Headline(ReportData data) {
    this.data = data;
  }

  static Html of(ReportData data) {
    return new Headline(data).html();
  }

  private Html html() {
    Findings findings = new Findings(data);
    List<Html> found = findings.findings();
    List<Html> warnings = findings.warnings();
    return Html.of(
        Html.element("h1", Html.text(data.study())),
        Html.styled("p", "origin", Html.text(origin())),
        Html.styled("p", "lead", Html.text(measured())),
        found.isEmpty()
            ? Html.styled("p", "absent", Html.text("No law has been fitted yet."))
            : Html.list("findings", found),
        warnings.isEmpty()
            ? Html.EMPTY
            : Html.styled(
                "aside",
                "warnings",
                Html.element("h2", Html.text("Read with care")),
                Html.list("", warnings)));
  }

  private String origin() {
    Map<String, String> provenance = data.provenance();
    String date =
        Stream.of("finished", "started", "date")
            .flatMap(key -> value(provenance, key).stream())
            .findFirst()
            .map(Headline::day)
            .orElse("date unknown");
    String machine =
        Stream.of(
                value(provenance, "cpu"),
                value(provenance, "cores").map(cores -> cores + " cores"),
                value(provenance, "os"))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    String version =
        value(provenance, "isoline").map(v -> "Isoline " + v).orElse("Isoline")
            + value(provenance, "commit").map(commit -> " (" + commit + ")").orElse("");
    return Stream.of(date, machine.isEmpty() ? "machine unknown" : machine, version)
        .collect(Collectors.joining(" · "));
  }

  private static Optional<String> value(Map<String, String> map, String key) {
    return Optional.ofNullable(map.get(key)).filter(text -> !text.isBlank());
  }

  private static String day(String instant) {
    return instant.matches("\\d{4}-\\d{2}-\\d{2}T.*") ? instant.substring(0, 10) : instant;
  }

  private String measured() {
    List<Observation> observations = data.observations();
    String models =
        Words.many(data.cells().size(), "cell")
            + " ("
            + states()
            + ") of "
            + Words.many(data.architectures().size(), "architecture");
    if (observations.isEmpty()) {
      return models + "; no checkpoint has been evaluated yet.";
    }
    String sentence =
        "%s from %s to %s parameters without embeddings, trained on up to %s tokens each%s;"
            + " the %s in nats per token at %s against training compute from %s to %s"
            + " PFLOP/s-days.";
    return sentence.formatted(
        models,
        Format.count(least(Observation::paramsNonEmbedding)),
        Format.count(largest(Observation::paramsNonEmbedding)),
        Format.count(largest(Observation::tokens)),
        context(),
        data.loss().words(),
        Words.many(observations.size(), "checkpoint"),
        Format.number(least(this::compute), 2),
        Format.number(largest(this::compute), 2));
  }

  private double compute(Observation observation) {
    return data.conventions().getFirst().point(observation).c() / ComputeCount.FLOP_PER_PFLOPS_DAY;
  }

  private String states() {
    Map<CellState, Integer> counts = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    data.cells().forEach(cell -> counts.merge(cell.state(), 1, Integer::sum));
    for (CellState state : CellState.values()) {
      if (counts.containsKey(state)) {
        words.add(counts.get(state) + " " + state.word());
      }
    }
    return words.isEmpty() ? "no folders" : String.join(", ", words);
  }

  private String context() {
    List<Double> contexts =
        data.observations().stream()
            .map(Observation::context)
            .filter(Double::isFinite)
            .distinct()
            .toList();
    return contexts.isEmpty()
        ? ""
        : " at context "
            + contexts.stream().map(c -> Format.fixed(c, 0)).collect(Collectors.joining(", "));
  }

  private double least(ToDoubleFunction<Observation> value) {
    return values(value).min().orElse(Double.NaN);
  }

  private double largest(ToDoubleFunction<Observation> value) {
    return values(value).max().orElse(Double.NaN);
  }

  private DoubleStream values(ToDoubleFunction<Observation> value) {
    return data.observations().stream().mapToDouble(value).filter(Double::isFinite);
  }
}
