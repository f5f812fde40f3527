package org.isoline.speed;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long some work took, several times.
 *
 * @param samples one for each repetition that counts
 */
record Timing(List<Sample> samples) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Work that long needs no warm-up: its own beginning is one. */
  private static final double WARM = 10;

  /** A repetition that is not this much shorter than the one before shows that all is compiled. */
  private static final double FASTER = 0.95;

  /**
   * One repetition.
   *
   * @param cpu seconds of the calling thread
   * @param wall seconds
   */
  record Sample(double cpu, double wall) {
    double by(Clock clock) {
      return clock == Clock.CPU ? cpu : wall;
    }
  }

  /**
   * Runs work to warm up: once and, if it will be repeated, for a second, in which Java code is
   * compiled, and on while it gets faster, for up to a third of the limit. Then until it has been
   * repeated or the limit would be passed.
   */
  static Timing of(Effort effort, Runnable work) {
    Sample warmUp = once(work);
    List<Sample> samples = new ArrayList<>();
    double spent = warmUp.wall;
    double enough = effort.repeats() == 1 ? 0 : Math.min(1, effort.limitSeconds() / 60);
    Sample last = warmUp;
    boolean faster = effort.repeats() > 1;
    while (spent < enough || faster && spent + last.wall < effort.limitSeconds() / 3) {
      Sample next = once(work);
      spent += next.wall;
      faster = next.cpu < FASTER * last.cpu;
      last = next;
    }
    if (warmUp.wall > Math.min(WARM, effort.limitSeconds() / 2)) {
      samples.add(warmUp);
    }
    while (samples.size() < effort.repeats()
        && (samples.isEmpty() || spent + samples.getLast().wall <= effort.limitSeconds())) {
      samples.add(once(work));
      spent += samples.getLast().wall;
    }
    return new Timing(List.copyOf(samples));
  }

  static Sample once(Runnable work) {
    long cpu = THREADS.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    work.run();
    return new Sample(
        (THREADS.getCurrentThreadCpuTime() - cpu) * 1e-9, (System.nanoTime() - wall) * 1e-9);
  }

  double median(Clock clock) {
    return quantile(clock, 0.5);
  }

  /** The smallest sample that at least this share of all samples does not exceed. */
  double quantile(Clock clock, double share) {
    double[] sorted = samples.stream().mapToDouble(sample -> sample.by(clock)).sorted().toArray();
    if (share == 0.5 && sorted.length % 2 == 0) {
      return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.clamp(rank - 1L, 0, sorted.length - 1)];
  }

  /** Seconds of all samples together. */
  double total(Clock clock) {
    return Arrays.stream(samples.toArray(Sample[]::new)).mapToDouble(s -> s.by(clock)).sum();
  }
}
