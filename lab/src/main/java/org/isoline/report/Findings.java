package org.isoline.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.isoline.law.Convention;
import org.isoline.law.ParametricLaw;
import org.isoline.report.ReportData.Cell;
import org.isoline.report.ReportData.Envelope;
import org.isoline.report.ReportData.Law;

/** What the study found, in sentences made from its numbers, and what to be wary of. */
final class Findings {
  private static final String FIGURE_METHOD = "envelope";
  private static final int FEW_WINNERS = 3;
  private static final double MANY_EDGES = 0.5;

  private final ReportData data;
  private final List<String> architectures;

  Findings(ReportData data) {
    this.data = data;
    this.architectures = data.architectures();
  }

  /** The law that the figures show: every budget a point, the first convention. */
  static Optional<Law<Envelope>> shown(ReportData data, String architecture) {
    return shown(data, architecture, data.conventions().getFirst());
  }

  /** The same under another convention. */
  static Optional<Law<Envelope>> shown(
      ReportData data, String architecture, Convention convention) {
    return data.envelopes().stream()
        .filter(law -> law.architecture().equals(architecture))
        .filter(law -> law.method().equals(FIGURE_METHOD))
        .filter(law -> law.convention().equals(convention))
        .findFirst();
  }

  /** One sentence an architecture, then what compares them. */
  List<Html> findings() {
    List<Html> findings = new ArrayList<>();
    for (String architecture : architectures) {
      shown(data, architecture).ifPresent(law -> findings.add(exponents(law)));
    }
    comparison().ifPresent(findings::add);
    spreadOfSeeds().ifPresent(findings::add);
    return findings;
  }

  /** Cells without a result, then doubtful fits, then what was passed over. */
  List<Html> warnings() {
    List<Html> warnings = new ArrayList<>();
    for (Cell cell : data.cells()) {
      if (cell.state() == CellState.DIVERGED || cell.state() == CellState.FAILED) {
        warnings.add(
            Html.of(
                Html.element("b", Html.text(cell.id() + " " + cell.state().word())),
                Html.text(cell.message().isBlank() ? "" : ": " + cell.message())));
      }
    }
    unfinished().ifPresent(warnings::add);
    distrusted().ifPresent(warnings::add);
    for (String architecture : architectures) {
      shown(data, architecture).flatMap(this::doubts).ifPresent(warnings::add);
    }
    data.remarks().forEach(remark -> warnings.add(Html.text(remark)));
    return warnings;
  }

  private Optional<Html> distrusted() {
    String cells =
        data.cells().stream()
            .filter(cell -> cell.trust().filter(trust -> !trust.pass()).isPresent())
            .map(Cell::id)
            .collect(Collectors.joining(", "));
    return cells.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Html.of(
                Html.element("b", Html.text("Trust checks fail")),
                Html.text(" for " + cells + ": see Trust before relying on their losses")));
  }

  private Html exponents(Law<Envelope> law) {
    Html name = Html.element("b", Words.marked(law.architecture(), architectures));
    if (law.fitted().isEmpty()) {
      return Html.of(name, Html.text(": no law, " + law.detail() + " "), Words.status(law));
    }
    Envelope envelope = law.fitted().get();
    return Html.of(
        name,
        Html.text(": "),
        proportional(Html.element("i", Html.text("L")), envelope.loss().exponent()),
        Html.text(", "),
        proportional(Words.indexed("N", "opt"), envelope.parameters().exponent()),
        Html.text(", "),
        proportional(Words.indexed("D", "opt"), envelope.tokens().exponent()),
        Html.text(
            " by the envelope of " + Words.many(envelope.distinctWinners(), "winning size") + " "),
        Words.status(law),
        parametricExponent(law.architecture()));
  }

  private Html parametricExponent(String architecture) {
    return data.surfaces().stream()
        .filter(law -> law.architecture().equals(architecture))
        .filter(law -> law.method().equals("parametric"))
        .findFirst()
        .map(
            law ->
                Html.of(
                    Html.text("; the parametric surface has "),
                    law.fitted()
                        .map(ParametricLaw::parametersExponent)
                        .map(a -> proportional(Words.indexed("N", "opt"), a))
                        .orElse(Html.text("no law")),
                    Html.text(" "),
                    Words.status(law)))
        .orElse(Html.EMPTY);
  }

  private static Html proportional(Html quantity, double exponent) {
    return Html.of(
        quantity,
        Html.text(" ∝ "),
        Html.element("i", Html.text("C")),
        Words.superscript(exponent, 3));
  }

  private Optional<Html> comparison() {
    List<Law<Envelope>> fitted =
        architectures.stream()
            .flatMap(architecture -> shown(data, architecture).stream())
            .filter(law -> law.fitted().isPresent())
            .toList();
    double from = fitted.stream().mapToDouble(law -> envelope(law).computeFrom()).max().orElse(1);
    double common = fitted.stream().mapToDouble(law -> envelope(law).computeTo()).min().orElse(0);
    if (fitted.size() < 2 || !(from <= common)) {
      return Optional.empty();
    }
    String losses =
        fitted.stream()
            .sorted(Comparator.comparingDouble(law -> lossAt(law, common)))
            .map(
                law ->
                    Words.architecture(law.architecture())
                        + " "
                        + Format.fixed(lossAt(law, common), 3))
            .collect(Collectors.joining(", "));
    return Optional.of(
        Html.of(
            Html.text(
                "At "
                    + Format.number(common, 3)
                    + " PFLOP/s-days, the largest budget that every envelope reaches ("
                    + Words.counts(data.conventions().getFirst())
                    + "), the fitted "
                    + data.loss().words()
                    + " is "
                    + losses
                    + " nats per token. No interval comes with these numbers: differences within"
                    + " the spread of seeds rank nothing.")));
  }

  private static double lossAt(Law<Envelope> law, double compute) {
    return envelope(law).loss().evaluate(compute);
  }

  private static Envelope envelope(Law<Envelope> law) {
    return law.fitted().orElseThrow();
  }

  /** Cells that differ in nothing but the seed say how much a loss can mean. */
  private Optional<Html> spreadOfSeeds() {
    Map<String, DoubleSummaryStatistics> losses = new LinkedHashMap<>();
    for (Cell cell : data.cells()) {
      if (cell.state() == CellState.DONE) {
        cell.lastEvaluation()
            .ifPresent(
                e ->
                    losses
                        .computeIfAbsent(
                            Words.architecture(cell.architecture()) + " " + cell.size(),
                            key -> new DoubleSummaryStatistics())
                        .accept(e.loss()));
      }
    }
    String spreads =
        losses.entrySet().stream()
            .filter(entry -> entry.getValue().getCount() > 1)
            .map(
                entry ->
                    entry.getKey()
                        + " "
                        + Format.fixed(entry.getValue().getMax() - entry.getValue().getMin(), 4)
                        + " over "
                        + Words.many(entry.getValue().getCount(), "seed"))
            .collect(Collectors.joining(", "));
    return spreads.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Html.text(
                "Range of the final validation loss between seeds, nats per token: "
                    + spreads
                    + "."));
  }

  private Optional<Html> unfinished() {
    String counts =
        List.of(CellState.RUNNING, CellState.PENDING, CellState.UNKNOWN).stream()
            .filter(state -> count(state) > 0)
            .map(state -> count(state) + " " + state.word())
            .collect(Collectors.joining(", "));
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Html.text(
                "The study is not complete: of "
                    + Words.many(data.cells().size(), "cell")
                    + " "
                    + counts
                    + ". Run 'isoline study FILE' again to go on."));
  }

  private long count(CellState state) {
    return data.cells().stream().filter(cell -> cell.state() == state).count();
  }

  private Optional<Html> doubts(Law<Envelope> law) {
    List<String> doubts = new ArrayList<>();
    if (!law.converged()) {
      doubts.add(law.detail());
    }
    law.fitted()
        .ifPresent(
            envelope -> {
              if (envelope.edgeShare() == 1) {
                doubts.add("every point of the envelope is an edge");
              } else if (envelope.edgeShare() > MANY_EDGES) {
                doubts.add(
                    Format.percent(envelope.edgeShare())
                        + " of the envelope's points are edges, where a better size may lie"
                        + " outside the ladder");
              }
              if (envelope.distinctWinners() < FEW_WINNERS) {
                doubts.add(
                    "only "
                        + Words.many(envelope.distinctWinners(), "distinct winning size")
                        + ": the exponents of N_opt and D_opt are those of a staircase");
              }
            });
    data.surfaces().stream()
        .filter(surface -> surface.architecture().equals(law.architecture()))
        .filter(surface -> !surface.converged())
        .forEach(
            surface ->
                doubts.add(
                    "L(N, D) by "
                        + Words.method(surface.method())
                        + ", N with "
                        + Words.parameters(surface.convention().parameters())
                        + ": "
                        + surface.detail()));
    return doubts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Html.of(
                Html.element("b", Html.text(Words.architecture(law.architecture()))),
                Html.text(": " + String.join("; ", doubts))));
  }
}
