package org.isoline.report;

import java.util.Map;

/** The one file: template, style, script, charts and numbers, with nothing left to fetch. */
final class Page {
  private Page() {}

  static String of(ReportData data) {
    return Template.fill(
        "index.html",
        Map.ofEntries(
            Map.entry("title", Html.text(data.study()).markup()),
            Map.entry("style", Template.resource("report.css")),
            Map.entry("headline", Headline.of(data).markup()),
            Map.entry("figures", FigureSections.of(data).markup()),
            Map.entry("laws", LawSections.of(data).markup()),
            Map.entry("certainty", CertaintySection.of(data).markup()),
            Map.entry("evaluations", EvaluationSection.of(data).markup()),
            Map.entry("checklist", Checklist.of(data).markup()),
            Map.entry("cells", CellSection.of(data).markup()),
            Map.entry("trust", TrustSection.of(data).markup()),
            Map.entry("appendix", Appendix.of(data).markup()),
            Map.entry("data", Template.json(FigureData.of(data))),
            Map.entry("charts", Template.script(Template.resource(Template.ECHARTS))),
            Map.entry(
                "script",
                Template.script(Template.resource("axes.js"))
                    + "\n"
                    + Template.script(Template.resource("evaluations.js"))
                    + "\n"
                    + Template.script(Template.resource("report.js")))));
  }
}
