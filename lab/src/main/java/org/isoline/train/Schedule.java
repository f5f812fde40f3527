package org.isoline.train;

/**
 * Learning rate over the steps of a run, as a factor on its peak.
 *
 * <p>Update {@code step}, counted from 0, takes the parameters after {@code step} steps to those
 * after {@code step + 1}; the last update of a run is {@code totalSteps - 1}. Every schedule starts
 * with a linear warm-up of w steps in which update s has the factor (s + 1) / w, so that the first
 * update already moves and update w - 1 has the factor 1. A run shorter than its warm-up is warm-up
 * throughout.
 */
public sealed interface Schedule {

  /** Phase of the updates before the peak. */
  String WARMUP = "warmup";

  /** Phase of the updates at the peak. */
  String STABLE = "stable";

  /** Phase of the updates below the peak, after it. */
  String DECAY = "decay";

  /** Name as study files write it. */
  String kind();

  /** w, updates before the peak. */
  long warmupSteps();

  /**
   * Share of the peak learning rate for an update.
   *
   * @param step from 0 to {@code totalSteps - 1}
   * @param totalSteps updates of the whole run
   * @return in [0, 1]
   * @throws IllegalArgumentException if the run has no such update
   */
  default double factor(long step, long totalSteps) {
    checkStep(step, totalSteps);
    return step < warmupSteps() ? (step + 1.0) / warmupSteps() : afterWarmup(step, totalSteps);
  }

  /**
   * Phase of an update: {@link #WARMUP}, {@link #STABLE} or {@link #DECAY}. Law fits use it to keep
   * cooled and uncooled points apart.
   *
   * @throws IllegalArgumentException if the run has no such update
   */
  default String phase(long step, long totalSteps) {
    checkStep(step, totalSteps);
    if (step < warmupSteps()) {
      return WARMUP;
    }
    return step < decayStart(totalSteps) ? STABLE : DECAY;
  }

  /** The first update of the decay phase; {@code totalSteps} if there is none. */
  long decayStart(long totalSteps);

  /** Factor of an update that is past the warm-up and exists. */
  double afterWarmup(long step, long totalSteps);

  /**
   * The peak throughout: the "fixed" schedule of arXiv 2406.16690.
   *
   * @param warmupSteps w, from 0
   */
  record Constant(long warmupSteps) implements Schedule {

    /** Checks the numbers. */
    public Constant {
      checkWarmup(warmupSteps);
    }

    @Override
    public String kind() {
      return "constant";
    }

    @Override
    public long decayStart(long totalSteps) {
      return totalSteps;
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      return 1;
    }
  }

  /**
   * Half a cosine from the peak at the end of warm-up to a floor at the end of the run (Loshchilov
   * and Hutter, arXiv 1608.03983, eq. 5, one cycle): f + (1 - f) (1 + cos(pi p)) / 2 with p = (step
   * - w) / (total - w).
   *
   * @param warmupSteps w, from 0
   * @param finalFactor f, the floor, in [0, 1); Hoffmann et al. (arXiv 2203.15556) use 0.1
   */
  record Cosine(long warmupSteps, double finalFactor) implements Schedule {

    /** Checks the numbers. */
    public Cosine {
      checkWarmup(warmupSteps);
      checkFinal(finalFactor);
    }

    @Override
    public String kind() {
      return "cosine";
    }

    @Override
    public long decayStart(long totalSteps) {
      return Math.min(warmupSteps, totalSteps);
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      double progress = (double) (step - warmupSteps) / (totalSteps - warmupSteps);
      return finalFactor + (1 - finalFactor) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
  }

  /**
   * Warm-up, peak, then a cooldown over the last part of the run (Hägele et al., arXiv 2405.18392):
   * f + (1 - f) shape(p) with p = (step - start) / (total - start), so that the update that opens
   * the cooldown still has the peak and none has the floor.
   *
   * @param warmupSteps w, from 0
   * @param decayFraction share of the run's steps that cool down, in (0, 1]; warm-up has priority.
   *     The paper finds 0.1 to 0.2 enough to match a cosine
   * @param shape how the factor falls
   * @param finalFactor f, the floor, in [0, 1)
   */
  record WarmupStableDecay(long warmupSteps, double decayFraction, Shape shape, double finalFactor)
      implements Schedule {

    /** How the factor falls over the cooldown, with p from 0 to 1. */
    public enum Shape {
      /** 1 - sqrt(p): the best of arXiv 2405.18392. */
      SQRT,
      /** 1 - p. */
      LINEAR
    }

    /** Checks the numbers. */
    public WarmupStableDecay {
      checkWarmup(warmupSteps);
      checkFinal(finalFactor);
      if (!(decayFraction > 0 && decayFraction <= 1)) {
        throw new IllegalArgumentException(
            "decay_fraction = "
                + decayFraction
                + ", must be above 0 and at most 1; 0.2 is usual, and kind: constant has no decay");
      }
    }

    @Override
    public String kind() {
      return "wsd";
    }

    @Override
    public long decayStart(long totalSteps) {
      long decay = (long) Math.ceil(decayFraction * totalSteps);
      return Math.min(totalSteps, Math.max(warmupSteps, totalSteps - decay));
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      long start = decayStart(totalSteps);
      if (step < start) {
        return 1;
      }
      double progress = (double) (step - start) / (totalSteps - start);
      double fallen = shape == Shape.SQRT ? Math.sqrt(progress) : progress;
      return finalFactor + (1 - finalFactor) * (1 - fallen);
    }
  }

  private static void checkStep(long step, long totalSteps) {
    if (step < 0 || step >= totalSteps) {
      throw new IllegalArgumentException(
          "step = " + step + " of a run of " + totalSteps + " steps; updates count from 0");
    }
  }

  private static void checkWarmup(long warmupSteps) {
    if (warmupSteps < 0) {
      throw new IllegalArgumentException(
          "warmup_steps = " + warmupSteps + ", must be at least 0; 0 starts at the peak");
    }
  }

  private static void checkFinal(double finalFactor) {
    if (!(finalFactor >= 0 && finalFactor < 1)) {
      throw new IllegalArgumentException(
          "final_factor = "
              + finalFactor
              + ", must be at least 0 and below 1; kind: constant stays at the peak");
    }
  }
}
