package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.isoline.law.Observation;

/**
 * What a reader must know to judge a law, filled from the files of the study: the items of the
 * reporting checklist of Li et al., (Mis)Fitting: A Survey of Scaling Laws, arXiv 2502.18969.
 */
final class Checklist {
  private final ReportData data;
  private final HtmlTable table = new HtmlTable("item", "in this study");

  private Checklist(ReportData data) {
    this.data = data;
  }

  static Html of(ReportData data) {
    return new Checklist(data).html();
  }

  private Html html() {
    table.group(Html.text("What is fitted"));
    item(
        "Form",
        "L = k C^a, N* and D* likewise (envelope, IsoFLOP); L = E + A N^-alpha + B D^-beta"
            + " (parametric, variable projection)");
    item("Loss", data.loss().words() + ", nats per token");
    item("N counts", String.join("; ", distinct("parameters")) + " (every law under each)");
    item(
        "C counts",
        String.join("; ", data.conventions().stream().map(Words::counts).distinct().toList()));
    item("D counts", "tokens seen, repetitions included");
    table.group(Html.text("What was trained"));
    item(
        "Architectures",
        String.join(", ", data.architectures().stream().map(Words::architecture).toList()));
    item("Runs", runs());
    item("Sizes", range(Observation::paramsNonEmbedding, "parameters without the embeddings"));
    item("Tokens", range(Observation::tokens, "tokens"));
    item("Repetition", repetition());
    item("Learning rate", distinctNumbers());
    item("Seeds", seeds());
    item("Code and data", provenance());
    table.group(Html.text("How it was fitted"));
    item("Checkpoints used", used());
    item("Left out", leftOut());
    item(
        "Optimiser",
        "L-BFGS (memory 10, strong Wolfe) on the summed Huber loss of ln L, delta 1e-3,"
            + " stopped at a gradient below 1e-8; 16 starts; least squares on logarithms elsewhere");
    item("Spread of optima", diagnostics("starts_at_optimum", "of 16 starts at the optimum"));
    item("Condition number", diagnostics("condition_number", ""));
    item("Intervals", data.estimates().path("scheme").asText("none"));
    return FigureSections.section(
        "checklist",
        "Checklist",
        Html.styled(
            "p",
            "note",
            Html.text("Filled from the files of the study, after "),
            Html.citation("https://arxiv.org/abs/2502.18969", "(Mis)Fitting, arXiv 2502.18969"),
            Html.text(".")),
        table.html());
  }

  private void item(String name, String value) {
    table.row("", List.of(Html.text(name), Html.text(value.isBlank() ? "not known" : value)));
  }

  private List<String> distinct(String key) {
    return CertaintySection.cases(data).stream()
        .map(c -> c.node().path(key).asText().replace('_', '-'))
        .distinct()
        .toList();
  }

  private String runs() {
    long runs = data.observations().stream().map(Observation::run).distinct().count();
    return Words.many(runs, "run") + ", " + Words.many(data.observations().size(), "checkpoint");
  }

  private String range(ToDoubleFunction<Observation> value, String unit) {
    double[] sorted =
        data.observations().stream().mapToDouble(value).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0
        ? ""
        : Format.count(sorted[0]) + " to " + Format.count(sorted[sorted.length - 1]) + " " + unit;
  }

  private String repetition() {
    double most =
        data.observations().stream()
            .mapToDouble(o -> o.tokens() / o.uniqueTokens())
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN);
    return Double.isNaN(most) ? "" : "at most " + Format.number(most, 3) + " passes over the data";
  }

  private String distinctNumbers() {
    List<String> rates = new ArrayList<>();
    data.observations().stream()
        .filter(o -> "stable".equals(o.phase()))
        .mapToDouble(Observation::lr)
        .filter(Double::isFinite)
        .distinct()
        .sorted()
        .forEach(rate -> rates.add(Format.number(rate, 3)));
    return rates.isEmpty()
        ? ""
        : String.join(", ", rates) + (rates.size() == 1 ? " for all sizes and architectures" : "");
  }

  private String seeds() {
    TreeSet<Long> seeds = new TreeSet<>();
    data.observations().forEach(o -> seeds.add(o.seed()));
    boolean replicated =
        data.observations().stream().map(Observation::run).distinct().count()
            > data.observations().stream().map(o -> o.arch() + "/" + o.size()).distinct().count();
    return Words.many(seeds.size(), "seed")
        + (replicated ? "" : "; no size was run with two, so the noise of a seed is not known");
  }

  private String provenance() {
    List<String> known = new ArrayList<>();
    for (String key : List.of("commit", "isoline", "version")) {
      if (data.provenance().containsKey(key)) {
        known.add(key + " " + data.provenance().get(key));
      }
    }
    return String.join(", ", known);
  }

  private String used() {
    JsonNode first = firstParametric();
    return first.path("points_used").asText("");
  }

  private String leftOut() {
    TreeSet<String> reasons = new TreeSet<>();
    for (CertaintySection.Case own : CertaintySection.cases(data)) {
      own.node()
          .path("estimates")
          .forEach(e -> e.path("dropped").forEach(d -> reasons.add(d.path("reason").asText())));
    }
    return reasons.isEmpty() ? "nothing" : String.join("; ", reasons);
  }

  private String diagnostics(String name, String unit) {
    List<String> values = new ArrayList<>();
    for (CertaintySection.Case own : CertaintySection.cases(data)) {
      for (JsonNode estimate : own.node().path("estimates")) {
        JsonNode value = estimate.path("diagnostics").path(name);
        if (estimate.path("method").asText().equals("parametric") && value.isNumber()) {
          values.add(
              Words.architecture(own.architecture())
                  + " "
                  + Format.number(value.asDouble(), 3)
                  + (unit.isEmpty() ? "" : " " + unit));
        }
      }
    }
    return String.join("; ", values);
  }

  private JsonNode firstParametric() {
    for (CertaintySection.Case own : CertaintySection.cases(data)) {
      for (JsonNode estimate : own.node().path("estimates")) {
        if (estimate.path("method").asText().equals("parametric")) {
          return estimate;
        }
      }
    }
    return MissingNode.getInstance();
  }
}
