package org.isoline.settings;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.isoline.settings.Node.Entry;
import org.isoline.settings.Node.Position;

/**
 * YAML text as a tree that remembers places. Scalars stay text, so that {@code no} is a name and
 * {@code 1_000} a number only where a key says so. Duplicate keys, aliases, tags and second
 * documents are errors: none of them can be meant in settings.
 */
public final class YamlTree {
  private static final Pattern MARK = Pattern.compile("line (\\d+), column (\\d+)");

  private final String file;
  private final String kind;
  private final List<String> lines;
  private final YAMLParser parser;

  private YamlTree(String file, String kind, String text, YAMLParser parser) {
    this.file = file;
    this.kind = kind;
    this.lines = text.lines().toList();
    this.parser = parser;
  }

  /**
   * Reads a document whose root is a mapping.
   *
   * @param file its name in messages
   * @param kind what it is, such as {@code study}; also the key that it starts with
   * @throws SettingsException naming file, line and column of what is not YAML or not read here
   */
  public static Node.Mapping read(String file, String kind, String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      return new YamlTree(file, kind, text, parser).document();
    } catch (JsonProcessingException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw new SettingsException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private Node.Mapping document() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new SettingsException(
          file + ":1:1: is empty; a " + kind + " is a mapping that starts '" + kind + ":'");
    }
    Node root = node(token);
    if (!(root instanceof Node.Mapping mapping)) {
      throw failure(
          root.position(), "is " + root.shown() + "; a " + kind + " is a mapping of keys");
    }
    if (parser.nextToken() != null) {
      throw failure(here(), "second document; a " + kind + " file holds one");
    }
    return mapping;
  }

  private Node node(JsonToken token) throws IOException {
    Position position = here();
    if (parser.isCurrentAlias()) {
      throw failure(
          position, "alias *" + parser.getText() + "; aliases are not read, write the value out");
    }
    if (parser.getTypeId() != null) {
      throw failure(position, "tag !" + parser.getTypeId() + "; tags are not read, remove it");
    }
    return switch (token) {
      case START_OBJECT -> mapping(position);
      case START_ARRAY -> sequence(position);
      case VALUE_NULL -> new Node.Scalar(position, "", false);
      default -> new Node.Scalar(position, parser.getText(), quotedAt(position));
    };
  }

  private Node mapping(Position position) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Position at = here();
      Entry earlier = entries.get(key);
      if (earlier != null) {
        throw failure(
            at,
            "duplicate key '"
                + key
                + "', first given in line "
                + earlier.key().line()
                + "; keep one of the two");
      }
      entries.put(key, new Entry(at, node(parser.nextToken())));
    }
    return new Node.Mapping(position, entries);
  }

  private Node sequence(Position position) throws IOException {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token));
    }
    return new Node.Sequence(position, items);
  }

  private Position here() {
    JsonLocation location = parser.currentTokenLocation();
    return new Position(location.getLineNr(), location.getColumnNr());
  }

  /** Columns count code points, as YAML marks do. */
  private boolean quotedAt(Position position) {
    if (position.line() > lines.size()) {
      return false;
    }
    int[] line = lines.get(position.line() - 1).codePoints().toArray();
    int column = position.column() - 1;
    return column < line.length && "\"'|>".indexOf(line[column]) >= 0;
  }

  private SettingsException failure(Position position, String problem) {
    return new SettingsException(
        file + ":" + position.line() + ":" + position.column() + ": " + problem);
  }

  /** The last mark of a YAML message is where reading stopped; the others say where it began. */
  private static SettingsException malformed(String file, JsonProcessingException e) {
    List<MatchResult> marks = MARK.matcher(e.getOriginalMessage()).results().toList();
    JsonLocation location = e.getLocation();
    String place = "1:1";
    if (!marks.isEmpty()) {
      place = marks.getLast().group(1) + ":" + marks.getLast().group(2);
    } else if (location != null) {
      place = location.getLineNr() + ":" + location.getColumnNr();
    }
    String problem =
        e.getOriginalMessage()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith(" "))
            .collect(Collectors.joining(": "));
    return new SettingsException(file + ":" + place + ": not YAML: " + problem, e);
  }
}
