package org.isoline.evaluate.task;

import java.util.Optional;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;

/** Templates as values of keys. */
final class TemplateValue {
  static final ValueType<String> TEXT = ValueType.text("a text", "(?s).+");

  private TemplateValue() {}

  static Key<String> required(String name, String description) {
    return Key.required(name, TEXT, description + FORM);
  }

  static Key<String> defaulted(String name, String fallback, String description) {
    return Key.defaulted(name, TEXT, fallback, "\"" + fallback + "\"", description + FORM);
  }

  private static final String FORM =
      "; a text with names of fields in braces, {field} or {field|filter}; {{ and }} for braces";

  static Template get(Fields fields, Key<String> key) {
    return parse(fields, key.name(), fields.get(key));
  }

  static Optional<Template> find(Fields fields, Key<String> key) {
    return fields.find(key).map(text -> parse(fields, key.name(), text));
  }

  /** A template that stands in a list or mapping under a key. */
  static Template get(Fields fields, Key<?> key, String path, Node node) {
    String text =
        TEXT.parse(node)
            .orElseThrow(
                () ->
                    fields.failure(
                        node.position(),
                        fields.path(path) + " = " + node.shown() + ", must be a text"));
    try {
      return Template.parse(text);
    } catch (IllegalArgumentException e) {
      throw fields.failure(
          node.position(),
          fields.path(path)
              + " = "
              + e.getMessage()
              + "\n  "
              + key.name()
              + ": "
              + key.description());
    }
  }

  private static Template parse(Fields fields, String name, String text) {
    return fields.guard(
        () -> {
          try {
            return Template.parse(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " = " + e.getMessage(), e);
          }
        });
  }
}
