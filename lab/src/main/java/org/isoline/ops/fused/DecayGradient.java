package org.isoline.ops.fused;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The gradient of log decays, from what dq and dk owe to other tokens.
 *
 * <p>The sums over later tokens start anew where the state was kept on the way forward: there they
 * are the product of the state and its gradient. At the last token it is the state before it: what
 * the token itself writes to the final state does not fade, and would drown what does.
 */
final class DecayGradient {
  /**
   * States that are kept, at most: a megabyte for each thread at K = V = 128, whatever the length.
   */
  private static final int ANCHORS = 8;

  private final Sequence queries;
  private final Sequence keys;
  private final Sequence gradient;
  private final Part part;
  private final long tokens;
  private final long period;
  private final Map<Long, TiledState> anchors = new HashMap<>();
  private final float[] sums;
  private final float[] lastDecays;
  private final float[] terms;
  private final float[] rows;

  DecayGradient(
      Sequence queries,
      Sequence keys,
      Sequence gradient,
      Part part,
      long tokens,
      int capacity,
      int padded) {
    this.queries = queries;
    this.keys = keys;
    this.gradient = gradient;
    this.part = part;
    this.tokens = tokens;
    period = Block.TOKENS * Math.ceilDiv(Math.ceilDiv(tokens, Block.TOKENS), ANCHORS);
    sums = new float[padded];
    lastDecays = new float[padded];
    terms = new float[capacity * padded];
    rows = new float[capacity * padded];
  }

  /** Leaves the terms of dq in the place of the gradient. */
  KeySweep.Observer ofQueries() {
    return new KeySweep.Observer() {
      @Override
      public void before(Block block, TiledState state, Spans spans) {
        if (isLast(block)) {
          anchors.put(block.first(), state.copy());
          System.arraycopy(spans.fades, part.from(), lastDecays, 0, lastDecays.length);
        }
      }

      @Override
      public void after(Block block, TiledState state, float[] others, int stride) {
        queries.read(block, part.from(), part.width(), rows, stride);
        Elementwise.multiply(rows, 0, others, 0, terms, 0, block.count() * stride);
        gradient.write(block, part.from(), part.width(), terms, stride);
        if ((block.first() + block.count()) % period == 0 && !isLast(block)) {
          anchors.put(block.first(), state.copy());
        }
      }
    };
  }

  /** Takes them up again, with those of dk, and sums. */
  KeySweep.Observer ofKeys() {
    return new KeySweep.Observer() {
      @Override
      public void before(Block block, TiledState state, Spans spans) {
        TiledState anchor = anchors.remove(block.first());
        if (anchor != null) {
          Arrays.fill(sums, 0);
          anchor.addColumnSums(state, sums);
          float[] decays = isLast(block) ? lastDecays : spans.fades;
          int from = isLast(block) ? 0 : part.from();
          Elementwise.multiply(sums, 0, decays, from, sums, 0, sums.length);
        }
      }

      @Override
      public void after(Block block, TiledState state, float[] others, int stride) {
        if (isLast(block)) {
          Arrays.fill(rows, 0, stride, 0);
        } else {
          keys.read(block, part.from(), part.width(), rows, stride);
        }
        gradient.read(block, part.from(), part.width(), terms, stride);
        for (int step = 0; step < block.count(); step++) {
          Elementwise.addDifference(sums, terms, step * stride, rows, others, stride);
        }
        gradient.write(block, part.from(), part.width(), terms, stride);
      }
    };
  }

  private boolean isLast(Block block) {
    return block.first() == tokens - 1;
  }
}
