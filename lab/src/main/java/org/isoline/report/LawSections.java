package org.isoline.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isoline.law.ParametricLaw;
import org.isoline.law.PublishedLaw;
import org.isoline.law.PublishedLaws;
import org.isoline.report.ReportData.Envelope;
import org.isoline.report.ReportData.Law;

/** The tables of laws: measured beside published, and the parametric surfaces. */
final class LawSections {
  private static final String PUBLISHED_SCALE = "another scale: 70M–7B, 300B tokens";
  private static final Html NOTHING = Html.text(Format.NOTHING);

  private final ReportData data;

  private LawSections(ReportData data) {
    this.data = data;
  }

  static Html of(ReportData data) {
    LawSections sections = new LawSections(data);
    return FigureSections.section(
        "laws", "Laws", Absent.of(data, "laws.json"), sections.envelopes(), sections.surfaces());
  }

  private Html envelopes() {
    if (data.envelopes().isEmpty()) {
      return Html.EMPTY;
    }
    HtmlTable table =
        new HtmlTable(
            "<i>C</i> counts",
            "<i>N</i> counts",
            "points",
            "<i>L</i>(<i>C</i>)",
            "<i>L</i>(<i>C</i>) with a floor",
            "<i>N</i><sub>opt</sub>(<i>C</i>)",
            "<i>D</i><sub>opt</sub>(<i>C</i>)",
            "winners",
            "<i>a&nbsp;s</i>&nbsp;+&nbsp;<i>b</i>",
            "edges",
            "used / dropped",
            "status");
    for (String architecture : data.architectures()) {
      table.group(Words.marked(architecture, data.architectures()));
      data.envelopes().stream()
          .filter(law -> law.architecture().equals(architecture))
          .sorted(Comparator.comparingInt(law -> data.conventions().indexOf(law.convention())))
          .forEach(law -> table.row("", envelope(law)));
      PublishedLaws.of(architecture).ifPresent(law -> table.row("published", published(law)));
    }
    return Html.of(
        Html.element("h3", Html.text("Envelope, measured beside published")),
        Html.styled(
            "p",
            "note",
            Html.text(
                "C is in PFLOP/s-days (8.64 × 10¹⁹ FLOP), so a coefficient is the value at one"
                    + " PFLOP/s-day, far outside the range of a small study. Published: "),
            Html.citation("https://arxiv.org/abs/2406.16690", PublishedLaws.SOURCE),
            Html.text(", " + PUBLISHED_SCALE + "; fitted to the training loss.")),
        table.html(),
        doubts(data.envelopes()),
        links(CsvTables.ENVELOPE_LAWS, CsvTables.ENVELOPE));
  }

  private static List<Html> envelope(Law<Envelope> law) {
    return List.of(
        Html.text(Words.compute(law.convention().compute())),
        Html.text(Words.parameters(law.convention().parameters())),
        Html.text(Words.method(law.method())),
        fitted(law, e -> Words.power(e.loss())),
        fitted(law, LawSections::floored),
        fitted(law, e -> Words.power(e.parameters())),
        fitted(law, e -> Words.power(e.tokens())),
        fitted(law, e -> Html.text(Integer.toString(e.distinctWinners()))),
        fitted(law, e -> Html.text(Format.fixed(e.consistency(), 3))),
        fitted(law, e -> Html.text(Format.percent(e.edgeShare()))),
        used(law),
        Words.status(law));
  }

  private static List<Html> published(PublishedLaw law) {
    return List.of(
        Html.text(Words.compute(PublishedLaws.convention().compute())),
        Html.text(Words.parameters(PublishedLaws.convention().parameters())),
        Html.text("published"),
        Words.power(law.loss()),
        NOTHING,
        Words.power(law.parameters()),
        Words.power(law.tokens()),
        NOTHING,
        Html.text(Format.fixed(law.consistency(), 3)),
        NOTHING,
        NOTHING,
        Html.text("other scale"));
  }

  private static Html floored(Envelope envelope) {
    Html law =
        envelope
            .lossWithFloor()
            .map(
                fit ->
                    Html.of(
                        Html.text(Format.number(fit.floor(), 4) + " + "), Words.power(fit.power())))
            .orElse(NOTHING);
    return envelope.floorStatus().equals("converged")
        ? law
        : Html.of(
            law, Html.styled("div", "small", Html.text(envelope.floorStatus().replace('_', ' '))));
  }

  private Html surfaces() {
    if (data.surfaces().isEmpty()) {
      return Html.EMPTY;
    }
    HtmlTable table =
        new HtmlTable(
            "<i>N</i> counts",
            "estimator",
            "<i>E</i>",
            "<i>A</i>",
            "<i>B</i>",
            "<i>α</i>",
            "<i>β</i>",
            "<i>a</i>",
            "<i>b</i>",
            "used / dropped",
            "status");
    for (String architecture : data.architectures()) {
      table.group(Words.marked(architecture, data.architectures()));
      data.surfaces().stream()
          .filter(law -> law.architecture().equals(architecture))
          .forEach(law -> table.row("", surface(law)));
    }
    return Html.of(
        Html.element("h3", Html.text("Parametric surface")),
        new Html(
            "<p class=\"note\"><i>L</i>(<i>N</i>, <i>D</i>) = <i>E</i> + <i>A N</i><sup>−α</sup> +"
                + " <i>B D</i><sup>−β</sup> on every checkpoint; under <i>C</i> = 6 <i>N D</i> its"
                + " optimum has <i>N</i> ∝ <i>C<sup>a</sup></i> and <i>D</i> ∝"
                + " <i>C<sup>b</sup></i>.</p>"),
        table.html(),
        doubts(data.surfaces()),
        links(CsvTables.PARAMETRIC_LAWS));
  }

  private static List<Html> surface(Law<ParametricLaw> law) {
    return List.of(
        Html.text(Words.parameters(law.convention().parameters())),
        Html.text(Words.method(law.method())),
        fitted(law, s -> Html.text(Format.number(s.e(), 4))),
        fitted(law, s -> Html.text(Format.number(s.a(), 4))),
        fitted(law, s -> Html.text(Format.number(s.b(), 4))),
        fitted(law, s -> Html.text(Format.fixed(s.alpha(), 4))),
        fitted(law, s -> Html.text(Format.fixed(s.beta(), 4))),
        fitted(law, s -> Html.text(Format.fixed(s.parametersExponent(), 3))),
        fitted(law, s -> Html.text(Format.fixed(s.tokensExponent(), 3))),
        used(law),
        Words.status(law));
  }

  private static <T> Html fitted(Law<T> law, Function<T, Html> value) {
    return law.fitted().map(value).orElse(NOTHING);
  }

  private static Html used(Law<?> law) {
    return Html.text(law.pointsUsed() + " / " + law.dropped().size());
  }

  private static <T> Html doubts(List<Law<T>> laws) {
    Html failures = sentences(laws, law -> law.converged() ? List.of() : List.of(law.detail()));
    Html warnings = sentences(laws, Law::warnings);
    return Html.of(
        failures.isEmpty() ? failures : Html.details("Fits that did not converge", failures),
        warnings.isEmpty() ? warnings : Html.details("What the fits warn about", warnings));
  }

  /** One line a sentence, with all the fits it was said about. */
  private static <T> Html sentences(List<Law<T>> laws, Function<Law<T>, List<String>> said) {
    Map<String, List<String>> places = new LinkedHashMap<>();
    for (Law<T> law : laws) {
      for (String sentence : said.apply(law)) {
        places
            .computeIfAbsent(
                Words.architecture(law.architecture()) + ": " + sentence, key -> new ArrayList<>())
            .add(Words.counts(law.convention()) + ", " + Words.method(law.method()));
      }
    }
    List<Html> lines = new ArrayList<>();
    places.forEach(
        (sentence, where) ->
            lines.add(
                Html.of(
                    Html.text(sentence + " "),
                    Html.styled(
                        "span", "small", Html.text("(" + String.join("; ", where) + ")")))));
    return Html.list("", lines);
  }

  private static Html links(String... tables) {
    List<Html> links = new ArrayList<>();
    for (String table : tables) {
      links.add(Html.of(Html.text(" "), Html.link(table)));
    }
    return Html.styled("p", "caption", Html.text("Data at full precision:"), Html.of(links));
  }
}
