package org.isoline.study;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.isoline.model.Architecture;
import org.isoline.model.Cost.Convention;
import org.isoline.settings.ValueType;
import org.isoline.study.Plan.Row;
import org.isoline.study.Plan.Warning;
import org.isoline.train.Recipe;
import org.isoline.train.Schedule;

/** Pitfalls of published studies that a plan alone shows. */
final class PlanWarnings {
  private static final String PORIAN = "Porian et al., arXiv 2406.19146";

  private static final double WIDE_RANGE = 10;
  private static final double LARGE_SHARE = 0.5;
  private static final double VISIBLE_SAVING = 0.95;
  private static final long SMALL_BATCH = 131_072;
  private static final double USUAL_BETA2 = 0.95;
  private static final int FEW_SIZES = 4;

  private PlanWarnings() {}

  static List<Warning> of(Study study, List<Row> rows, OptionalLong trainingTokens) {
    return Stream.of(
            repeatedTokens(rows, trainingTokens),
            oneLearningRate(study, rows),
            longWarmup(rows),
            earlyCheckpoints(study, rows),
            embeddings(rows),
            softmaxCount(rows),
            schedulePhases(rows),
            smallBatch(study),
            replicates(study),
            sizes(study))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Warning> repeatedTokens(List<Row> rows, OptionalLong trainingTokens) {
    if (trainingTokens.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> cells =
        rows.stream()
            .flatMap(
                row ->
                    new Passes(row.tokens(), trainingTokens.getAsLong())
                        .warning().stream().map(text -> Map.entry(text, row.cell().id())))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    return cells.entrySet().stream()
        .map(
            e ->
                new Warning(
                    (e.getValue().size() == rows.size()
                            ? "all cells"
                            : String.join(", ", e.getValue()))
                        + ": "
                        + e.getKey(),
                    Passes.SOURCE))
        .toList();
  }

  private static List<Warning> oneLearningRate(Study study, List<Row> rows) {
    Map<Architecture, Double> ranges =
        rows.stream()
            .filter(
                row ->
                    study.learningRates().get(row.cell().architecture())
                        instanceof LearningRate.Same)
            .collect(
                Collectors.groupingBy(
                    row -> row.cell().architecture(),
                    TreeMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), PlanWarnings::range)));
    ranges.values().removeIf(range -> range < WIDE_RANGE);
    if (ranges.isEmpty()) {
      return List.of();
    }
    String which =
        ranges.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.0f-fold", e.getKey().id(), e.getValue()))
            .collect(Collectors.joining(", "));
    return List.of(
        new Warning(
            "one learning rate for a wide range of N ("
                + which
                + "): the best rate falls with size, so large or small models are trained below"
                + " their best; tune at the two smallest sizes and give learning_rate by size",
            PORIAN));
  }

  private static double range(List<Row> rows) {
    return rows.stream().mapToDouble(row -> row.cost().nonEmbedding()).max().orElseThrow()
        / rows.stream().mapToDouble(row -> row.cost().nonEmbedding()).min().orElseThrow();
  }

  private static List<Warning> longWarmup(List<Row> rows) {
    Recipe recipe = rows.getFirst().cell().recipe();
    long warmup = recipe.schedule().warmupSteps() * recipe.batchTokens();
    List<Row> spoilt = rows.stream().filter(row -> warmup > longestWarmup(row)).toList();
    if (spoilt.isEmpty()) {
      return List.of();
    }
    long limit = spoilt.stream().mapToLong(PlanWarnings::longestWarmup).min().orElseThrow();
    String which =
        spoilt.stream()
            .map(row -> row.cell().architecture().id() + "-" + row.cell().size())
            .distinct()
            .collect(Collectors.joining(", "));
    return List.of(
        new Warning(
            String.format(
                Locale.ROOT,
                "warm-up of %,d tokens is longer than min(N tokens, 10 %% of D) = %,d in %s: early"
                    + " points are worse than they need be; take warmup_steps: %d",
                warmup,
                limit,
                spoilt.size() == rows.size() ? "all cells" : which,
                limit / recipe.batchTokens()),
            PORIAN));
  }

  private static long longestWarmup(Row row) {
    return Math.min(row.cost().nonEmbedding(), row.tokens() / 10);
  }

  private static List<Warning> earlyCheckpoints(Study study, List<Row> rows) {
    Recipe recipe = rows.getFirst().cell().recipe();
    long warmup = recipe.schedule().warmupSteps();
    long early =
        recipe.checkpointSteps().stream()
            .filter(step -> step <= warmup)
            .filter(step -> step * recipe.batchTokens() >= study.fit().minTokens())
            .count();
    if (early == 0) {
      return List.of();
    }
    return List.of(
        new Warning(
            String.format(
                Locale.ROOT,
                "%d checkpoints of each run lie in the warm-up and would be fitted; set"
                    + " fit.min_tokens to more than %d",
                early,
                warmup * recipe.batchTokens()),
            "Choshen et al., arXiv 2410.11840"));
  }

  private static List<Warning> embeddings(List<Row> rows) {
    double largest = rows.stream().mapToDouble(Row::embeddingShare).max().orElseThrow();
    double smallest = rows.stream().mapToDouble(Row::embeddingShare).min().orElseThrow();
    if (largest < LARGE_SHARE) {
      return List.of();
    }
    return List.of(
        new Warning(
            String.format(
                Locale.ROOT,
                "embeddings are %.0f %% of the parameters of the smallest model and %.0f %% of the"
                    + " largest: exponents differ between N with and without them; fit under both",
                100 * largest,
                100 * smallest),
            "Pearce and Song, arXiv 2406.12907"));
  }

  private static List<Warning> softmaxCount(List<Row> rows) {
    double[] ratios =
        rows.stream()
            .filter(row -> !row.cell().architecture().isLinear())
            .mapToDouble(row -> row.flops(Convention.CAUSAL) / row.flops(Convention.PAPER))
            .sorted()
            .toArray();
    boolean compared = rows.stream().anyMatch(row -> row.cell().architecture().isLinear());
    if (ratios.length == 0 || !compared || ratios[0] > VISIBLE_SAVING) {
      return List.of();
    }
    return List.of(
        new Warning(
            String.format(
                Locale.ROOT,
                "the paper counts softmax over the full n x n matrix; causal kernels need %.2f to"
                    + " %.2f of that, which moves LLaMA's curve alone; compare L(C) under both",
                ratios[0],
                ratios[ratios.length - 1]),
            "arXiv 2406.16690, Table 1"));
  }

  private static List<Warning> schedulePhases(List<Row> rows) {
    Recipe recipe = rows.getFirst().cell().recipe();
    long start = recipe.schedule().decayStart(recipe.steps());
    long cooled = recipe.checkpointSteps().stream().filter(step -> step > start).count();
    long others = recipe.checkpointSteps().size() - cooled;
    return switch (recipe.schedule()) {
      case Schedule.Constant _ -> List.of();
      case Schedule.Cosine _ when cooled > 1 ->
          List.of(
              new Warning(
                  "checkpoints within a cosine run are not ends of shorter runs: fit the last ones"
                      + " only, or take kind: constant or wsd",
                  "Hoffmann et al., arXiv 2203.15556"));
      case Schedule.Cosine _ -> List.of();
      case Schedule.WarmupStableDecay _ when others > 0 && cooled > 0 ->
          List.of(
              new Warning(
                  "%d checkpoints of each run lie before the cooldown and %d in it: fit one kind or the other, never a mix"
                      .formatted(others, cooled),
                  "Hägele et al., arXiv 2405.18392"));
      case Schedule.WarmupStableDecay _ -> List.of();
    };
  }

  private static List<Warning> smallBatch(Study study) {
    TrainSection train = study.train();
    if (train.batchTokens() > SMALL_BATCH || train.optimizer().beta2() > USUAL_BETA2) {
      return List.of();
    }
    return List.of(
        new Warning(
            String.format(
                Locale.ROOT,
                "beta2 = %s with batches of %,d tokens: at small batches beta2 needs tuning; try"
                    + " 0.99",
                ValueType.shortest(train.optimizer().beta2()),
                train.batchTokens()),
            PORIAN));
  }

  private static List<Warning> replicates(Study study) {
    if (study.train().seeds().size() > 1) {
      return List.of();
    }
    return List.of(
        new Warning(
            "one seed: the noise floor stays unknown; two or more train.seeds show it",
            "Choshen et al., arXiv 2410.11840"));
  }

  private static List<Warning> sizes(Study study) {
    if (study.sizes().size() >= FEW_SIZES) {
      return List.of();
    }
    return List.of(
        new Warning(
            study.sizes().size()
                + " sizes: a parabola through a budget needs at least "
                + FEW_SIZES
                + " to show whether it fits",
            "Hoffmann et al., arXiv 2203.15556, approach 2"));
  }
}
