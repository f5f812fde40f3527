package org.isoline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.isoline.law.Convention;

/** The frames of the figures, with captions and tables; the script of the page fills them. */
final class FigureSections {
  private final ReportData data;

  private FigureSections(ReportData data) {
    this.data = data;
  }

  static Html of(ReportData data) {
    FigureSections sections = new FigureSections(data);
    return Html.of(sections.compute(), sections.optimum(), sections.training());
  }

  private Html compute() {
    if (data.observations().isEmpty()) {
      return section("compute", "Loss against compute", Absent.of(data, "observations.csv"));
    }
    return section(
        "compute",
        "Loss against compute",
        Absent.of(data, "laws.json"),
        conventionSwitch(),
        panels("compute", "loss"),
        computeCaption(),
        hasEnvelope() ? allLaws() : Html.EMPTY);
  }

  private Html computeCaption() {
    String curves =
        capital(data.loss().words())
            + " of each size against training compute, both axes logarithmic; all panels share"
            + " their axes.";
    if (!hasEnvelope()) {
      return caption(curves, CsvTables.LOSS_AGAINST_COMPUTE);
    }
    String law =
        " Dots are the envelope, the lowest loss at each budget where two sizes can be compared"
            + " (about one budget in %d is drawn, the table has all); hollow ones are edges, whose"
            + " winner lacks a smaller or a larger rival. The dashed line is the power law through"
            + " them.";
    return caption(
        curves + law.formatted(stride()),
        CsvTables.LOSS_AGAINST_COMPUTE,
        CsvTables.ENVELOPE,
        CsvTables.ENVELOPE_LAWS);
  }

  private Html allLaws() {
    return Html.of(
        Html.styled(
            "div",
            "panels wide",
            figure("The fitted laws of all architectures", Html.EMPTY, chart("laws", "tall"))),
        caption(
            "Each law over the range of its own envelope. A line ends where the measurements do.",
            CsvTables.ENVELOPE_LAWS));
  }

  private boolean hasEnvelope() {
    return data.envelopes().stream().anyMatch(law -> law.fitted().isPresent());
  }

  private Html optimum() {
    if (!hasEnvelope()) {
      return section("optimum", "Compute-optimal size and data", noEnvelope());
    }
    return section(
        "optimum",
        "Compute-optimal size and data",
        Html.styled(
            "div",
            "panels",
            figure(
                "Parameters of the best model",
                Html.EMPTY,
                chart("parameters", ""),
                equations("parameters")),
            figure(
                "Tokens the best model has seen",
                Html.EMPTY,
                chart("tokens", ""),
                equations("tokens"))),
        caption(
            "Size and tokens of the winner at each budget (marks) and the power laws through them"
                + " (lines). The sizes are those of the ladder, so the marks form a staircase;"
                + " hollow marks are edges, where a better size may lie outside the ladder.",
            CsvTables.ENVELOPE,
            CsvTables.ENVELOPE_LAWS));
  }

  private Html training() {
    List<TrainingCurve> curves = data.cells().stream().map(TrainingCurve::of).toList();
    if (curves.stream().allMatch(curve -> curve.points().isEmpty())
        && data.cells().stream().allMatch(cell -> cell.evaluations().isEmpty())) {
      return section(
          "curves",
          "Loss curves",
          Absent.note(
              "No cell has a metrics.jsonl or an evaluations.jsonl with a step in it; 'isoline"
                  + " study FILE' trains the cells and writes them."));
    }
    int window = curves.stream().mapToInt(TrainingCurve::window).max().orElse(1);
    return section(
        "curves",
        "Loss curves",
        panels("training", ""),
        caption(
            "Training loss (lines, running mean over 1 % of a run, here at most "
                + Words.many(window, "step")
                + ", fewer near the start) and validation loss (marks) against tokens seen, both"
                + " axes logarithmic.",
            CsvTables.LOSS_CURVES));
  }

  private Html noEnvelope() {
    Html absent = Absent.of(data, "laws.json");
    return absent.isEmpty()
        ? Absent.note("No envelope gave a law; the table of laws says why.")
        : absent;
  }

  private Html panels(String kind, String equation) {
    List<Html> panels = new ArrayList<>();
    for (String architecture : data.architectures()) {
      panels.add(
          figure(
              architecture,
              equation.isEmpty() ? Html.EMPTY : equation(architecture, equation),
              new Html(
                  "<div class=\"chart\" data-chart=\""
                      + kind
                      + "\" data-arch=\""
                      + Html.text(architecture).markup()
                      + "\"></div>")));
    }
    return Html.styled("div", "panels", Html.of(panels));
  }

  private Html equations(String law) {
    List<Html> lines =
        data.architectures().stream()
            .map(
                architecture ->
                    Html.of(
                        Words.marked(architecture, data.architectures()),
                        Html.text(" "),
                        equation(architecture, law)))
            .toList();
    return Html.list("equations", lines);
  }

  private static Html equation(String architecture, String law) {
    return new Html(
        "<span class=\"equation\" data-law=\""
            + law
            + "\" data-arch=\""
            + Html.text(architecture).markup()
            + "\"></span>");
  }

  private Html figure(String title, Html subtitle, Html... content) {
    Html name =
        data.architectures().contains(title)
            ? Words.marked(title, data.architectures())
            : Html.text(title);
    return Html.element("figure", Html.element("h3", name), subtitle, Html.of(content));
  }

  private static Html chart(String kind, String style) {
    return new Html("<div class=\"chart " + style + "\" data-chart=\"" + kind + "\"></div>");
  }

  /** What C and N count changes every panel, so the reader chooses once for all of them. */
  private Html conventionSwitch() {
    List<Convention> conventions = data.conventions();
    String options =
        IntStream.range(0, conventions.size())
            .mapToObj(
                i ->
                    "<label><input type=\"radio\" name=\"convention\" value=\""
                        + i
                        + "\""
                        + (i == 0 ? " checked" : "")
                        + ">"
                        + Words.counts(conventions.get(i))
                        + "</label>")
            .collect(Collectors.joining());
    return Html.styled(
        "fieldset", "switch", Html.element("legend", Html.text("C counts")), new Html(options));
  }

  private int stride() {
    int most =
        data.envelopes().stream()
            .flatMap(law -> law.fitted().stream())
            .mapToInt(envelope -> envelope.points().size())
            .max()
            .orElse(1);
    return FigureData.stride(most);
  }

  private static Html caption(String words, String... tables) {
    List<Html> links = new ArrayList<>();
    for (String table : tables) {
      links.add(Html.of(Html.text(" "), Html.link(table)));
    }
    return Html.styled("p", "caption", Html.text(words + " Data:"), Html.of(links));
  }

  static Html section(String id, String title, Html... content) {
    return new Html(
        "<section id=\""
            + id
            + "\">"
            + Html.element("h2", Html.text(title)).markup()
            + Html.of(content).markup()
            + "</section>\n");
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
