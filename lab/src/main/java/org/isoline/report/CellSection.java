package org.isoline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The state of every cell, the logs of those that failed, and what the fits left out. */
final class CellSection {
  private static final int NAMED_CHECKPOINTS = 24;

  private CellSection() {}

  static Html of(ReportData data) {
    if (data.cells().isEmpty()) {
      return FigureSections.section(
          "cells",
          "Cells",
          Absent.note("The study has no cell folder yet; 'isoline study FILE' makes them."));
    }
    return FigureSections.section(
        "cells",
        "Cells",
        table(data),
        Html.styled(
            "p",
            "caption",
            Html.text(
                "Loss is that of the last checkpoint on held-out text, in nats per token, with its"
                    + " standard error over documents. Speed and utilisation are medians over"
                    + " steps; utilisation is relative to the matrix-product rate measured on the"
                    + " same machine. Data: "),
            Html.link(CsvTables.CELLS)),
        logs(data),
        exclusions(data));
  }

  private static Html table(ReportData data) {
    HtmlTable table =
        new HtmlTable(
            "cell",
            "state",
            "N",
            "all N",
            "tokens",
            "validation loss",
            "bits / byte",
            "tokens / s",
            "utilisation",
            "time",
            "remark");
    for (CellSummary summary : CellSummary.of(data)) {
      ReportData.Cell cell = summary.cell();
      table.row(
          cell.state().word(),
          List.of(
              Html.of(
                  cell.architecture().isEmpty()
                      ? Html.EMPTY
                      : Html.styled(
                          "span",
                          "swatch slot-" + Words.slot(cell.architecture(), data.architectures())),
                  Html.text(cell.id())),
              state(cell),
              Html.text(Format.count(summary.parametersNonEmbedding())),
              Html.text(Format.count(summary.parametersTotal())),
              Html.text(Format.count(summary.tokens())),
              Html.text(loss(summary)),
              Html.text(Format.fixed(summary.bitsPerByte(), 4)),
              Html.text(Format.count(summary.tokensPerSecond())),
              Html.text(Format.percent(summary.utilisation())),
              Html.text(Format.duration(summary.seconds())),
              remark(cell)));
    }
    return table.html();
  }

  private static Html state(ReportData.Cell cell) {
    String style =
        switch (cell.state()) {
          case DONE -> "good";
          case DIVERGED, FAILED -> "bad";
          case RUNNING, PENDING, UNKNOWN -> "doubtful";
        };
    return Html.styled("span", "badge " + style, Html.text(cell.state().word()));
  }

  private static Html remark(ReportData.Cell cell) {
    boolean midway = cell.steps() > 0 && cell.state() != CellState.DONE;
    String words = midway ? "step " + cell.step() + " of " + cell.steps() + "; " : "";
    String all = words + cell.message();
    return Html.styled(
        "div", "small", Html.text(all.endsWith("; ") ? all.substring(0, all.length() - 2) : all));
  }

  private static String loss(CellSummary summary) {
    return Double.isNaN(summary.standardError())
        ? Format.fixed(summary.loss(), 4)
        : Format.fixed(summary.loss(), 4) + " ± " + Format.fixed(summary.standardError(), 4);
  }

  private static Html logs(ReportData data) {
    List<Html> logs = new ArrayList<>();
    for (ReportData.Cell cell : data.cells()) {
      if (!cell.log().isEmpty()) {
        logs.add(
            Html.details(
                "Last lines of the log of " + cell.id(),
                Html.element("pre", Html.text(String.join("\n", cell.log())))));
      }
    }
    return Html.of(logs);
  }

  private static Html exclusions(ReportData data) {
    List<Exclusion> exclusions = Exclusion.of(data);
    Html title = Html.element("h3", Html.text("Checkpoints the fits left out"));
    if (exclusions.isEmpty()) {
      return Html.of(title, Html.styled("p", "note", Html.text("None.")));
    }
    HtmlTable table = new HtmlTable("reason", "left out by", "checkpoints", "which");
    for (Exclusion exclusion : exclusions) {
      table.row(
          "",
          List.of(
              Html.text(exclusion.reason()),
              Html.text(String.join(", ", exclusion.methods())),
              Html.text(Integer.toString(exclusion.checkpoints().size())),
              Html.styled("div", "wrap", Html.text(named(exclusion.checkpoints())))));
    }
    return Html.of(
        title,
        table.html(),
        Html.styled("p", "caption", Html.text("Data: "), Html.link(CsvTables.EXCLUSIONS)));
  }

  private static String named(List<Exclusion.Checkpoint> checkpoints) {
    String named =
        checkpoints.stream()
            .limit(NAMED_CHECKPOINTS)
            .map(checkpoint -> checkpoint.run() + " " + checkpoint.point())
            .collect(Collectors.joining(", "));
    int others = checkpoints.size() - NAMED_CHECKPOINTS;
    return others > 0 ? named + " and " + others + " more" : named;
  }
}
