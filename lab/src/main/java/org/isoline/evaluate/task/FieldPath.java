package org.isoline.evaluate.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The way to a value in a row: names with full stops between them, {@code []} behind the name of a
 * list for each of its elements, as in {@code question.choices[].text}.
 */
record FieldPath(String text) {
  private static final String NAME = "[^.\\[\\]{}|\\s](?:[^.\\[\\]{}|\\n]*[^.\\[\\]{}|\\s])?";
  static final String PATTERN = NAME + "(\\[])?(\\." + NAME + "(\\[])?)*";
  private static final Pattern LEGAL = Pattern.compile(PATTERN);
  private static final String EACH = "[]";

  static boolean legal(String text) {
    return LEGAL.matcher(text).matches();
  }

  /** The value, unless the row has none there or null. */
  Optional<JsonNode> in(JsonNode row) {
    return walk(row, List.of(text.split("\\.")));
  }

  /** The value as a text: text, a number or a truth value as JSON writes it. */
  Optional<String> textIn(JsonNode row) {
    return in(row).map(this::text);
  }

  /** The value as a list of texts. */
  Optional<List<String>> textsIn(JsonNode row) {
    return in(row).map(this::texts);
  }

  private List<String> texts(JsonNode value) {
    if (!value.isArray()) {
      throw new BadRowException("%s is %s; must be a list".formatted(text, kind(value)));
    }
    List<String> texts = new ArrayList<>();
    value.forEach(element -> texts.add(text(element)));
    return texts;
  }

  private String text(JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      throw new BadRowException("%s is %s; must be a text".formatted(text, kind(value)));
    }
    return value.asText();
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case NULL -> "null";
      default -> "\"" + BadRowException.cut(value.asText()) + "\"";
    };
  }

  private static Optional<JsonNode> walk(JsonNode from, List<String> segments) {
    if (segments.isEmpty()) {
      return from.isNull() ? Optional.empty() : Optional.of(from);
    }
    String segment = segments.getFirst();
    boolean each = segment.endsWith(EACH);
    JsonNode next =
        from.get(each ? segment.substring(0, segment.length() - EACH.length()) : segment);
    if (next == null) {
      return Optional.empty();
    }
    List<String> rest = segments.subList(1, segments.size());
    return each ? walkEach(next, rest) : walk(next, rest);
  }

  private static Optional<JsonNode> walkEach(JsonNode list, List<String> rest) {
    if (!list.isArray()) {
      return Optional.empty();
    }
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : list) {
      Optional<JsonNode> value = walk(element, rest);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      found.add(value.get());
    }
    return Optional.of(found);
  }
}
