package org.isoline.corpus;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the threads of one pass go through. */
final class Meter {
  private final String pass;
  private final long weight;
  private final long weightBefore;
  private final long began = System.nanoTime();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong documents = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Part> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * A meter of a pass.
   *
   * @param weight of all its parts
   * @param weightBefore of those that an earlier run finished
   */
  Meter(String pass, long weight, long weightBefore) {
    this.pass = pass;
    this.weight = weight;
    this.weightBefore = weightBefore;
  }

  /** Begins a part that counts {@code weight} when it is finished. */
  Part begin(long weight) {
    Part part = new Part(weight);
    running.add(part);
    return part;
  }

  /** Makes every running part fail at its next document. */
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  PrepareProgress.Standing standing() {
    double seconds = (System.nanoTime() - began) * 1e-9;
    long now = finished.get() + running.stream().mapToLong(Part::estimate).sum();
    double left = now > 0 ? (weight - weightBefore - now) / (now / seconds) : Double.NaN;
    double share = weight > 0 ? (double) (weightBefore + now) / weight : 1;
    return new PrepareProgress.Standing(pass, documents.get(), bytes.get(), share, seconds, left);
  }

  /** Thrown in a part when another one has failed. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("another part failed", null, false, false);
    }
  }

  /** What one thread is at. */
  final class Part {
    private final long weight;
    private volatile long seen;

    private Part(long weight) {
      this.weight = weight;
    }

    /** One more document; called by the part's own thread only. */
    void add(long size) {
      if (stopped) {
        throw new Stopped();
      }
      documents.incrementAndGet();
      bytes.addAndGet(size);
      seen = Math.addExact(seen, size);
    }

    void finish() {
      running.remove(this);
      finished.addAndGet(weight);
    }

    void abandon() {
      running.remove(this);
    }

    private long estimate() {
      return Math.min(seen, weight);
    }
  }
}
