package org.isoline.evaluate.task;

import java.util.List;
import java.util.Set;

/** Where a layout has a list of texts: choices or references. */
sealed interface TextList {

  /** Fields that a row needs for it. */
  Set<String> fields();

  /**
   * The texts of a row.
   *
   * @throws BadRowException if the row has none
   */
  List<String> of(LaidRow row);

  /** Each text on its own. */
  record Each(List<Template> templates) implements TextList {
    /** Copies the list. */
    public Each {
      templates = List.copyOf(templates);
    }

    @Override
    public Set<String> fields() {
      return LaidRow.fields(templates);
    }

    @Override
    public List<String> of(LaidRow row) {
      return templates.stream().map(template -> template.render(row)).toList();
    }
  }

  /** A field that is a list. */
  record Field(FieldPath path) implements TextList {
    @Override
    public Set<String> fields() {
      return Set.of(path.text());
    }

    @Override
    public List<String> of(LaidRow row) {
      return row.texts(path);
    }
  }

  /** Options (A) to (D) at the start of a text, up to the blank line behind the last. */
  record Lettered(Template text) implements TextList {
    @Override
    public Set<String> fields() {
      return text.fields();
    }

    @Override
    public List<String> of(LaidRow row) {
      return Filter.options(text.render(row));
    }
  }
}
