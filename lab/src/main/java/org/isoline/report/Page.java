package org.isoline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one file: template, style, script, charts and numbers, with nothing left to fetch. */
final class Page {
  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Page() {}

  static String of(ReportData data) {
    Map<String, String> parts =
        Map.ofEntries(
            Map.entry("title", Html.text(data.study()).markup()),
            Map.entry("style", resource("report.css")),
            Map.entry("headline", Headline.of(data).markup()),
            Map.entry("figures", FigureSections.of(data).markup()),
            Map.entry("laws", LawSections.of(data).markup()),
            Map.entry("certainty", CertaintySection.of(data).markup()),
            Map.entry("checklist", Checklist.of(data).markup()),
            Map.entry("cells", CellSection.of(data).markup()),
            Map.entry("trust", TrustSection.of(data).markup()),
            Map.entry("appendix", Appendix.of(data).markup()),
            Map.entry("data", json(FigureData.of(data))),
            Map.entry("charts", script(resource(ECHARTS))),
            Map.entry(
                "script", script(resource("axes.js")) + "\n" + script(resource("report.js"))));
    return SLOT.matcher(resource("index.html"))
        .replaceAll(
            slot -> {
              String part = parts.get(slot.group(1));
              if (part == null) {
                throw new IllegalStateException("the template has an unknown slot " + slot.group());
              }
              return Matcher.quoteReplacement(part);
            });
  }

  /** JSON that cannot end the element it stands in. */
  private static String json(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node).replace("</", "<\\/").replace("<!--", "<\\u0021--");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  private static String script(String source) {
    return source.replace("</script", "<\\/script");
  }

  private static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the class path", e);
    }
  }
}
