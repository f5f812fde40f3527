package org.isoline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether each final checkpoint agrees with itself, computed in every way that should not matter.
 */
final class TrustSection {
  private TrustSection() {}

  static Html of(ReportData data) {
    if (data.cells().isEmpty()) {
      return FigureSections.section(
          "trust", "Trust", Absent.note("There is no checkpoint yet to be compared with itself."));
    }
    return FigureSections.section(
        "trust",
        "Trust",
        table(data),
        Html.styled(
            "p",
            "caption",
            Html.text(
                "The last checkpoint of each cell, on held-out text: fast form against the"
                    + " recurrent form, float32 against float64, chunk sizes, carried states,"
                    + " batches and padding, and the gradient against differences of the loss."
                    + " Worst is the largest difference over its tolerance; up to 1 passes. Data: "),
            Html.link(CsvTables.TRUST)),
        checks(data));
  }

  private static Html table(ReportData data) {
    HtmlTable table =
        new HtmlTable(
            "cell", "architecture", "size", "step", "checks passed", "worst", "quantity", "remark");
    for (ReportData.Cell cell : data.cells()) {
      table.row("", row(data, cell));
    }
    return table.html();
  }

  private static List<Html> row(ReportData data, ReportData.Cell cell) {
    Html architecture =
        cell.architecture().isEmpty()
            ? Html.EMPTY
            : Words.marked(cell.architecture(), data.architectures());
    List<Html> row = new ArrayList<>();
    row.add(Html.text(cell.id()));
    row.add(architecture);
    row.add(Html.text(cell.size()));
    if (cell.trust().isEmpty()) {
      row.add(Html.text(Format.NOTHING));
      row.add(Html.styled("span", "badge doubtful", Html.text("missing")));
      row.add(Html.text(Format.NOTHING));
      row.add(Html.EMPTY);
      row.add(Html.styled("div", "small", Html.text(reason(cell))));
      return row;
    }
    Trust trust = cell.trust().get();
    int passed = trust.checks().size() - trust.failed().size();
    Optional<Trust.Check> worst = trust.worst();
    row.add(Html.text(Long.toString(trust.step())));
    row.add(
        Html.styled(
            "span",
            "badge " + (trust.pass() ? "good" : "bad"),
            Html.text(passed + " of " + trust.checks().size())));
    row.add(Html.text(Format.number(worst.map(Trust.Check::ratio).orElse(Double.NaN), 2)));
    row.add(Html.text(worst.map(check -> check.quantity() + ", " + check.dtype()).orElse("")));
    row.add(Html.styled("div", "small", Html.text(meaning(trust))));
    return row;
  }

  private static String reason(ReportData.Cell cell) {
    return cell.state() == CellState.DONE
        ? "no trust.json in the cell's folder"
        : "the cell is " + cell.state().word() + "; the page is made when it is done";
  }

  private static String meaning(Trust trust) {
    List<String> meanings = trust.failed().stream().map(Trust.Check::meaning).distinct().toList();
    if (!meanings.isEmpty()) {
      return String.join(" ", meanings);
    }
    return trust.notes().isEmpty() ? "" : Words.many(trust.notes().size(), "note") + " below";
  }

  private static Html checks(ReportData data) {
    List<Html> blocks = new ArrayList<>();
    for (ReportData.Cell cell : data.cells()) {
      cell.trust().ifPresent(trust -> blocks.add(block(cell.id(), trust)));
    }
    return Html.of(blocks);
  }

  private static Html block(String cell, Trust trust) {
    HtmlTable table =
        new HtmlTable("computed in", "quantity", "largest difference", "tolerance", "result");
    for (Trust.Check check : trust.checks()) {
      table.row(
          "",
          List.of(
              Html.text(check.dtype()),
              Html.text(check.quantity()),
              Html.text(Format.number(check.difference(), 2)),
              Html.text(Format.number(check.tolerance(), 2)),
              Html.styled(
                  "span",
                  "badge " + (check.pass() ? "good" : "bad"),
                  Html.text(check.pass() ? "pass" : "FAIL"))));
    }
    return Html.details(
        "All checks of " + cell,
        table.html(),
        Html.list("", trust.notes().stream().map(Html::text).toList()));
  }
}
