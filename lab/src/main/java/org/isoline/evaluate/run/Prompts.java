package org.isoline.evaluate.run;

import java.util.LongSummaryStatistics;

/**
 * How long the prompts of a task were for a model's tokenizer.
 *
 * @param mean tokens
 * @param longest tokens
 * @param truncated prompts of which the beginning was cut off
 */
public record Prompts(double mean, long longest, long truncated) {
  /** No prompts, such as of running text. */
  public static final Prompts NONE = new Prompts(0, 0, 0);

  /** Counts prompts. */
  public static final class Counter {
    private final LongSummaryStatistics lengths = new LongSummaryStatistics();
    private long truncated;

    /**
     * One more prompt.
     *
     * @param tokens before anything was cut
     * @param cut tokens that were
     */
    public void add(long tokens, long cut) {
      lengths.accept(tokens);
      truncated += cut > 0 ? 1 : 0;
    }

    /** What was counted. */
    public Prompts prompts() {
      return lengths.getCount() == 0
          ? NONE
          : new Prompts(lengths.getAverage(), lengths.getMax(), truncated);
    }
  }

  /** Whether any was cut. */
  public boolean anyTruncated() {
    return truncated > 0;
  }
}
