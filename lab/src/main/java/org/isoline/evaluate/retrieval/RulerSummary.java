package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the scores of tasks at several lengths come to, in RULER's way (arXiv 2404.06654, Table 3).
 * All scores are percentages.
 *
 * @param averages length to the mean over tasks
 * @param average mean over lengths
 * @param rising mean over lengths with weights 1, 2, 3, ... from the shortest on: for users of long
 *     contexts
 * @param falling the same from the longest on: for users of short ones
 * @param effectiveLength longest length whose average reaches the threshold; none if no length does
 * @param threshold percent
 */
public record RulerSummary(
    SortedMap<Integer, Double> averages,
    double average,
    double rising,
    double falling,
    OptionalInt effectiveLength,
    double threshold) {
  /** What Llama-2 7B reaches at 4K tokens, RULER's threshold of the effective length. */
  public static final double LLAMA_2_AT_4K = 85.6;

  private static final double PERFECT = 100;

  /** Keeps its own map. */
  public RulerSummary {
    averages = Collections.unmodifiableSortedMap(new TreeMap<>(averages));
  }

  /** {@link #of(Map, double)} with RULER's threshold. */
  public static RulerSummary of(Map<Integer, Map<RulerTask, Double>> scores) {
    return of(scores, LLAMA_2_AT_4K);
  }

  /**
   * Summarises scores.
   *
   * @param scores length to task to score in percent, the same tasks at each length
   * @param threshold of the effective length, in percent
   * @throws IllegalArgumentException if there is no score, if lengths differ in their tasks, or if
   *     a score is not 0 to 100
   */
  public static RulerSummary of(Map<Integer, Map<RulerTask, Double>> scores, double threshold) {
    SortedMap<Integer, Double> averages = averages(new TreeMap<>(scores));
    List<Double> values = List.copyOf(averages.values());
    List<Double> rising = new ArrayList<>();
    List<Double> falling = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rising.add(i + 1.0);
      falling.add((double) (values.size() - i));
    }
    return new RulerSummary(
        averages,
        mean(values),
        weighted(values, rising),
        weighted(values, falling),
        averages.entrySet().stream()
            .filter(entry -> entry.getValue() >= threshold)
            .map(Map.Entry::getKey)
            .max(Comparator.naturalOrder())
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        threshold);
  }

  private static SortedMap<Integer, Double> averages(
      SortedMap<Integer, Map<RulerTask, Double>> scores) {
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("no scores; a summary takes at least one length");
    }
    Set<RulerTask> tasks = scores.get(scores.firstKey()).keySet();
    SortedMap<Integer, Double> averages = new TreeMap<>();
    scores.forEach(
        (length, byTask) -> {
          if (byTask.isEmpty() || !byTask.keySet().equals(tasks)) {
            throw new IllegalArgumentException(
                "length %d has scores of %s, length %d of %s; averages compare only over the same tasks"
                    .formatted(length, labels(byTask), scores.firstKey(), labels(tasks)));
          }
          byTask.forEach((task, score) -> requirePercent(length, task, score));
          averages.put(length, mean(List.copyOf(new TreeMap<>(byTask).values())));
        });
    return averages;
  }

  private static void requirePercent(int length, RulerTask task, double score) {
    if (!(score >= 0 && score <= PERFECT)) {
      throw new IllegalArgumentException(
          "%s at length %d: score = %s, must be 0 to 100 percent"
              .formatted(task.label(), length, score));
    }
  }

  private static String labels(Map<RulerTask, Double> scores) {
    return labels(scores.keySet());
  }

  private static String labels(Set<RulerTask> tasks) {
    return tasks.stream().sorted().map(RulerTask::label).toList().toString();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double weighted(List<Double> values, List<Double> weights) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += weights.get(i) * values.get(i);
      total += weights.get(i);
    }
    return sum / total;
  }
}
