package org.isoline.evaluate.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isoline.settings.Suggestion;
import org.isoline.settings.Words;

/**
 * Text with the names of fields in braces, {@code {field}} or {@code {field|filter|filter}}; {@code
 * {{} and {@code }}} stand for the braces themselves.
 *
 * @param text as the file has it
 * @param parts what it consists of, in order
 */
public record Template(String text, List<Part> parts) {
  private static final Map<String, Filter> FILTERS = Words.of(Filter.values());

  /** Copies the list. */
  public Template {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  public sealed interface Part {}

  /** Text that every row has. */
  public record Literal(String text) implements Part {}

  /**
   * A row's own text.
   *
   * @param field name of a field, or a path such as {@code question.stem}
   * @param filters applied from left to right
   */
  public record Slot(String field, List<Filter> filters) implements Part {
    /** Copies the list. */
    public Slot {
      filters = List.copyOf(filters);
    }
  }

  /** Where slots find their texts. */
  @FunctionalInterface
  interface Scope {
    /**
     * The text of a field.
     *
     * @throws BadRowException if there is none
     */
    String text(String field);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with what is wrong: a brace without its other, a name that
   *     cannot be a field's, an unknown filter
   */
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      boolean doubled = text.startsWith(next + "" + next, at);
      if ((next == '{' || next == '}') && doubled) {
        literal.append(next);
        at += 2;
      } else if (next == '{') {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw malformed(text, "has a { without a }; write {{ for a brace");
        }
        flush(literal, parts);
        parts.add(slot(text, text.substring(at + 1, end)));
        at = end + 1;
      } else if (next == '}') {
        throw malformed(text, "has a } without a {; write }} for a brace");
      } else {
        literal.append(next);
        at++;
      }
    }
    flush(literal, parts);
    return new Template(text, parts);
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static Slot slot(String text, String inside) {
    String[] words = inside.split("\\|", -1);
    if (!FieldPath.legal(words[0])) {
      throw malformed(text, "names \"%s\", which no field can be called".formatted(words[0]));
    }
    return new Slot(
        words[0], Arrays.stream(words).skip(1).map(word -> filter(text, word)).toList());
  }

  private static Filter filter(String text, String word) {
    Filter filter = FILTERS.get(word);
    if (filter == null) {
      throw malformed(
          text,
          "has the filter \"%s\"%s, which there is not; the filters are %s"
              .formatted(
                  word,
                  Suggestion.of(word, FILTERS.keySet()),
                  String.join(", ", FILTERS.keySet())));
    }
    return filter;
  }

  private static IllegalArgumentException malformed(String text, String problem) {
    return new IllegalArgumentException("\"%s\" %s".formatted(text, problem));
  }

  /** Names of the fields, in the order of their first use. */
  public Set<String> fields() {
    Set<String> fields = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Slot slot) {
        fields.add(slot.field());
      }
    }
    return fields;
  }

  /**
   * The text with a row's fields in it.
   *
   * @throws BadRowException if a field is missing or not as its filters need it
   */
  String render(Scope scope) {
    StringBuilder rendered = new StringBuilder();
    for (Part part : parts) {
      rendered.append(
          switch (part) {
            case Literal literal -> literal.text();
            case Slot slot -> rendered(slot, scope);
          });
    }
    return rendered.toString();
  }

  private static String rendered(Slot slot, Scope scope) {
    String text = scope.text(slot.field());
    try {
      for (Filter filter : slot.filters()) {
        text = filter.apply(text);
      }
      return text;
    } catch (BadRowException e) {
      throw new BadRowException(slot.field() + " = " + e.getMessage());
    }
  }
}
