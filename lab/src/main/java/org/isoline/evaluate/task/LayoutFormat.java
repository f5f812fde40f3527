package org.isoline.evaluate.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.Node.Mapping;
import org.isoline.settings.Node.Scalar;
import org.isoline.settings.Node.Sequence;
import org.isoline.settings.ValueType;

/** The layouts of a task file. */
final class LayoutFormat {
  private static final ValueType<String> PATH =
      ValueType.text("a field, or a path such as question.choices[].text", FieldPath.PATTERN);
  private static final Key<String> NAME =
      Key.required("name", ValueType.text("a name", "\\S.*"), "what messages call the layout");
  private static final Key<String> ID =
      Key.defaulted(
          "id", PATH, "id", "id", "field that identifies a row; without it the row's number does");
  private static final Key<Node> FIELDS =
      Key.optional(
          "fields",
          ValueType.nested("a mapping of names to templates"),
          "what the prompt calls a field: how it is made of the row's own and of those above it");
  private static final Key<Node> CHOICES =
      Key.optional(
          "choices",
          ValueType.nested("a field that is a list, a list of templates, or a mapping"),
          "the choices: a field that is a list (choices if absent), a template each, or {lettered:"
              + " TEMPLATE}: options (A) to (D) at the start of a text");
  private static final Key<String> CHOICE =
      TemplateValue.defaulted("choice", "{choice}", "what becomes of each choice");
  private static final Key<Node> GOLD =
      Key.optional(
          "gold",
          ValueType.nested("a mapping"),
          "the right choice: {field, from} a number counted from 0 or 1; {field, labels} one of a"
              + " list of labels; {field, words} one of some words; {text} the choice itself;"
              + " {index} always the same; {field: gold, from: 0} if absent");
  private static final Key<Node> REFERENCES =
      Key.optional(
          "references",
          ValueType.nested("a field that is a list, or a list of templates"),
          "the references: a field that is a list (references if absent), or a template each; those"
              + " of rows with the same id are put together");
  private static final Key<String> LABELS_FILE =
      Key.optional(
          "labels_file",
          ValueType.text("the end of a file name", "[^/\\\\]+"),
          "what stands in place of the suffix in the name of a file beside the data that holds a"
              + " label a line; it becomes the field label");
  private static final Key<String> PAGES_OF =
      Key.optional(
          "pages_of",
          TemplateValue.TEXT,
          "a row's line, where rows are lines; pages, the field page, begin at headings of level 1"
              + " ( = Title = )");
  private static final List<Key<?>> KEYS =
      List.of(NAME, ID, FIELDS, CHOICES, CHOICE, GOLD, REFERENCES, LABELS_FILE, PAGES_OF);

  private static final Key<String> LETTERED =
      TemplateValue.required("lettered", "the text that starts with the options");

  private static final Key<String> FIELD = Key.optional("field", PATH, "field of the answer");
  private static final Key<Integer> FROM =
      Key.optional("from", ValueType.integer(0, 1), "number of the first choice");
  private static final Key<String> LABELS =
      Key.optional("labels", PATH, "field that lists the labels of the choices");
  private static final Key<List<String>> WORDS =
      Key.optional(
          "words", ValueType.listOf(TemplateValue.TEXT), "the answers in the order of the choices");
  private static final Key<String> TEXT =
      Key.optional("text", TemplateValue.TEXT, "template of the right choice");
  private static final Key<Integer> INDEX =
      Key.optional("index", ValueType.integer(0, 99), "the choice that is always right, from 0");
  private static final List<Key<?>> GOLD_KEYS = List.of(FIELD, FROM, LABELS, WORDS, TEXT, INDEX);

  /** What the rows of a kind of task have besides fields. */
  enum Shape {
    CHOICE,
    COMPLETION,
    PAGES,
    REFERENCES
  }

  private LayoutFormat() {}

  /** The layouts under a key; a plain one if the file has none. */
  static List<Layout> read(Fields task, Key<Node> key, Shape shape) {
    if (!task.has(key)) {
      return List.of(plain(shape));
    }
    List<Layout> layouts = new ArrayList<>();
    for (Node node : task.items(key, 1)) {
      layouts.add(read(task.item(key, layouts.size(), node, KEYS), shape));
    }
    return layouts;
  }

  private static Layout plain(Shape shape) {
    return new Layout(
        "plain",
        new FieldPath(ID.fallbackShown()),
        Map.of(),
        shape == Shape.CHOICE ? Optional.of(list("choices")) : Optional.empty(),
        Template.parse(CHOICE.fallback().orElseThrow()),
        shape == Shape.CHOICE ? Optional.of(plainGold()) : Optional.empty(),
        shape == Shape.REFERENCES ? Optional.of(list("references")) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Layout read(Fields fields, Shape shape) {
    fields.only(
        "this kind of task",
        switch (shape) {
          case CHOICE -> List.of(NAME, ID, FIELDS, CHOICES, CHOICE, GOLD, LABELS_FILE);
          case COMPLETION -> List.of(NAME, ID, FIELDS);
          case PAGES -> List.of(NAME, ID, FIELDS, PAGES_OF);
          case REFERENCES -> List.of(NAME, ID, FIELDS, REFERENCES);
        });
    Layout plain = plain(shape);
    return new Layout(
        fields.get(NAME),
        new FieldPath(fields.get(ID)),
        fields(fields),
        fields.find(CHOICES).map(node -> list(fields, CHOICES, node)).or(plain::choices),
        TemplateValue.get(fields, CHOICE),
        fields.has(GOLD) ? Optional.of(gold(fields)) : plain.gold(),
        fields.find(REFERENCES).map(node -> list(fields, REFERENCES, node)).or(plain::references),
        fields.find(LABELS_FILE),
        TemplateValue.find(fields, PAGES_OF));
  }

  private static Map<String, Template> fields(Fields fields) {
    Map<String, Template> made = new LinkedHashMap<>();
    fields
        .find(FIELDS)
        .ifPresent(
            node -> {
              if (!(node instanceof Mapping mapping)) {
                throw wrong(fields, FIELDS, node);
              }
              mapping
                  .entries()
                  .forEach(
                      (name, entry) ->
                          made.put(
                              name,
                              TemplateValue.get(
                                  fields, FIELDS, FIELDS.name() + "." + name, entry.value())));
            });
    return made;
  }

  private static TextList list(String field) {
    return new TextList.Field(new FieldPath(field));
  }

  private static TextList list(Fields fields, Key<Node> key, Node node) {
    return switch (node) {
      case Scalar scalar ->
          new TextList.Field(
              PATH.parse(scalar).map(FieldPath::new).orElseThrow(() -> wrong(fields, key, node)));
      case Sequence sequence -> each(fields, key, sequence);
      case Mapping _ -> {
        if (key == REFERENCES) {
          throw wrong(fields, key, node);
        }
        yield new TextList.Lettered(
            TemplateValue.get(fields.section(key, List.of(LETTERED)), LETTERED));
      }
    };
  }

  private static TextList each(Fields fields, Key<Node> key, Sequence sequence) {
    if (sequence.items().isEmpty()) {
      throw wrong(fields, key, sequence);
    }
    List<Template> templates = new ArrayList<>();
    for (Node item : sequence.items()) {
      String path = key.name() + "[" + templates.size() + "]";
      templates.add(TemplateValue.get(fields, key, path, item));
    }
    return new TextList.Each(templates);
  }

  private static RuntimeException wrong(Fields fields, Key<?> key, Node node) {
    return fields.failure(
        node.position(),
        "%s = %s, must be %s%n  %s: %s"
            .formatted(
                fields.path(key.name()),
                node.shown(),
                key.type().legal(),
                key.name(),
                key.description()));
  }

  private static Gold plainGold() {
    return new Gold.Index(new FieldPath("gold"), 0);
  }

  private static Gold gold(Fields layout) {
    Fields gold = layout.section(GOLD, GOLD_KEYS);
    if (gold.has(INDEX)) {
      gold.only("index", List.of(INDEX));
      return new Gold.Constant(gold.get(INDEX));
    }
    if (gold.has(TEXT)) {
      gold.only("text", List.of(TEXT));
      return new Gold.Text(TemplateValue.get(gold, TEXT));
    }
    FieldPath field = new FieldPath(gold.get(FIELD));
    if (gold.has(LABELS)) {
      gold.only("labels", List.of(FIELD, LABELS));
      return new Gold.Label(field, new FieldPath(gold.get(LABELS)));
    }
    if (gold.has(WORDS)) {
      gold.only("words", List.of(FIELD, WORDS));
      return new Gold.Word(field, gold.get(WORDS));
    }
    return new Gold.Index(field, gold.get(FROM));
  }
}
