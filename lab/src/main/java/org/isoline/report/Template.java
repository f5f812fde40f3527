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

/** Templates of pages and what goes into them. */
final class Template {
  /** Resource of the chart library. */
  static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Template() {}

  /**
   * A template with its slots filled.
   *
   * @param parts by slot; every slot needs one
   */
  static String fill(String template, Map<String, String> parts) {
    return SLOT.matcher(resource(template))
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
  static String json(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node).replace("</", "<\\/").replace("<!--", "<\\u0021--");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  /** A script that cannot end the element it stands in. */
  static String script(String source) {
    return source.replace("</script", "<\\/script");
  }

  /** Text of a file on the class path, beside this class unless its name begins with a slash. */
  static String resource(String name) {
    try (InputStream stream = Template.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the class path", e);
    }
  }
}
