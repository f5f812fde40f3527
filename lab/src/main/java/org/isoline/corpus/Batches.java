package org.isoline.corpus;

import java.util.Arrays;

/**
 * An endless, seeded stream of training windows over a shard.
 *
 * <p>In each epoch the documents are put in an order drawn from (seed, epoch) alone and form one
 * stream. Window w of the epoch is the {@code context + 1} tokens of that stream from token {@code
 * w · context} on: its inputs are all but the last, its targets all but the first, so every token
 * but the first is a target exactly once. What is left at the end of the epoch and does not fill a
 * window is dropped. A batch that reaches the end of an epoch goes on in the next one.
 *
 * <p>The state is a {@link Cursor}; after {@link #seek} the batches are the ones that followed when
 * {@link #cursor} was called. Not for use from several threads.
 */
public final class Batches {
  private final TokenShard shard;
  private final int context;
  private final long seed;
  private final long windowsPerEpoch;

  private long epoch;
  private long window;
  private int[] order;

  /**
   * Where each document of the order begins in the stream, and at the end where the stream ends.
   */
  private final long[] starts;

  /**
   * Batches from the beginning.
   *
   * @param shard the tokens; stays the caller's to close
   * @param context length of a window's inputs, at least 1
   * @param seed of the order of the documents
   * @throws CorpusException if the context is not positive or no window fits
   */
  public Batches(TokenShard shard, int context, long seed) {
    if (context < 1) {
      throw new CorpusException("context: %d; legal: 1 or more tokens".formatted(context));
    }
    if (shard.tokens() <= context) {
      throw new CorpusException(
          "context: %d, but the corpus has only %d tokens and a window takes %d; shorten the context to at most %d or add text"
              .formatted(context, shard.tokens(), context + 1L, Math.max(0, shard.tokens() - 1)));
    }
    this.shard = shard;
    this.context = context;
    this.seed = seed;
    this.windowsPerEpoch = (shard.tokens() - 1) / context;
    this.starts = new long[shard.documents() + 1];
    shuffle();
  }

  /** Number of windows in each epoch. */
  public long windowsPerEpoch() {
    return windowsPerEpoch;
  }

  /** The place of the next window. */
  public Cursor cursor() {
    return new Cursor(epoch, window);
  }

  /**
   * Goes to a place that {@link #cursor} gave.
   *
   * @throws CorpusException if there is no such place in this shard with this context
   */
  public void seek(Cursor cursor) {
    if (cursor.epoch() < 0 || cursor.window() < 0 || cursor.window() >= windowsPerEpoch) {
      throw new CorpusException(
          "cursor: epoch %d, window %d; legal: epoch 0 or more, window 0 to %d; it belongs to another corpus or context"
              .formatted(cursor.epoch(), cursor.window(), windowsPerEpoch - 1));
    }
    boolean otherEpoch = cursor.epoch() != epoch;
    epoch = cursor.epoch();
    window = cursor.window();
    if (otherEpoch) {
      shuffle();
    }
  }

  /**
   * The next windows.
   *
   * @param sequences how many, at least 1
   */
  public Batch next(int sequences) {
    if (sequences < 1) {
      throw new CorpusException("sequences: %d; legal: 1 or more".formatted(sequences));
    }
    long[] inputs = new long[Math.multiplyExact(sequences, context)];
    long[] targets = new long[inputs.length];
    long[] tokens = new long[context + 1];
    for (int row = 0; row < sequences; row++) {
      read(window * context, tokens);
      System.arraycopy(tokens, 0, inputs, row * context, context);
      System.arraycopy(tokens, 1, targets, row * context, context);
      advance();
    }
    return new Batch(inputs, targets, sequences, context);
  }

  private void advance() {
    window++;
    if (window == windowsPerEpoch) {
      window = 0;
      epoch++;
      shuffle();
    }
  }

  private void shuffle() {
    order = SplitMix64.of(seed, epoch).permutation(shard.documents());
    for (int i = 0; i < order.length; i++) {
      starts[i + 1] = starts[i] + shard.documentTokens(order[i]);
    }
  }

  /** Fills {@code tokens} from the epoch's stream. */
  private void read(long from, long[] tokens) {
    int found = Arrays.binarySearch(starts, from);
    int place = found >= 0 ? found : -found - 2;
    int filled = 0;
    while (filled < tokens.length) {
      long within = from + filled - starts[place];
      int length =
          (int) Math.min(tokens.length - filled, starts[place + 1] - starts[place] - within);
      shard.copy(shard.documentStart(order[place]) + within, length, tokens, filled);
      filled += length;
      place++;
    }
  }
}
