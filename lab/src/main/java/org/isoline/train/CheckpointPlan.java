package org.isoline.train;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When a run keeps its parameters and is evaluated. The rules combine: a run has every step that
 * any of them asks for, and always its last.
 *
 * @param everyTokens a checkpoint each time this many tokens have passed; 0 turns the rule off
 * @param count this many, equally spaced, the last at the end; 0 turns the rule off
 * @param logSpaced this many with a constant ratio from {@code firstTokens} to the end: fits by the
 *     envelope need early points for small budgets; 0 turns the rule off
 * @param firstTokens tokens of the first log-spaced checkpoint
 */
public record CheckpointPlan(long everyTokens, int count, int logSpaced, long firstTokens) {

  /** Most checkpoints that one rule may ask of a run. */
  public static final int MOST = 10_000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the value and the legal range
   */
  public CheckpointPlan {
    if (everyTokens < 0) {
      throw new IllegalArgumentException(
          "every_tokens = " + everyTokens + ", must be at least 0; 0 turns the rule off");
    }
    upToMost("count", count);
    upToMost("log_spaced", logSpaced);
    if (firstTokens < 0) {
      throw new IllegalArgumentException("first_tokens = " + firstTokens + ", must be at least 0");
    }
    if (logSpaced > 0 && firstTokens == 0) {
      throw new IllegalArgumentException(
          "log_spaced = "
              + logSpaced
              + " needs first_tokens, the tokens of the first of them, at least 1");
    }
  }

  /** Equally spaced checkpoints only. */
  public static CheckpointPlan equallySpaced(int count) {
    return new CheckpointPlan(0, count, 0, 0);
  }

  /**
   * The steps after which parameters are kept, in order and distinct.
   *
   * <p>{@code every_tokens}: the first step at which k times that many tokens have passed, k = 1,
   * 2, ...; {@code count}: i total / count rounded half up, i = 1 ... count; {@code log_spaced}:
   * first (end / first)^(i / (n - 1)) tokens, i = 0 ... n - 1, at the nearest step and not before
   * step 1.
   *
   * @param totalSteps updates of the run, at least 1
   * @param batchTokens tokens of a step, at least 1
   * @throws IllegalArgumentException if a rule does not fit the run
   */
  public List<Long> steps(long totalSteps, long batchTokens) {
    SortedSet<Long> steps = new TreeSet<>();
    addEvery(steps, totalSteps, batchTokens);
    for (long i = 1; i <= count; i++) {
      steps.add(Math.max(1, nearest(i, totalSteps)));
    }
    addLogSpaced(steps, totalSteps, batchTokens);
    steps.add(totalSteps);
    return List.copyOf(steps);
  }

  private void addEvery(SortedSet<Long> steps, long totalSteps, long batchTokens) {
    if (everyTokens == 0) {
      return;
    }
    long end = Math.multiplyExact(totalSteps, batchTokens);
    long asked = Math.min(totalSteps, end / everyTokens);
    if (asked > MOST) {
      throw new IllegalArgumentException(
          "every_tokens = %d asks for %d checkpoints of a run of %d tokens; at most %d, so take %d or more"
              .formatted(everyTokens, asked, end, MOST, Math.ceilDiv(end, MOST)));
    }
    long stride = Math.max(everyTokens, batchTokens);
    for (long tokens = stride; tokens <= end; tokens += stride) {
      steps.add(Math.ceilDiv(tokens, batchTokens));
    }
  }

  /** i total / count, rounded half up; the whole part apart, so that nothing overflows. */
  private long nearest(long i, long totalSteps) {
    long whole = totalSteps / count;
    long rest = totalSteps % count;
    return i * whole + (2 * i * rest + count) / (2L * count);
  }

  private void addLogSpaced(SortedSet<Long> steps, long totalSteps, long batchTokens) {
    if (logSpaced == 0) {
      return;
    }
    long end = Math.multiplyExact(totalSteps, batchTokens);
    if (firstTokens >= end) {
      throw new IllegalArgumentException(
          "first_tokens = %d is not below the %d tokens of the run; lower it or set log_spaced: 0"
              .formatted(firstTokens, end));
    }
    double ratio = (double) end / firstTokens;
    for (int i = 0; i < logSpaced; i++) {
      double exponent = logSpaced == 1 ? 0 : (double) i / (logSpaced - 1);
      long step = Math.round(firstTokens * StrictMath.pow(ratio, exponent) / batchTokens);
      steps.add(Math.clamp(step, 1, totalSteps));
    }
  }

  private static void upToMost(String name, int value) {
    if (value < 0 || value > MOST) {
      throw new IllegalArgumentException(
          name + " = " + value + ", must be from 0 to " + MOST + "; 0 turns the rule off");
    }
  }
}
