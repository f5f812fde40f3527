package org.isoline.settings;

import java.util.List;
import java.util.Map;

/** A value of a YAML document with the place where it stands. */
public sealed interface Node {

  /** Where the value starts. */
  Position position();

  /** The value in a word or two, for messages. */
  String shown();

  /** Line and column in a file, both from 1. */
  record Position(int line, int column) {}

  /** A key's place and value. */
  record Entry(Position key, Node value) {}

  /** Keys and values, in the order of the file. */
  record Mapping(Position position, Map<String, Entry> entries) implements Node {
    @Override
    public String shown() {
      return entries.isEmpty() ? "an empty mapping" : "a mapping of " + entries.keySet();
    }
  }

  /** A list. */
  record Sequence(Position position, List<Node> items) implements Node {
    @Override
    public String shown() {
      return items.isEmpty() ? "an empty list" : "a list of " + items.size();
    }
  }

  /** Text as it stands in the file; what it means is decided by the key. */
  record Scalar(Position position, String text, boolean quoted) implements Node {

    /** Whether the key stands without a value. */
    public boolean isEmpty() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String shown() {
      if (isEmpty()) {
        return "nothing";
      }
      return quoted ? "\"" + text + "\"" : text;
    }
  }
}
