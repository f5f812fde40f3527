package org.isoline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading what other processes wrote, and perhaps did not finish writing. */
final class JsonFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();

  /**
   * The lines of a file that are whole.
   *
   * @param records in the order of the file
   * @param torn lines that are no JSON object
   */
  record Lines(List<JsonNode> records, int torn) {}

  private JsonFiles() {}

  /** The text of a file, if there is one; bytes that are not UTF-8 are replaced. */
  static Optional<String> text(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ReportException(
          "cannot read " + file + ": " + e.getMessage() + "; check its permissions", e);
    }
  }

  /** A JSON object, if the file is there. */
  static Optional<JsonNode> json(Path file) {
    return text(file).map(text -> tree(JSON, text, file, "JSON"));
  }

  /** A YAML mapping, if the file is there. */
  static Optional<JsonNode> yaml(Path file) {
    return text(file).map(text -> tree(YAML, text, file, "YAML"));
  }

  /** One JSON object a line; a kill may have torn any of them. */
  static Lines lines(Path file) {
    List<JsonNode> records = new ArrayList<>();
    int torn = 0;
    for (String line : text(file).orElse("").split("\n")) {
      if (line.isBlank()) {
        continue;
      }
      Optional<JsonNode> record = record(line);
      record.ifPresent(records::add);
      torn += record.isPresent() ? 0 : 1;
    }
    return new Lines(records, torn);
  }

  /** A number; NaN where there is none. Infinities and NaN may be written as words. */
  static double number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText("")) {
      case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  /** Scalars by dotted key, in the order of the file; lists of scalars are joined by commas. */
  static Map<String, String> flat(JsonNode object) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", object, flat);
    return flat;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> flat) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String key = prefix + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject()) {
        flatten(key + ".", value, flat);
      } else if (value.isArray()) {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.isValueNode() ? item.asText() : item.toString()));
        flat.put(key, String.join(", ", items));
      } else if (!value.isNull()) {
        flat.put(key, value.asText());
      }
    }
  }

  private static JsonNode tree(ObjectMapper mapper, String text, Path file, String form) {
    try {
      JsonNode tree = mapper.readTree(text);
      if (tree.isObject()) {
        return tree;
      }
      throw new ReportException(
          file + ": expected a " + form + " object, found " + kind(tree) + wayOut());
    } catch (JsonProcessingException e) {
      throw new ReportException(
          file + ": not " + form + ": " + e.getOriginalMessage() + place(e) + wayOut(), e);
    }
  }

  private static String kind(JsonNode tree) {
    return tree.isMissingNode() || tree.isNull() ? "nothing" : tree.getNodeType().toString();
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }

  private static String wayOut() {
    return "; delete the file and run the command that writes it again";
  }

  private static Optional<JsonNode> record(String line) {
    try {
      return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
