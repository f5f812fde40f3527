package org.isoline.evaluate.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.isoline.corpus.Sha256;
import org.isoline.evaluate.task.DataSource.Origin;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;
import org.isoline.settings.YamlTree;

/** Task files. */
final class TaskFormat {
  private static final Key<String> TASK =
      Key.required(
          "task",
          ValueType.text("a name of small letters, digits and _", "[a-z][a-z0-9_]*"),
          "by which the task is asked for");
  private static final Key<String> VERSION =
      Key.required(
          "version",
          ValueType.text("numbers with full stops between them, such as 1.0", "\\d+(\\.\\d+)*"),
          "of wording and rules; raise it when scores change");
  private static final Key<String> DESCRIPTION =
      Key.required("description", TemplateValue.TEXT, "the task in a sentence");
  private static final Key<String> PAPER =
      Key.defaulted("paper", TemplateValue.TEXT, "", "none", "where it was published");
  private static final Key<Chance> CHANCE =
      Key.optional("chance", chanceType(), "what guessing reaches; uniform: mean of 1/choices");
  private static final Key<Kind> KIND =
      Key.required(
          "kind",
          ValueType.choice(Words.of(Kind.values())),
          "what is asked; the guide to evaluation describes each");
  private static final Key<Origin> SOURCE =
      Key.defaulted(
          "source",
          ValueType.choice(Words.of(Origin.values())),
          Origin.DATA,
          "data",
          "what files are relative to: data, the data folder; beside, the folder of this file;"
              + " builtin, the program");
  private static final Key<List<String>> FILES =
      Key.required(
          "files",
          ValueType.listOf(ValueType.text("a relative path", "[^/\\\\\\s.][^\\\\\\n]*")),
          "names of the data file, the first that exists is read; .jsonl, .csv, .tsv, .txt, each"
              + " also with .gz, or .parquet");
  private static final Key<Node> LAYOUTS =
      Key.optional(
          "layouts",
          ValueType.nested("a list of mappings"),
          "shapes of the data, the first that fits the first row counts; without it fields have the"
              + " names that the prompt uses");

  private static final List<Key<?>> COMMON =
      List.of(TASK, VERSION, DESCRIPTION, PAPER, CHANCE, KIND);
  private static final List<Key<?>> DATA = List.of(SOURCE, FILES, LAYOUTS);
  private static final List<Key<?>> KEYS = keys();

  private enum Kind {
    MULTIPLE_CHOICE(ItemKinds.CHOICE, ItemKinds::multipleChoice),
    COMPLETION(ItemKinds.COMPLETION, ItemKinds::completion),
    ROLLING(ItemKinds.ROLLING, ItemKinds::rolling),
    WRITING(ItemKinds.WRITING, ItemKinds::writing),
    NEEDLE(GeneratedKinds.NEEDLES, GeneratedKinds::needle),
    RULER(GeneratedKinds.RULER, GeneratedKinds::ruler),
    RECALL(GeneratedKinds.RECALL, GeneratedKinds::recall),
    POSITION_LOSS(GeneratedKinds.POSITION_LOSS, GeneratedKinds::positionLoss),
    VALIDATION(List.of(), fields -> new Protocol.HeldOut()),
    AVERAGE(GeneratedKinds.AVERAGE, GeneratedKinds::average);

    private final List<Key<?>> own;
    private final Function<Fields, Protocol> reader;

    Kind(List<Key<?>> own, Function<Fields, Protocol> reader) {
      this.own = own;
      this.reader = reader;
    }

    private List<Key<?>> keys() {
      List<Key<?>> keys = new ArrayList<>(COMMON);
      keys.addAll(
          switch (this) {
            case MULTIPLE_CHOICE, COMPLETION, ROLLING, WRITING -> DATA;
            case NEEDLE, RULER -> List.of(SOURCE, FILES);
            case RECALL, POSITION_LOSS, VALIDATION, AVERAGE -> List.of();
          });
      keys.addAll(own);
      return keys;
    }
  }

  private TaskFormat() {}

  /**
   * Reads a task file.
   *
   * @param file its name in messages
   * @param folder where it lies; empty if it is built in
   * @throws org.isoline.settings.SettingsException naming line and column of what is wrong
   */
  static Task read(String file, Optional<Path> folder, String text) {
    Node.Mapping tree = YamlTree.read(file, "task", text);
    Fields fields = new Fields(file, "", tree, KEYS);
    Kind kind = fields.get(KIND);
    fields.only("kind: " + Words.word(kind), kind.keys());
    Protocol protocol = kind.reader.apply(fields);
    return new Task(
        fields.get(TASK),
        fields.get(VERSION),
        Sha256.of(canonical(tree)),
        fields.get(DESCRIPTION),
        fields.get(PAPER),
        fields.find(CHANCE),
        protocol,
        data(fields, kind, protocol, folder),
        file);
  }

  private static Optional<DataSource> data(
      Fields fields, Kind kind, Protocol protocol, Optional<Path> folder) {
    boolean needed =
        switch (protocol) {
          case Protocol.Needle needle -> needle.haystack() == Protocol.Haystack.FILE;
          case Protocol.Ruler _ -> fields.has(FILES);
          default -> kind.keys().contains(FILES);
        };
    if (!needed && fields.has(FILES)) {
      throw fields.failure("files: go with haystack: file; leave them out");
    }
    if (!needed) {
      return Optional.empty();
    }
    Origin origin = fields.get(SOURCE);
    if (origin == Origin.BESIDE && folder.isEmpty()) {
      throw fields.failure("source: beside needs a file in a folder; write builtin");
    }
    return Optional.of(
        new DataSource(
            origin,
            fields.get(FILES),
            LayoutFormat.read(fields, LAYOUTS, ItemKinds.shape(protocol)),
            folder));
  }

  /** What a hash of the file is taken of: keys in order of the alphabet, values as text. */
  private static String canonical(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text().length() + ":" + scalar.text();
      case Node.Sequence list -> {
        StringBuilder items = new StringBuilder("[");
        list.items().forEach(item -> items.append(canonical(item)).append(','));
        yield items.append(']').toString();
      }
      case Node.Mapping mapping -> {
        StringBuilder entries = new StringBuilder("{");
        new TreeMap<>(mapping.entries())
            .forEach(
                (key, entry) ->
                    entries.append(key).append('=').append(canonical(entry.value())).append(','));
        yield entries.append('}').toString();
      }
    };
  }

  private static ValueType<Chance> chanceType() {
    ValueType<Double> number = ValueType.between(0, 100);
    String uniform = "uniform";
    return new ValueType<>(
        number.legal() + " or " + uniform,
        List.of(uniform),
        node ->
            node instanceof Node.Scalar scalar && scalar.text().equals(uniform)
                ? Optional.of(new Chance.Uniform())
                : number.parse(node).map(Chance.Fixed::new));
  }

  private static List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      kind.keys().stream()
          .filter(key -> keys.stream().noneMatch(known -> known.name().equals(key.name())))
          .forEach(keys::add);
    }
    return keys;
  }
}
