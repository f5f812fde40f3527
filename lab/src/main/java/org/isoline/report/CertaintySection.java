package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How sure the laws are: four estimators with intervals, bands, residuals, rungs. */
final class CertaintySection {
  private static final List<String> COLUMNS = List.of("a", "b");
  private static final List<String> PREDICTED = List.of("parameters", "tokens", "loss");

  private final ReportData data;

  private CertaintySection(ReportData data) {
    this.data = data;
  }

  static Html of(ReportData data) {
    CertaintySection section = new CertaintySection(data);
    if (data.estimates().isMissingNode()) {
      return FigureSections.section(
          "certainty", "How sure are the laws?", Absent.of(data, StudyFolder.ESTIMATES));
    }
    return FigureSections.section(
        "certainty",
        "How sure are the laws?",
        section.table(),
        section.bands(),
        section.residuals(),
        section.rungs());
  }

  /** Every architecture and convention of the file. */
  static List<Case> cases(ReportData data) {
    List<Case> cases = new ArrayList<>();
    data.estimates()
        .path("architectures")
        .properties()
        .forEach(own -> own.getValue().forEach(node -> cases.add(new Case(own.getKey(), node))));
    return cases;
  }

  /**
   * One architecture under one convention.
   *
   * @param architecture its identifier
   * @param node as estimates.json has it
   */
  record Case(String architecture, JsonNode node) {
    String convention() {
      return node.path("convention").asText();
    }
  }

  private Html table() {
    HtmlTable table =
        new HtmlTable(
            "<i>N</i> counts",
            "estimator",
            "<i>a</i>: <i>N</i>* ∝ <i>C<sup>a</sup></i>",
            "<i>b</i>: <i>D</i>* ∝ <i>C<sup>b</sup></i>",
            "<i>N</i>* at the largest <i>C</i>",
            "<i>D</i>* there",
            "<i>L</i>* there",
            "status");
    List<Html> verdicts = new ArrayList<>();
    String group = "";
    for (Case own : cases(data)) {
      if (!own.architecture().equals(group)) {
        table.group(Words.marked(own.architecture(), data.architectures()));
        group = own.architecture();
      }
      own.node().path("estimates").forEach(estimate -> table.row("", row(own, estimate)));
      own.node()
          .path("agreement")
          .forEach(
              verdict ->
                  verdicts.add(
                      Html.text(
                          Words.architecture(own.architecture())
                              + ", "
                              + own.node().path("parameters").asText().replace('_', '-')
                              + ", "
                              + verdict.path("figure").asText()
                              + ": "
                              + verdict.path("verdict").asText())));
    }
    return Html.of(
        Html.element("h3", Html.text("Four estimators side by side")),
        Html.styled(
            "p",
            "note",
            Html.text(
                "C = 6 N D for all, so that they speak of the same budgets. In brackets 95 %"
                    + " intervals: "
                    + data.estimates().path("scheme").asText()
                    + ". Few runs make wide intervals: four sizes with one seed each say little of"
                    + " where an exponent lies.")),
        table.html(),
        Html.details("Do they agree?", Html.list("", verdicts)),
        links(CsvTables.ESTIMATES));
  }

  private static List<Html> row(Case own, JsonNode estimate) {
    List<Html> cells = new ArrayList<>();
    cells.add(Html.text(own.node().path("parameters").asText().replace('_', '-')));
    cells.add(Html.text(Words.method(estimate.path("method").asText())));
    COLUMNS.forEach(
        name -> cells.add(figure(estimate.path("coefficients").path(name), Optional.of(3))));
    JsonNode predicted = estimate.path("predictions").path(0);
    PREDICTED.forEach(
        name ->
            cells.add(
                figure(
                    predicted.path(name),
                    name.equals("loss") ? Optional.of(3) : Optional.empty())));
    cells.add(Html.text(estimate.path("status").asText().replace('_', ' ')));
    return cells;
  }

  /** A value over its interval. */
  private static Html figure(JsonNode interval, Optional<Integer> decimals) {
    if (!interval.path("value").isNumber()) {
      return Html.text(Format.NOTHING);
    }
    Html value = Html.text(number(interval.path("value"), decimals));
    return interval.path("low95").isNumber()
        ? Html.of(
            value,
            Html.styled(
                "div",
                "small",
                Html.text(
                    "["
                        + number(interval.path("low95"), decimals)
                        + ", "
                        + number(interval.path("high95"), decimals)
                        + "]")))
        : value;
  }

  private static String number(JsonNode value, Optional<Integer> decimals) {
    return decimals
        .map(places -> Format.fixed(value.asDouble(), places))
        .orElseGet(() -> Format.number(value.asDouble(), 3));
  }

  private Html bands() {
    boolean any = cases(data).stream().anyMatch(c -> !c.node().path("band").path("flop").isEmpty());
    if (!any) {
      return Absent.note("No parametric law was found, so there is no band to draw.");
    }
    return Html.of(
        Html.styled(
            "div",
            "panels wide",
            Html.element(
                "figure",
                Html.element("h3", Html.text("What a budget buys, with its uncertainty")),
                new Html("<div class=\"chart tall\" data-chart=\"bands\"></div>"))),
        Html.styled(
            "p",
            "caption",
            Html.text(
                "Least loss at a budget by the parametric law (line) and its 95 % interval (band),"
                    + " to ten times the largest compute measured, which the law has not seen."
                    + " Budgets in 6 N D without the embeddings. Data:"),
            Html.of(Html.text(" "), Html.link(CsvTables.BANDS))));
  }

  private Html residuals() {
    List<Html> panels = new ArrayList<>();
    for (String architecture : data.architectures()) {
      boolean any =
          cases(data).stream()
              .anyMatch(
                  c ->
                      c.architecture().equals(architecture)
                          && !c.node().path("residuals").path("run").isEmpty());
      if (any) {
        panels.add(
            Html.element(
                "figure",
                Html.element("h3", Words.marked(architecture, data.architectures())),
                new Html(
                    "<div class=\"chart\" data-chart=\"residuals\" data-arch=\""
                        + Html.text(architecture).markup()
                        + "\"></div>")));
      }
    }
    if (panels.isEmpty()) {
      return Html.EMPTY;
    }
    return Html.of(
        Html.element("h3", Html.text("Residuals of the parametric law")),
        Html.styled("div", "panels", Html.of(panels)),
        Html.styled(
            "p",
            "caption",
            Html.text(
                "Loss over prediction, in per cent, against tokens. A size whose marks all lie to"
                    + " one side was trained differently from the others, or the law has the wrong"
                    + " form. Data:"),
            Html.of(Html.text(" "), Html.link(CsvTables.RESIDUALS))));
  }

  private Html rungs() {
    List<Html> off = new ArrayList<>();
    List<Html> all = new ArrayList<>();
    for (Case own : cases(data)) {
      if (!own.node().path("parameters").asText().equals("non_embedding")) {
        continue;
      }
      for (JsonNode rung : own.node().path("rungs")) {
        Html line =
            Html.text(Words.architecture(own.architecture()) + " " + rung.path("words").asText());
        all.add(line);
        if (rung.path("off").asBoolean()) {
          off.add(line);
        }
      }
    }
    return Html.of(
        off.isEmpty()
            ? Html.styled("p", "note", Html.text("No size lies off the law of the others."))
            : Html.list("warnings", off),
        Html.details("Every size against the law of the others", Html.list("", all)));
  }

  private static Html links(String table) {
    return Html.styled("p", "caption", Html.text("Data at full precision: "), Html.link(table));
  }
}
