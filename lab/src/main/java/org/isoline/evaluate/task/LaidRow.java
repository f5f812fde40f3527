package org.isoline.evaluate.task;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A row seen through a layout: the fields that the layout makes, then the row's own. */
final class LaidRow implements Template.Scope {
  private final Row row;
  private final FieldPath id;
  private final Map<String, String> made = new HashMap<>();

  /**
   * Makes the fields.
   *
   * @throws BadRowException if the row lacks what one of them is made of
   */
  LaidRow(Row row, Layout layout) {
    this.row = row;
    this.id = layout.id();
    layout.fields().forEach((name, template) -> made.put(name, template.render(this)));
  }

  /** The row's id, or its number where it has none. */
  String id() {
    return idOf(row, id);
  }

  static String idOf(Row row, FieldPath id) {
    return id.in(row.values())
        .filter(value -> value.isValueNode())
        .map(value -> value.asText())
        .orElse(Long.toString(row.number()));
  }

  @Override
  public String text(String field) {
    String text = made.get(field);
    return text == null ? text(new FieldPath(field)) : text;
  }

  String text(FieldPath field) {
    return Optional.ofNullable(made.get(field.text()))
        .or(() -> field.textIn(row.values()))
        .orElseThrow(() -> missing(field));
  }

  List<String> texts(FieldPath field) {
    return field.textsIn(row.values()).orElseThrow(() -> missing(field));
  }

  /** The same row with one more field. */
  Template.Scope with(String name, String value) {
    return field -> field.equals(name) ? value : text(field);
  }

  static Set<String> fields(Collection<Template> templates) {
    Set<String> fields = new LinkedHashSet<>();
    templates.forEach(template -> fields.addAll(template.fields()));
    return fields;
  }

  private BadRowException missing(FieldPath field) {
    return new BadRowException(
        "%s is missing; the row has %s"
            .formatted(
                field.text(),
                String.join(", ", (Iterable<String>) () -> row.values().fieldNames())));
  }
}
