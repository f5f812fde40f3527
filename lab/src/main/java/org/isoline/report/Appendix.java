package org.isoline.report;

import java.util.ArrayList;
import java.util.List;
import org.isoline.law.Convention;

/** What the symbols mean, the resolved study, its provenance and the tables beside the page. */
final class Appendix {
  private final ReportData data;

  private Appendix(ReportData data) {
    this.data = data;
  }

  static Html of(ReportData data) {
    Appendix appendix = new Appendix(data);
    return Html.of(
        appendix.definitions(), appendix.provenance(), appendix.study(), appendix.tables());
  }

  private Html definitions() {
    List<Html> entries = new ArrayList<>();
    entries.add(
        entry(
            "N",
            "Parameters. With no embedding: every weight but the token embedding and the output"
                + " head. With all weights: every one."));
    entries.add(entry("D", "Tokens seen in training, repetitions included."));
    for (Convention convention : data.conventions()) {
      entries.add(entry("C, " + Words.counts(convention), convention.describe() + "."));
    }
    entries.add(
        entry(
            "Unit of C",
            "One PFLOP/s-day is 10¹⁵ × 86,400 = 8.64 × 10¹⁹ operations of training, forward and"
                + " backward."));
    entries.add(
        entry(
            "L",
            "Mean cross-entropy in nats per token. The laws here are of the "
                + data.loss().words()
                + ". Bits per byte is the same sum over ln 2 and the UTF-8 bytes of the text, and"
                + " does not depend on the tokenizer."));
    entries.add(
        entry(
            "Envelope",
            "At each budget C the size with the lowest loss, where at least two sizes have one;"
                + " between checkpoints ln L is straight in ln C. Points are budgets: each is one in"
                + " the regression, as published. Points are winners: each winning size counts"
                + " once, at the middle of the budgets it wins."));
    entries.add(
        entry(
            "Edge",
            "A budget whose winner has no smaller or no larger rival with a loss there: a better"
                + " size may lie outside the ladder."));
    entries.add(
        entry(
            "a s + b",
            "With a and b the exponents of N_opt and D_opt, and s that of FLOP per token in N: 1"
                + " if the two laws multiply back to C."));
    entries.add(
        entry(
            "Status",
            "converged: the optimum lies inside the range of every parameter. at boundary: the"
                + " model loses a parameter there. not converged: the search stopped early. too few"
                + " points, undetermined: there is no law."));
    return FigureSections.section(
        "definitions", "Definitions", Html.styled("dl", "definitions", Html.of(entries)));
  }

  private Html provenance() {
    List<Html> entries = new ArrayList<>();
    data.provenance().forEach((key, value) -> entries.add(entry(key, value)));
    return FigureSections.section(
        "provenance",
        "Provenance",
        Absent.of(data, "provenance.json"),
        entries.isEmpty() ? Html.EMPTY : Html.styled("dl", "provenance", Html.of(entries)));
  }

  private Html study() {
    return FigureSections.section(
        "study",
        "Study",
        Absent.of(data, "study.yaml"),
        data.resolvedStudy()
            .map(
                text ->
                    Html.details("The resolved study.yaml", Html.element("pre", Html.text(text))))
            .orElse(Html.EMPTY));
  }

  private Html tables() {
    List<Html> links =
        CsvTables.of(data).stream()
            .map(
                table ->
                    Html.of(
                        Html.link(table.file()),
                        Html.text(" " + Words.many(table.rows().size(), "row"))))
            .toList();
    return FigureSections.section("tables", "Tables beside this page", Html.list("", links));
  }

  private static Html entry(String term, String meaning) {
    return Html.of(Html.element("dt", Html.text(term)), Html.element("dd", Html.text(meaning)));
  }
}
