package org.isoline.report;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.isoline.report.Evaluated.Checkpoint;
import org.isoline.report.Evaluated.OfCheckpoint;
import org.isoline.report.Evaluated.Score;

/** What the models can do: metrics against compute, the last scores, needles, loss by position. */
final class EvaluationSection {
  private static final String ID = "evaluations";
  private static final String TITLE = "What the models can do";
  private static final int HIGHEST_NEEDLE = 10;

  private final ReportData data;
  private final Evaluated evaluated;

  private EvaluationSection(ReportData data) {
    this.data = data;
    this.evaluated = data.evaluated();
  }

  static Html of(ReportData data) {
    Html absent = Absent.of(data, EvaluationFolder.TABLE);
    if (!absent.isEmpty()) {
      return FigureSections.section(ID, TITLE, absent);
    }
    if (data.evaluated().scores().isEmpty()) {
      return FigureSections.section(
          ID,
          TITLE,
          Absent.note(
              EvaluationFolder.TABLE
                  + " lists no result that can be shown; 'isoline evaluate' measures what is"
                  + " missing and writes it again."));
    }
    EvaluationSection section = new EvaluationSection(data);
    return FigureSections.section(
        ID, TITLE, section.metrics(), ScoreTable.of(data), section.needles(), section.positions());
  }

  private Html metrics() {
    List<FinalScores.Column> columns =
        FinalScores.columns(evaluated.scores().stream().filter(Score::primary).toList());
    return Html.of(
        Html.element("h3", Html.text("Scores against training compute")),
        choice(
            "task",
            "Task",
            columns.stream().map(column -> column.task() + ", " + column.metric()).toList()),
        panels("scores", architectures(evaluated.scores())),
        caption(
            "The primary metric of one task at every evaluated checkpoint against training compute"
                + " (logarithmic, counted as chosen above); all panels share their axes."
                + " Perplexities and losses are on a logarithmic axis. Bars are 95 % intervals,"
                + " 1.96 standard errors to either side; the dashed line is guessing.",
            CsvTables.METRICS));
  }

  private Html needles() {
    if (evaluated.needles().isEmpty()) {
      return Html.EMPTY;
    }
    return Html.of(
        Html.element("h3", Html.text("Needle in a haystack")),
        choice("needles", "Task", EvaluationFigures.byTask(evaluated.lastNeedles()).keySet()),
        ramp(),
        Html.styled("div", "panels small-charts", Html.of(needlePanels())),
        caption(
            "Score of each cell, 1 (nothing found) to 10 (all of it), by the length of the context"
                + " in tokens and the depth of the needle in it (0 % is its beginning), at each"
                + " model's last checkpoint that was asked. The dashed line is the length of the"
                + " training sequences: what lies to its right is extrapolation.",
            CsvTables.NEEDLE_CELLS));
  }

  private List<Html> needlePanels() {
    return inOrder(evaluated.lastNeedles()).stream()
        .map(
            model ->
                Html.element(
                    "figure",
                    Html.element("h3", modelName(data, model)),
                    chart("needles", "small-chart", "run", model.run())))
        .toList();
  }

  /** The colours of the scores, in the order of the scores. */
  private static Html ramp() {
    return Html.styled(
        "p",
        "ramp",
        Html.text("score 1 "),
        Html.of(
            IntStream.rangeClosed(1, HIGHEST_NEEDLE)
                .mapToObj(score -> Html.styled("span", "heat-" + score))
                .toList()),
        Html.text(" 10"));
  }

  private Html positions() {
    if (evaluated.positions().isEmpty()) {
      return Html.EMPTY;
    }
    return Html.of(
        Html.element("h3", Html.text("Loss by position")),
        choice("positions", "Task", EvaluationFigures.byTask(evaluated.lastPositions()).keySet()),
        panels("positions", architectures(evaluated.positions())),
        caption(
            "Held-out loss of the tokens at a position, each mark the mean of one stretch of"
                + " positions, at the last checkpoint of each size; loss is on a logarithmic axis."
                + " Bars are 95 % intervals. The dashed line is the length of the training"
                + " sequences. A model that uses its context falls up to it; one that extrapolates"
                + " does not rise behind it.",
            CsvTables.POSITION_LOSS));
  }

  private List<String> architectures(List<? extends OfCheckpoint> of) {
    List<String> own = of.stream().map(one -> one.checkpoint().architecture()).toList();
    return data.architectures().stream().filter(own::contains).toList();
  }

  /** The runs that have a grid of any needle task, in the order of the table of scores. */
  private List<Checkpoint> inOrder(List<? extends OfCheckpoint> of) {
    List<String> runs = of.stream().map(one -> one.checkpoint().run()).distinct().toList();
    return FinalScores.of(data).rows().stream()
        .map(FinalScores.Row::checkpoint)
        .filter(checkpoint -> runs.contains(checkpoint.run()))
        .toList();
  }

  private Html panels(String kind, List<String> architectures) {
    return Html.styled(
        "div",
        "panels",
        Html.of(
            architectures.stream()
                .map(
                    id ->
                        Html.element(
                            "figure",
                            Html.element("h3", Words.marked(id, data.architectures())),
                            chart(kind, "", "arch", id)))
                .toList()));
  }

  /** The printed name of a model: architecture, size, and the seed of all but the first. */
  static Html modelName(ReportData data, Checkpoint model) {
    return Html.of(
        Words.marked(model.architecture(), data.architectures()),
        Html.text(" " + model.size() + (model.seed() > 1 ? ", seed " + model.seed() : "")));
  }

  private static Html chart(String kind, String style, String key, String value) {
    return new Html(
        "<div class=\"chart %s\" data-chart=\"%s\" data-%s=\"%s\"></div>"
            .formatted(style, kind, key, escaped(value)));
  }

  /** A menu, so that one frame serves all tasks. */
  private static Html choice(String of, String label, Collection<String> options) {
    List<String> names = List.copyOf(options);
    String items =
        IntStream.range(0, names.size())
            .mapToObj(i -> "<option value=\"%d\">%s</option>".formatted(i, escaped(names.get(i))))
            .collect(Collectors.joining());
    return new Html(
        "<p class=\"choice\"><label>%s <select data-choice=\"%s\" autocomplete=\"off\">%s</select></label></p>"
            .formatted(escaped(label), of, items));
  }

  private static String escaped(String text) {
    return Html.text(text).markup();
  }

  private static Html caption(String words, String table) {
    return Html.styled("p", "caption", Html.text(words + " Data: "), Html.link(table));
  }
}
