package org.isoline.evaluate.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.isoline.evaluate.average.WhenMissing;
import org.isoline.evaluate.task.Protocol.Grid;
import org.isoline.evaluate.task.Protocol.Haystack;
import org.isoline.evaluate.task.Protocol.NeedleMode;
import org.isoline.evaluate.task.Protocol.NeedleScorer;
import org.isoline.evaluate.task.Protocol.Part;
import org.isoline.evaluate.task.Protocol.RecallSetting;
import org.isoline.evaluate.task.Protocol.RulerForm;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;

/** Keys of the kinds of task whose items are made rather than read, and of averages. */
final class GeneratedKinds {
  private static final int LONGEST = 16_777_216;

  /** The 13 tasks of RULER (2404.06654, table 5), as its programs name them. */
  private static final List<String> RULER_TASKS =
      List.of(
          "niah_single_1",
          "niah_single_2",
          "niah_single_3",
          "niah_multikey_1",
          "niah_multikey_2",
          "niah_multikey_3",
          "niah_multivalue",
          "niah_multiquery",
          "vt",
          "cwe",
          "fwe",
          "qa_1",
          "qa_2");

  private static final Key<NeedleMode> MODE =
      Key.required(
          "mode",
          ValueType.choice(Words.of(NeedleMode.values())),
          "easy: question and answer are in the haystack as a pair; standard: the answer alone");
  private static final Key<NeedleScorer> SCORER =
      Key.required(
          "scorer",
          ValueType.choice(Words.of(NeedleScorer.values())),
          "words: share of the answer's words that the model writes; log_likelihood: the likelier"
              + " of answers, without writing");
  private static final Key<Haystack> HAYSTACK =
      Key.required(
          "haystack",
          ValueType.choice(Words.of(Haystack.values())),
          "file: the texts of files; validation: the study's held-out text");
  private static final Key<Node> GRID =
      Key.required(
          "lengths",
          ValueType.nested("a mapping of from, to, count"),
          "lengths of prompts in tokens: count of them at equal distances");
  private static final Key<Integer> DEPTHS =
      Key.required("depths", ValueType.integer(1, 1000), "how many depths from 0 to 100 per cent");
  private static final Key<String> NEEDLE =
      Key.optional("needle", TemplateValue.TEXT, "the sentence to find; the usual one if absent");
  private static final Key<String> QUESTION =
      Key.optional("question", TemplateValue.TEXT, "about the needle; the usual one if absent");
  private static final Key<String> ANSWER =
      Key.optional("answer", TemplateValue.TEXT, "what counts; the usual one if absent");
  private static final Key<Integer> MAX_NEW_TOKENS =
      Key.defaulted(
          "max_new_tokens", ValueType.integer(1, 10_000), 48, "48", "the most tokens of an answer");
  private static final Key<Integer> BUFFER =
      Key.defaulted(
          "buffer",
          ValueType.integer(0, LONGEST),
          200,
          "200",
          "tokens of a prompt kept free for question and answer");
  private static final Key<Double> DEPTH_ALPHA =
      Key.defaulted(
          "depth_alpha",
          ValueType.between(1, 2),
          1.01,
          "1.01",
          "weight of a depth over that of the one before it");
  private static final Key<Double> LENGTH_ALPHA =
      Key.defaulted(
          "length_alpha",
          ValueType.between(1, 2),
          1.01,
          "1.01",
          "weight of a length over that of the one before it");
  private static final Key<Double> THRESHOLD =
      Key.defaulted(
          "threshold",
          ValueType.between(1, 10),
          7.0,
          "7",
          "least score of a cell, of 1 to 10, that counts as found");

  private static final Key<Integer> FROM =
      Key.required("from", ValueType.integer(1, LONGEST), "the first length in tokens");
  private static final Key<Integer> TO =
      Key.required("to", ValueType.integer(1, LONGEST), "the last length in tokens");
  private static final Key<Integer> COUNT =
      Key.required("count", ValueType.integer(1, 1000), "how many lengths");

  private static final Key<List<String>> TASKS =
      Key.defaulted(
          "tasks",
          ValueType.listOf(ValueType.choice(Words.same(RULER_TASKS))),
          RULER_TASKS,
          "all 13",
          "which tasks of RULER");
  private static final Key<List<Integer>> LENGTHS =
      Key.required(
          "lengths",
          ValueType.listOf(ValueType.integer(64, LONGEST)),
          "lengths of prompts in tokens");
  private static final Key<Integer> SAMPLES =
      Key.required("samples", ValueType.integer(1, 1_000_000), "prompts of each task and length");
  private static final Key<RulerForm> FORM =
      Key.required(
          "form",
          ValueType.choice(Words.of(RulerForm.values())),
          "writing: the model writes its answer; log_likelihood: the likelier of answers");
  private static final Key<Long> SEED =
      Key.defaulted(
          "seed", ValueType.count(0, Long.MAX_VALUE), 42L, "42", "seed of all that is drawn");

  private static final Key<Integer> VOCABULARY =
      Key.required(
          "vocabulary", ValueType.integer(4, LONGEST), "V: ids of keys and values, half each");
  private static final Key<Node> SETTINGS =
      Key.required(
          "settings",
          ValueType.nested("a list of mappings of length and pairs"),
          "lengths in tokens and how many pairs each holds");
  private static final Key<Integer> LENGTH =
      Key.required("length", ValueType.integer(4, LONGEST), "n in tokens, even");
  private static final Key<Integer> PAIRS =
      Key.required("pairs", ValueType.integer(1, LONGEST), "K; at most a quarter of the length");
  private static final Key<Integer> EXAMPLES =
      Key.required("examples", ValueType.integer(1, 1_000_000), "sequences of each setting");

  private static final Key<Integer> BUCKET =
      Key.defaulted(
          "bucket", ValueType.integer(1, LONGEST), 128, "128", "positions that are averaged");
  private static final Key<Integer> TIMES =
      Key.defaulted(
          "times", ValueType.integer(1, 1024), 4, "4", "training lengths that it goes up to");
  private static final Key<Long> TOKENS =
      Key.required("tokens", ValueType.count(1, 1_000_000_000_000L), "the most that are scored");

  private static final Key<Node> PARTS =
      Key.required(
          "parts", ValueType.nested("a list of task:metric"), "what is averaged, as task:metric");
  private static final Key<WhenMissing> WHEN_MISSING =
      Key.defaulted(
          "when_missing",
          ValueType.choice(Words.of(WhenMissing.values())),
          WhenMissing.MISSING,
          "missing",
          "missing: an average with a part that has no value has none; drop: it is the mean of the"
              + " others, and the table names what it lacks; zero: the part counts as 0");

  static final List<Key<?>> NEEDLES =
      List.of(
          MODE,
          SCORER,
          HAYSTACK,
          GRID,
          DEPTHS,
          NEEDLE,
          QUESTION,
          ANSWER,
          MAX_NEW_TOKENS,
          BUFFER,
          DEPTH_ALPHA,
          LENGTH_ALPHA,
          THRESHOLD);
  static final List<Key<?>> RULER = List.of(TASKS, LENGTHS, SAMPLES, FORM, SEED);
  static final List<Key<?>> RECALL = List.of(VOCABULARY, SETTINGS, EXAMPLES, SEED);
  static final List<Key<?>> POSITION_LOSS = List.of(BUCKET, TIMES, TOKENS);
  static final List<Key<?>> AVERAGE = List.of(PARTS, WHEN_MISSING);

  private GeneratedKinds() {}

  static Protocol needle(Fields fields) {
    Fields grid = fields.section(GRID, List.of(FROM, TO, COUNT));
    Optional<String> needle = fields.find(NEEDLE);
    if (needle.isPresent() != fields.has(QUESTION) || needle.isPresent() != fields.has(ANSWER)) {
      throw fields.failure(
          "needle, question and answer belong together; give all three or none of them");
    }
    return new Protocol.Needle(
        fields.get(MODE),
        fields.get(SCORER),
        fields.get(HAYSTACK),
        grid.guard(() -> new Grid(grid.get(FROM), grid.get(TO), grid.get(COUNT))),
        fields.get(DEPTHS),
        needle,
        fields.find(QUESTION),
        fields.find(ANSWER),
        fields.get(MAX_NEW_TOKENS),
        buffer(fields, grid.get(FROM)),
        fields.get(DEPTH_ALPHA),
        fields.get(LENGTH_ALPHA),
        fields.get(THRESHOLD));
  }

  private static int buffer(Fields fields, int shortest) {
    int buffer = fields.get(BUFFER);
    if (buffer >= shortest) {
      throw fields.failure(
          "buffer = %d, must be below the shortest length, %d tokens".formatted(buffer, shortest));
    }
    return buffer;
  }

  static Protocol ruler(Fields fields) {
    return new Protocol.Ruler(
        fields.get(TASKS).stream().distinct().toList(),
        fields.get(LENGTHS).stream().distinct().sorted().toList(),
        fields.get(SAMPLES),
        fields.get(FORM),
        fields.get(SEED));
  }

  static Protocol recall(Fields fields) {
    int vocabulary = fields.get(VOCABULARY);
    List<RecallSetting> settings = new ArrayList<>();
    for (Node node : fields.items(SETTINGS, 1)) {
      Fields item = fields.item(SETTINGS, settings.size(), node, List.of(LENGTH, PAIRS));
      RecallSetting setting =
          item.guard(() -> new RecallSetting(item.get(LENGTH), item.get(PAIRS)));
      if (setting.pairs() > vocabulary / 2 - 1) {
        throw item.failure(
            ".pairs = %d, must be at most %d, the keys of a vocabulary of %d"
                .formatted(setting.pairs(), vocabulary / 2 - 1, vocabulary));
      }
      settings.add(setting);
    }
    return new Protocol.Recall(vocabulary, settings, fields.get(EXAMPLES), fields.get(SEED));
  }

  static Protocol positionLoss(Fields fields) {
    return new Protocol.PositionLoss(fields.get(BUCKET), fields.get(TIMES), fields.get(TOKENS));
  }

  static Protocol average(Fields fields) {
    List<Part> parts = new ArrayList<>();
    for (Node node : fields.items(PARTS, 2)) {
      parts.add(part(fields, node));
    }
    if (new HashSet<>(parts).size() < parts.size()) {
      throw fields.failure("parts = names a part twice; leave one of the two out");
    }
    return new Protocol.Average(parts, fields.get(WHEN_MISSING));
  }

  private static Part part(Fields fields, Node node) {
    ValueType<String> form =
        ValueType.text("a task and its metric, as in piqa:acc", "[a-z0-9_]+:[A-Za-z0-9_]+");
    String text =
        form.parse(node)
            .orElseThrow(
                () ->
                    fields.failure(
                        node.position(),
                        "parts: %s, must be %s".formatted(node.shown(), form.legal())));
    String[] words = text.split(":");
    Metric metric = Metric.words().get(words[1]);
    if (metric == null || !metric.higherIsBetter()) {
      throw fields.failure(
          node.position(),
          "parts: %s, must name a metric of which more is better: one of %s"
              .formatted(
                  text,
                  String.join(
                      ", ",
                      Metric.words().values().stream()
                          .filter(Metric::higherIsBetter)
                          .map(Metric::word)
                          .toList())));
    }
    return new Part(words[0], metric);
  }
}
