package org.isoline.study;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.model.DocumentBoundaries;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;
import org.isoline.train.AdamWConfig;
import org.isoline.train.Arithmetic;
import org.isoline.train.CheckpointPlan;
import org.isoline.train.Schedule;
import org.isoline.train.Schedule.Constant;
import org.isoline.train.Schedule.Cosine;
import org.isoline.train.Schedule.WarmupStableDecay;

/** The sections of a study file that say how models are trained. */
final class TrainFormat {
  private static final long MOST_TOKENS = 1_000_000_000_000_000L;
  private static final AdamWConfig ADAMW = AdamWConfig.DEFAULT;

  private static final Key<Long> TOKENS =
      Key.required(
          "tokens",
          ValueType.count(1, MOST_TOKENS),
          "D, tokens to train on; the run ends with the step that reaches them");
  private static final Key<Long> BATCH_TOKENS =
      Key.required(
          "batch_tokens",
          ValueType.count(1, 1_000_000_000),
          "tokens of one step, a multiple of model.context");
  private static final Key<Integer> MICRO_BATCH_SEQUENCES =
      Key.defaulted(
          "micro_batch_sequences",
          ValueType.integer(1, 1_000_000),
          1,
          "1",
          "sequences that go through the model at once, a divisor of batch_tokens / context; more"
              + " need more memory");
  static final Key<Node> SCHEDULE =
      Key.optional(
          "schedule",
          ValueType.nested("a mapping with kind"),
          "learning rate over steps; constant from the first step if absent");
  static final Key<Double> WEIGHT_DECAY =
      number("weight_decay", ValueType.between(0, 10), ADAMW.weightDecay(), "decoupled; 0 is off");
  static final Key<Double> BETA1 =
      number("beta1", ValueType.below(0, 1), ADAMW.beta1(), "decay of the mean of gradients");
  static final Key<Double> BETA2 =
      number(
          "beta2", ValueType.below(0, 1), ADAMW.beta2(), "decay of the mean of squared gradients");
  static final Key<Double> EPS =
      number("eps", ValueType.above(0, 1), ADAMW.eps(), "added to the root of the mean square");
  static final Key<Double> CLIP =
      number(
          "clip",
          ValueType.between(0, 1e9),
          ADAMW.clip(),
          "largest norm of the gradient of all parameters; 0 is off");
  static final Key<List<Long>> SEEDS =
      Key.defaulted(
          "seeds",
          ValueType.listOf(ValueType.count(0, Seeds.MOST)),
          List.of(1L),
          "[1]",
          "replicates of each cell: initial weights and data order differ between them; two or more"
              + " show the noise floor");
  private static final Key<Arithmetic> PRECISION =
      Key.defaulted(
          "precision",
          ValueType.choice(Words.of(Arithmetic.values())),
          Arithmetic.FLOAT32,
          "float32",
          "element type of matrix products in training: float32, bfloat16 (weights, states, norms and"
              + " loss stay float32), or auto, which is bfloat16 where the machine multiplies it at"
              + " least 1.3 times as fast; evaluation is in float32");
  private static final Key<DocumentBoundaries> DOCUMENT_BOUNDARIES =
      Key.defaulted(
          "document_boundaries",
          ValueType.choice(Words.of(DocumentBoundaries.values())),
          DocumentBoundaries.IGNORE,
          "ignore",
          "what models are told of the borders between documents in a window: ignore (state and"
              + " attention go on across them), or reset (state, attention and positions begin anew"
              + " at each document, in training and validation)");
  static final List<Key<?>> KEYS =
      List.of(
          TOKENS,
          BATCH_TOKENS,
          MICRO_BATCH_SEQUENCES,
          SCHEDULE,
          WEIGHT_DECAY,
          BETA1,
          BETA2,
          EPS,
          CLIP,
          SEEDS,
          PRECISION,
          DOCUMENT_BOUNDARIES);

  private static final Key<Kind> KIND =
      Key.defaulted(
          "kind",
          ValueType.choice(Words.of(Kind.values())),
          Kind.CONSTANT,
          "constant",
          "constant (arXiv 2406.16690), cosine (1608.03983), or wsd: warm-up, stable, decay"
              + " (2405.18392)");
  private static final Key<Long> WARMUP_STEPS =
      Key.defaulted(
          "warmup_steps",
          ValueType.count(0, 1_000_000_000),
          0L,
          "0",
          "steps over which the learning rate rises linearly to its peak");
  private static final Key<Double> FINAL_FACTOR =
      number(
          "final_factor",
          ValueType.below(0, 1),
          0.0,
          "with cosine and wsd: share of the peak at the end of the run");
  private static final Key<Double> DECAY_FRACTION =
      number(
          "decay_fraction",
          ValueType.above(0, 1),
          0.2,
          "with wsd: share of the steps that cool down");
  private static final Key<WarmupStableDecay.Shape> DECAY_SHAPE =
      Key.defaulted(
          "decay_shape",
          ValueType.choice(Words.of(WarmupStableDecay.Shape.values())),
          WarmupStableDecay.Shape.SQRT,
          "sqrt",
          "with wsd: 1 - sqrt(p) or 1 - p over the cooldown");
  static final List<Key<?>> SCHEDULE_KEYS =
      List.of(KIND, WARMUP_STEPS, FINAL_FACTOR, DECAY_FRACTION, DECAY_SHAPE);

  private static final Key<Long> EVERY_TOKENS =
      rule("every_tokens", MOST_TOKENS, "a checkpoint each time this many tokens have passed");
  private static final Key<Long> COUNT =
      rule("count", CheckpointPlan.MOST, "this many, equally spaced, the last at the end");
  private static final Key<Long> LOG_SPACED =
      rule(
          "log_spaced",
          CheckpointPlan.MOST,
          "this many with a constant ratio from first_tokens to the end");
  private static final Key<Long> FIRST_TOKENS =
      Key.defaulted(
          "first_tokens",
          ValueType.count(0, MOST_TOKENS),
          0L,
          "0",
          "tokens of the first log-spaced checkpoint");
  static final List<Key<?>> CHECKPOINT_KEYS =
      List.of(EVERY_TOKENS, COUNT, LOG_SPACED, FIRST_TOKENS);

  private enum Kind {
    CONSTANT,
    COSINE,
    WSD
  }

  private TrainFormat() {}

  static TrainSection train(Fields fields) {
    return new TrainSection(
        fields.get(TOKENS),
        fields.get(BATCH_TOKENS),
        fields.get(MICRO_BATCH_SEQUENCES),
        schedule(fields.section(SCHEDULE, SCHEDULE_KEYS)),
        optimizer(fields),
        seeds(fields),
        fields.get(PRECISION),
        fields.get(DOCUMENT_BOUNDARIES));
  }

  /** Replicates: distinct seeds. */
  static List<Long> seeds(Fields fields) {
    List<Long> seeds = fields.get(SEEDS);
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw fields.failure(".seeds = " + seeds + " has a seed twice; each replicate needs its own");
    }
    return seeds;
  }

  /** Numbers of AdamW. */
  static AdamWConfig optimizer(Fields fields) {
    return fields.guard(
        () ->
            new AdamWConfig(
                fields.get(BETA1),
                fields.get(BETA2),
                fields.get(EPS),
                fields.get(WEIGHT_DECAY),
                fields.get(CLIP)));
  }

  static Map<String, Object> write(AdamWConfig optimizer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(WEIGHT_DECAY.name(), optimizer.weightDecay());
    map.put(BETA1.name(), optimizer.beta1());
    map.put(BETA2.name(), optimizer.beta2());
    map.put(EPS.name(), optimizer.eps());
    map.put(CLIP.name(), optimizer.clip());
    return map;
  }

  static Map<String, Object> write(TrainSection train) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(TOKENS.name(), train.tokens());
    map.put(BATCH_TOKENS.name(), train.batchTokens());
    map.put(MICRO_BATCH_SEQUENCES.name(), train.microBatchSequences());
    map.put(SCHEDULE.name(), write(train.schedule()));
    map.putAll(write(train.optimizer()));
    map.put(SEEDS.name(), train.seeds());
    map.put(PRECISION.name(), Words.word(train.precision()));
    map.put(DOCUMENT_BOUNDARIES.name(), Words.word(train.documentBoundaries()));
    return map;
  }

  static CheckpointPlan checkpoints(Fields fields) {
    CheckpointPlan plan =
        fields.guard(
            () ->
                new CheckpointPlan(
                    fields.get(EVERY_TOKENS),
                    Math.toIntExact(fields.get(COUNT)),
                    Math.toIntExact(fields.get(LOG_SPACED)),
                    fields.get(FIRST_TOKENS)));
    if (plan.everyTokens() == 0 && plan.count() == 0 && plan.logSpaced() == 0) {
      throw fields.failure(
          " asks for nothing; give at least one of every_tokens, count, log_spaced");
    }
    return plan;
  }

  static Map<String, Object> write(CheckpointPlan plan) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(EVERY_TOKENS.name(), plan.everyTokens());
    map.put(COUNT.name(), plan.count());
    map.put(LOG_SPACED.name(), plan.logSpaced());
    map.put(FIRST_TOKENS.name(), plan.firstTokens());
    return map;
  }

  static Schedule schedule(Fields fields) {
    long warmup = fields.get(WARMUP_STEPS);
    return switch (fields.get(KIND)) {
      case CONSTANT -> {
        fields.only("kind: constant", List.of(KIND, WARMUP_STEPS));
        yield new Constant(warmup);
      }
      case COSINE -> {
        fields.only("kind: cosine", List.of(KIND, WARMUP_STEPS, FINAL_FACTOR));
        yield new Cosine(warmup, fields.get(FINAL_FACTOR));
      }
      case WSD ->
          new WarmupStableDecay(
              warmup,
              fields.get(DECAY_FRACTION),
              fields.get(DECAY_SHAPE),
              fields.get(FINAL_FACTOR));
    };
  }

  static Map<String, Object> write(Schedule schedule) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(KIND.name(), schedule.kind());
    map.put(WARMUP_STEPS.name(), schedule.warmupSteps());
    switch (schedule) {
      case Constant _ -> {
        return map;
      }
      case Cosine cosine -> map.put(FINAL_FACTOR.name(), cosine.finalFactor());
      case WarmupStableDecay wsd -> {
        map.put(DECAY_FRACTION.name(), wsd.decayFraction());
        map.put(DECAY_SHAPE.name(), Words.word(wsd.shape()));
        map.put(FINAL_FACTOR.name(), wsd.finalFactor());
      }
    }
    return map;
  }

  private static Key<Double> number(
      String name, ValueType<Double> type, double fallback, String description) {
    return Key.defaulted(name, type, fallback, ValueType.shortest(fallback), description);
  }

  private static Key<Long> rule(String name, long most, String description) {
    return Key.defaulted(
        name, ValueType.count(0, most), 0L, "0", description + "; 0 turns the rule off");
  }
}
