package org.isoline.corpus;

import java.util.Arrays;
import java.util.stream.IntStream;

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
 * {@link #cursor} was called. It counts windows of all ranks, so that a run goes on with another
 * number of ranks where it stopped: nothing is given twice, nothing left out. Not for use from
 * several threads.
 */
public final class Batches implements BatchStream {
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
  @Override
  public Cursor cursor() {
    return new Cursor(epoch, window);
  }

  /**
   * Goes to a place that {@link #cursor} gave.
   *
   * @throws CorpusException if there is no such place in this shard with this context
   */
  @Override
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
   * @throws CorpusException if that is less than 1
   */
  @Override
  public Batch next(int sequences) {
    return next(sequences, 0, 1);
  }

  /**
   * One rank's share of the next windows: numbers {@code rank, rank + ranks, rank + 2 ranks} and so
   * on. The cursor passes over the windows of all ranks; their shares together are {@link
   * #next(int)}.
   *
   * @param sequences windows of all ranks, at least {@code ranks}
   * @param rank from 0 to below {@code ranks}
   * @param ranks processes that share the windows, at least 1
   * @throws CorpusException if a number is outside its range
   */
  public Batch next(int sequences, int rank, int ranks) {
    requireShare(sequences, rank, ranks);
    int own = Math.ceilDiv(sequences - rank, ranks);
    long[] inputs = new long[Math.multiplyExact(own, context)];
    long[] targets = new long[inputs.length];
    int[][] documentStarts = new int[own][];
    long[] tokens = new long[context + 1];
    for (int sequence = 0; sequence < sequences; sequence++) {
      if (sequence % ranks == rank) {
        int row = sequence / ranks;
        read(window * context, tokens);
        System.arraycopy(tokens, 0, inputs, row * context, context);
        System.arraycopy(tokens, 1, targets, row * context, context);
        documentStarts[row] = documentStarts(window * context);
      }
      advance();
    }
    return new Batch(inputs, targets, own, context, documentStarts);
  }

  private static void requireShare(int sequences, int rank, int ranks) {
    if (sequences < 1) {
      throw new CorpusException("sequences: %d; legal: 1 or more".formatted(sequences));
    }
    if (ranks < 1 || ranks > sequences) {
      throw new CorpusException(
          "ranks: %d; legal: 1 to %d, the sequences that they share; take fewer ranks or a larger batch"
              .formatted(ranks, sequences));
    }
    if (rank < 0 || rank >= ranks) {
      throw new CorpusException("rank: %d; legal: 0 to %d".formatted(rank, ranks - 1));
    }
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

  /** Where in the order the document is that has a token of the epoch's stream. */
  private int placeOf(long token) {
    int found = Arrays.binarySearch(starts, token);
    return found >= 0 ? found : -found - 2;
  }

  /** Where documents begin in a window, each at the end-of-text token of the one before. */
  private int[] documentStarts(long from) {
    IntStream.Builder begin = IntStream.builder().add(0);
    int next = placeOf(from + 1) + 1;
    while (starts[next] - 1 < from + context) {
      begin.add((int) (starts[next] - 1 - from));
      next++;
    }
    return begin.build().toArray();
  }

  /** Fills {@code tokens} from the epoch's stream. */
  private void read(long from, long[] tokens) {
    int place = placeOf(from);
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
