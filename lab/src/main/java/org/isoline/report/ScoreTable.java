package org.isoline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.isoline.report.Evaluated.Checkpoint;
import org.isoline.report.Evaluated.Score;

/** The last scores of all models side by side, as in Table 4 of arXiv 2406.16690. */
final class ScoreTable {
  private static final String NO_BETTER_THAN_GUESSING = "†";

  private final ReportData data;
  private final FinalScores scores;

  private ScoreTable(ReportData data) {
    this.data = data;
    this.scores = FinalScores.of(data);
  }

  static Html of(ReportData data) {
    ScoreTable table = new ScoreTable(data);
    return Html.of(
        Html.element("h3", Html.text("Scores of the last checkpoints")),
        table.table(),
        Html.styled(
            "p",
            "caption",
            Html.text(
                "Primary metric of each task ± its standard error, at the last evaluated checkpoint"
                    + " of each model; ↑ larger is better, ↓ smaller is better. Bold: the best"
                    + " architecture of its size, only where it leads every other that has a value"
                    + " by more than 1.96 standard errors of the difference, errors taken as"
                    + " independent; where nothing is bold, the data do not tell the architectures"
                    + " apart. Grey with "
                    + NO_BETTER_THAN_GUESSING
                    + ": not above guessing, which the value does not exceed by more than 1.96 of"
                    + " its standard errors. Missing: the checkpoint was not asked this task, or"
                    + " the average lacks the tasks in brackets. Data: "),
            Html.link(CsvTables.FINAL_SCORES)));
  }

  private Html table() {
    HtmlTable table =
        new HtmlTable(
            Stream.concat(
                    Stream.of("model", "<i>N</i>", "tokens"),
                    scores.columns().stream().map(ScoreTable::head))
                .toArray(String[]::new));
    String size = "";
    for (FinalScores.Row row : scores.rows()) {
      Checkpoint model = row.checkpoint();
      if (!model.size().equals(size)) {
        table.group(Html.text(model.size()));
        size = model.size();
      }
      table.row("", row(row));
    }
    return table.html();
  }

  private static String head(FinalScores.Column column) {
    return Html.of(
            Html.text(column.task()),
            Html.styled(
                "div",
                "small",
                Html.text(column.metric() + (column.higherIsBetter() ? " ↑" : " ↓"))))
        .markup();
  }

  private List<Html> row(FinalScores.Row row) {
    Checkpoint model = row.checkpoint();
    List<Html> cells = new ArrayList<>();
    cells.add(EvaluationSection.modelName(data, model));
    cells.add(Html.text(Format.count(model.parametersNonEmbedding())));
    cells.add(Html.text(Format.count(model.tokens())));
    for (FinalScores.Column column : scores.columns()) {
      cells.add(cell(row.score(column), scores.best(row, column)));
    }
    return cells;
  }

  private static Html cell(Optional<Score> measured, boolean best) {
    if (measured.isEmpty() || Double.isNaN(measured.get().value())) {
      return Html.styled("span", "missing", Html.text("missing" + parts(measured, " (%s)")));
    }
    Score score = measured.get();
    Html value = Html.text(value(score));
    if (score.notAboveChance()) {
      value = Html.styled("span", "guess", value, Html.text(NO_BETTER_THAN_GUESSING));
    }
    Html shown = best ? Html.element("strong", value) : value;
    String without = parts(measured, "without %s");
    return without.isEmpty()
        ? shown
        : Html.of(shown, Html.styled("div", "small", Html.text(without)));
  }

  /** The tasks that an average lacks, without the metrics it takes of them. */
  private static String parts(Optional<Score> score, String form) {
    String parts =
        score.stream()
            .flatMap(one -> one.missing().stream())
            .map(part -> part.replaceFirst(":.*", ""))
            .collect(Collectors.joining(", "));
    return parts.isEmpty() ? "" : form.formatted(parts);
  }

  private static String value(Score score) {
    int decimals = decimals(score.value());
    return Double.isNaN(score.standardError())
        ? Format.fixed(score.value(), decimals)
        : Format.fixed(score.value(), decimals)
            + " ± "
            + Format.fixed(score.standardError(), decimals);
  }

  /** Four digits of shares, losses and perplexities alike. */
  private static int decimals(double value) {
    double size = Math.abs(value);
    return size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0;
  }
}
