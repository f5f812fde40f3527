package org.isoline.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.corpus.RecallBatches;
import org.isoline.corpus.RecallSet;
import org.isoline.corpus.RecallSpec;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.Shape;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;
import org.isoline.train.CheckpointPlan;

/** A recall study file from its root. */
final class RecallFormat {
  private static final int MOST = 1 << 24;

  static final Key<String> RECALL =
      Key.required(
          "recall",
          ValueType.text(Names.LEGAL, Names.PATTERN),
          "name of the study, and what makes the file one of recall: it must come first; runs go to"
              + " a folder of this name");
  private static final Key<Long> SEED =
      Key.defaulted(
          "seed",
          ValueType.count(0, Seeds.MOST),
          1L,
          "1",
          "initial weights, examples and their order derive from it");
  private static final Key<Node> TASK =
      Key.required(
          "task",
          ValueType.nested("a mapping with vocabulary, train and test"),
          "what is recalled");
  private static final Key<Node> MODEL =
      Key.optional("model", ValueType.nested("a mapping"), "what all models share");
  private static final Key<List<Integer>> WIDTHS =
      Key.required(
          "widths",
          ValueType.listOf(ValueType.integer(2, 65_536)),
          "d, channels of the residual stream; every architecture is trained at each");
  private static final Key<Node> ARCHITECTURES =
      Key.required(
          "architectures",
          ValueType.nested("a mapping from architectures to their settings"),
          "which architectures are trained");
  private static final Key<Node> TRAIN =
      Key.required(
          "train",
          ValueType.nested("a mapping with epochs or steps, and batch_sequences"),
          "how every model is trained");
  private static final Key<Node> WORKERS =
      Key.optional("workers", ValueType.nested("a mapping"), "how many models train at once");
  static final List<Key<?>> KEYS =
      List.of(RECALL, SEED, TASK, MODEL, WIDTHS, ARCHITECTURES, TRAIN, WORKERS);

  private static final Key<Integer> VOCABULARY =
      Key.required(
          "vocabulary",
          ValueType.integer(4, MOST),
          "V, number of ids: keys are 1 to V/2 - 1, values V/2 to V - 1; the paper has 8192");
  private static final Key<Double> POWER_A =
      Key.defaulted(
          "power_a",
          ValueType.above(0, 10),
          RecallSpec.PAPER_POWER,
          "0.01",
          "a of the power law a (g + 1)^(a - 1) of the distance to a query");
  private static final Key<Boolean> RANDOM_NON_QUERIES =
      Key.defaulted(
          "random_non_queries",
          ValueType.choice(Words.truth()),
          false,
          "false",
          "whether places without pair or query hold random ids, none of them a key of the example,"
              + " instead of 0");
  private static final Key<Node> TRAIN_SETS =
      Key.required(
          "train",
          ValueType.nested("a list of at least one {length, pairs, examples}"),
          "settings to train on; each batch is of one");
  private static final Key<Node> TEST_SETS =
      Key.required(
          "test",
          ValueType.nested("a list of at least one {length, pairs, examples}"),
          "settings to ask at each checkpoint");
  static final List<Key<?>> TASK_KEYS =
      List.of(VOCABULARY, POWER_A, RANDOM_NON_QUERIES, TRAIN_SETS, TEST_SETS);

  private static final Key<Integer> LENGTH =
      Key.required("length", ValueType.integer(4, MOST), "n, tokens of a sequence, even");
  private static final Key<Integer> PAIRS =
      Key.required(
          "pairs",
          ValueType.integer(1, MOST),
          "K, pairs of key and value, each asked once; at most n/4 and at most V/2 - 1");
  private static final Key<Integer> EXAMPLES =
      Key.required("examples", ValueType.integer(1, 100_000_000), "sequences of this setting");
  static final List<Key<?>> SET_KEYS = List.of(LENGTH, PAIRS, EXAMPLES);

  private static final Key<Integer> LAYERS =
      Key.defaulted(
          "layers",
          ValueType.integer(1, 1_000),
          2,
          "2",
          "l, number of blocks; each has its token mixer and, unlike those of arXiv 2312.04927, its"
              + " gated linear unit");
  private static final Key<Integer> HEAD_DIM =
      Key.defaulted(
          "head_dim",
          ValueType.integer(2, 65_536),
          32,
          "32",
          "dh, channels of a head: even, and a divisor of every width; the state of a linear layer"
              + " has d dh elements");
  private static final Key<Init> INIT =
      Key.defaulted(
          "init",
          ValueType.choice(Words.of(Init.values())),
          Init.METASEQ,
          "metaseq",
          "initial weights, as in a study of scaling laws");
  static final List<Key<?>> MODEL_KEYS = List.of(LAYERS, HEAD_DIM, INIT);

  private static final Key<List<Double>> LEARNING_RATES =
      Key.required(
          "learning_rates",
          ValueType.listOf(ValueType.above(0, 1)),
          "peak learning rates; every width is trained with each, and the best is reported");
  static final List<Key<?>> ARCHITECTURE_KEYS = List.of(LEARNING_RATES);

  private static final Key<Integer> EPOCHS =
      Key.optional(
          "epochs",
          ValueType.integer(1, 1_000_000),
          "passes over the examples to train on; this or steps");
  private static final Key<Long> STEPS =
      Key.optional("steps", ValueType.count(1, 1_000_000_000), "updates of a run; this or epochs");
  private static final Key<Integer> BATCH_SEQUENCES =
      Key.required(
          "batch_sequences",
          ValueType.integer(1, 1_000_000),
          "sequences of a step, of one setting");
  private static final Key<Double> STOP_AT =
      Key.optional(
          "stop_at",
          ValueType.above(0, 1),
          "accuracy; a run ends at the checkpoint where every test setting has it. None ends early"
              + " if absent");
  private static final Key<Integer> CHECKPOINTS =
      Key.defaulted(
          "checkpoints",
          ValueType.integer(1, CheckpointPlan.MOST),
          10,
          "10",
          "how often, equally spaced, parameters are kept and the test settings asked");
  static final List<Key<?>> TRAIN_KEYS =
      List.of(
          EPOCHS,
          STEPS,
          BATCH_SEQUENCES,
          STOP_AT,
          CHECKPOINTS,
          TrainFormat.SCHEDULE,
          TrainFormat.WEIGHT_DECAY,
          TrainFormat.BETA1,
          TrainFormat.BETA2,
          TrainFormat.EPS,
          TrainFormat.CLIP,
          TrainFormat.SEEDS);

  private RecallFormat() {}

  static RecallStudy read(String file, Node.Mapping document) {
    Fields root = new Fields(file, "", document, KEYS);
    String name = root.get(RECALL);
    RecallStudy.Task task = task(root.section(TASK, TASK_KEYS));
    List<Integer> widths = distinct(root, WIDTHS);
    Fields inModel = root.section(MODEL, MODEL_KEYS);
    RecallStudy.Model model =
        new RecallStudy.Model(inModel.get(LAYERS), inModel.get(HEAD_DIM), inModel.get(INIT));
    widths.forEach(
        width -> inModel.guard(() -> Shape.of(model.layers(), width, model.headDim()), root));
    RecallStudy study =
        new RecallStudy(
            name,
            root.get(SEED),
            task,
            model,
            widths,
            architectures(root.section(ARCHITECTURES, architectureNames())),
            train(root.section(TRAIN, TRAIN_KEYS), task),
            StudyFormat.workers(root.section(WORKERS, StudyFormat.WORKERS_KEYS)));
    inModel.guard(study::cells, root);
    return study;
  }

  private static RecallStudy.Task task(Fields fields) {
    List<RecallSet> train = sets(fields, TRAIN_SETS);
    List<RecallSet> test = sets(fields, TEST_SETS);
    if (test.stream().map(RecallSet::spec).distinct().count() < test.size()) {
      throw fields.failure(".test has a length with the same pairs twice; remove one");
    }
    return new RecallStudy.Task(train, test);
  }

  private static List<RecallSet> sets(Fields fields, Key<Node> key) {
    List<Node> items = fields.items(key, 1);
    List<RecallSet> sets = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Fields item = fields.item(key, i, items.get(i), SET_KEYS);
      sets.add(
          item.guard(
              () ->
                  new RecallSet(
                      new RecallSpec(
                          fields.get(VOCABULARY),
                          item.get(LENGTH),
                          item.get(PAIRS),
                          fields.get(POWER_A),
                          fields.get(RANDOM_NON_QUERIES)),
                      item.get(EXAMPLES)),
              fields));
    }
    return sets;
  }

  /** One key for each architecture. */
  static List<Key<?>> architectureNames() {
    return Arrays.stream(Architecture.values())
        .<Key<?>>map(
            architecture ->
                Key.optional(
                    architecture.id(),
                    ValueType.nested("a mapping with learning_rates"),
                    architecture.title()))
        .toList();
  }

  private static Map<Architecture, List<Double>> architectures(Fields fields) {
    Map<Architecture, List<Double>> rates = new EnumMap<>(Architecture.class);
    for (Key<?> name : architectureNames()) {
      if (fields.has(name)) {
        rates.put(
            Architecture.of(name.name()),
            distinct(fields.section(name, ARCHITECTURE_KEYS), LEARNING_RATES));
      }
    }
    if (rates.isEmpty()) {
      throw fields.failure(
          " is empty; give at least one of "
              + String.join(
                  ", ", Arrays.stream(Architecture.values()).map(Architecture::id).toList())
              + ", such as 'tnl: {learning_rates: [1e-3, 3e-3]}'");
    }
    return rates;
  }

  private static RecallStudy.Train train(Fields fields, RecallStudy.Task task) {
    Optional<Integer> epochs = fields.find(EPOCHS);
    Optional<Long> steps = fields.find(STEPS);
    if (epochs.isPresent() == steps.isPresent()) {
      throw fields.failure(
          epochs.isPresent()
              ? " has both epochs and steps; give one of them"
              : " has neither epochs nor steps; give one of them");
    }
    int batch = fields.get(BATCH_SEQUENCES);
    for (RecallSet set : task.train()) {
      if (set.examples() < batch) {
        throw fields.failure(
            ".batch_sequences = %d is more than the %d examples of length %d with %d pairs; a batch is of one setting, so take at most %d or add examples"
                .formatted(
                    batch,
                    set.examples(),
                    set.spec().length(),
                    set.spec().pairs(),
                    set.examples()));
      }
    }
    long perEpoch = RecallBatches.batchesPerEpoch(task.train(), batch);
    return new RecallStudy.Train(
        steps.orElseGet(() -> epochs.orElseThrow() * perEpoch),
        batch,
        fields.find(STOP_AT).orElse(2.0),
        fields.get(CHECKPOINTS),
        TrainFormat.schedule(fields.section(TrainFormat.SCHEDULE, TrainFormat.SCHEDULE_KEYS)),
        TrainFormat.optimizer(fields),
        TrainFormat.seeds(fields));
  }

  private static <T> List<T> distinct(Fields fields, Key<List<T>> key) {
    List<T> values = fields.get(key);
    if (new HashSet<>(values).size() < values.size()) {
      throw fields.failure(
          (fields.path("").isEmpty() ? key.name() : "." + key.name())
              + " = "
              + values
              + " has a value twice; remove one");
    }
    return values;
  }

  /** What a run reads besides its model and its recipe. */
  static Map<String, Object> writeInputs(RecallStudy study) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SEED.name(), study.seed());
    map.put(TASK.name(), write(study.task()));
    map.put(STOP_AT.name(), study.train().stopAt());
    return map;
  }

  static Map<String, Object> write(RecallStudy study) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(RECALL.name(), study.name());
    map.put(SEED.name(), study.seed());
    map.put(TASK.name(), write(study.task()));
    map.put(
        MODEL.name(),
        Map.of(
            LAYERS.name(), study.model().layers(),
            HEAD_DIM.name(), study.model().headDim(),
            INIT.name(), Words.word(study.model().init())));
    map.put(WIDTHS.name(), study.widths());
    Map<String, Object> architectures = new LinkedHashMap<>();
    study
        .learningRates()
        .forEach(
            (architecture, rates) ->
                architectures.put(architecture.id(), Map.of(LEARNING_RATES.name(), rates)));
    map.put(ARCHITECTURES.name(), architectures);
    map.put(TRAIN.name(), write(study.train()));
    map.put(WORKERS.name(), StudyFormat.write(study.workers()));
    return map;
  }

  private static Map<String, Object> write(RecallStudy.Task task) {
    RecallSpec any = task.train().getFirst().spec();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(VOCABULARY.name(), any.vocabulary());
    map.put(POWER_A.name(), any.powerA());
    map.put(RANDOM_NON_QUERIES.name(), any.randomNonQueries());
    map.put(TRAIN_SETS.name(), task.train().stream().map(RecallFormat::write).toList());
    map.put(TEST_SETS.name(), task.test().stream().map(RecallFormat::write).toList());
    return map;
  }

  private static Map<String, Object> write(RecallSet set) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(LENGTH.name(), set.spec().length());
    map.put(PAIRS.name(), set.spec().pairs());
    map.put(EXAMPLES.name(), set.examples());
    return map;
  }

  private static Map<String, Object> write(RecallStudy.Train train) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(STEPS.name(), train.steps());
    map.put(BATCH_SEQUENCES.name(), train.batchSequences());
    if (train.stopAt() <= 1) {
      map.put(STOP_AT.name(), train.stopAt());
    }
    map.put(CHECKPOINTS.name(), train.checkpoints());
    map.put(TrainFormat.SCHEDULE.name(), TrainFormat.write(train.schedule()));
    map.putAll(TrainFormat.write(train.optimizer()));
    map.put(TrainFormat.SEEDS.name(), train.seeds());
    return map;
  }
}
