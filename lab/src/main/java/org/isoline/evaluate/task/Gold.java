package org.isoline.evaluate.task;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How a layout says which choice is the right one. */
sealed interface Gold {

  /** Fields that a row needs for it. */
  Set<String> fields();

  /**
   * Index of the right choice, from 0.
   *
   * @throws BadRowException if the row names none of the choices
   */
  int of(LaidRow row, List<String> choices);

  /** A field with the choice's number; counted from 0, truth values are numbers as in Python. */
  record Index(FieldPath field, int from) implements Gold {
    @Override
    public Set<String> fields() {
      return Set.of(field.text());
    }

    @Override
    public int of(LaidRow row, List<String> choices) {
      String value = from == 0 ? number(row.text(field)) : row.text(field);
      int last = from + choices.size() - 1;
      if (!value.matches("\\d{1,9}")
          || Integer.parseInt(value) < from
          || Integer.parseInt(value) > last) {
        throw new BadRowException(
            "%s = %s, must be a whole number from %d to %d"
                .formatted(field.text(), shown(value), from, last));
      }
      return Integer.parseInt(value) - from;
    }

    private static String number(String value) {
      return switch (value) {
        case "false" -> "0";
        case "true" -> "1";
        default -> value;
      };
    }
  }

  /** A field with the choice's label, and a list of the labels in the order of the choices. */
  record Label(FieldPath field, FieldPath labels) implements Gold {
    @Override
    public Set<String> fields() {
      return new LinkedHashSet<>(List.of(field.text(), labels.text()));
    }

    @Override
    public int of(LaidRow row, List<String> choices) {
      List<String> legal = row.texts(labels);
      if (legal.size() != choices.size()) {
        throw new BadRowException(
            "%s has %d labels for %d choices"
                .formatted(labels.text(), legal.size(), choices.size()));
      }
      return among(field, row.text(field), legal);
    }
  }

  /** A field with one of some words, which are in the order of the choices. */
  record Word(FieldPath field, List<String> words) implements Gold {
    /** Copies the list. */
    public Word {
      words = List.copyOf(words);
    }

    @Override
    public Set<String> fields() {
      return Set.of(field.text());
    }

    @Override
    public int of(LaidRow row, List<String> choices) {
      return among(field, row.text(field), words);
    }
  }

  /** The right choice itself; how much white space stands between its words does not matter. */
  record Text(Template text) implements Gold {
    @Override
    public Set<String> fields() {
      return text.fields();
    }

    @Override
    public int of(LaidRow row, List<String> choices) {
      String right = PythonText.squeeze(text.render(row));
      int index = choices.stream().map(PythonText::squeeze).toList().indexOf(right);
      if (index < 0) {
        throw new BadRowException(
            "the answer \"%s\" is none of the %d choices"
                .formatted(BadRowException.cut(right), choices.size()));
      }
      return index;
    }
  }

  /** The same choice in every row. */
  record Constant(int index) implements Gold {
    @Override
    public Set<String> fields() {
      return Set.of();
    }

    @Override
    public int of(LaidRow row, List<String> choices) {
      if (index >= choices.size()) {
        throw new BadRowException(
            "has %d choices; the right one is always number %d"
                .formatted(choices.size(), index + 1));
      }
      return index;
    }
  }

  private static int among(FieldPath field, String value, List<String> legal) {
    int index = legal.indexOf(value);
    if (index < 0) {
      throw new BadRowException(
          "%s = %s, must be one of %s"
              .formatted(field.text(), shown(value), String.join(", ", legal)));
    }
    return index;
  }

  private static String shown(String value) {
    return "\"" + BadRowException.cut(value) + "\"";
  }
}
