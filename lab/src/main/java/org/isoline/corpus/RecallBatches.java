package org.isoline.corpus;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * An endless, seeded stream of recall examples from one or more sets.
 *
 * <p>In each epoch the examples of every set are put in an order drawn from (seed, epoch, set) and
 * cut into batches, what does not fill one being left out; then the batches of all sets are put in
 * an order drawn from (seed, epoch). A batch has examples of one set, so of one length. It may be
 * read in parts, but no part may reach into the next batch.
 *
 * <p>The {@link Cursor} counts sequences of the epoch. Nothing is stored but the two orders. Not
 * for use from several threads.
 */
public final class RecallBatches implements BatchStream {
  private final List<RecallSet> sets;
  private final List<RecallGenerator> generators;
  private final int batchSequences;
  private final long seed;

  /** For each batch of an unshuffled epoch its set, and which batch of the set it is. */
  private final int[] setOf;

  private final int[] numberOf;

  private long epoch;
  private long sequence;
  private int[] order;
  private int[][] examples;

  /**
   * Batches from the beginning.
   *
   * @param sets at least one, each with examples for at least one batch
   * @param batchSequences sequences of a batch, at least 1
   * @param seed of examples and orders
   * @throws CorpusException if a set does not fill a batch, or a number is outside its range
   */
  public RecallBatches(List<RecallSet> sets, int batchSequences, long seed) {
    if (sets.isEmpty() || batchSequences < 1) {
      throw new CorpusException(
          "%d recall sets in batches of %d; legal: 1 or more of each"
              .formatted(sets.size(), batchSequences));
    }
    for (RecallSet set : sets) {
      if (set.examples() < batchSequences) {
        throw new CorpusException(
            "examples: %d of length %d with %d pairs; legal: at least the %d sequences of a batch; add examples or shrink the batch"
                .formatted(
                    set.examples(), set.spec().length(), set.spec().pairs(), batchSequences));
      }
    }
    this.sets = List.copyOf(sets);
    this.batchSequences = batchSequences;
    this.seed = seed;
    this.generators =
        IntStream.range(0, sets.size())
            .mapToObj(set -> new RecallGenerator(sets.get(set).spec(), seedOf(set)))
            .toList();
    this.setOf =
        IntStream.range(0, sets.size())
            .flatMap(set -> IntStream.range(0, batches(set)).map(batch -> set))
            .toArray();
    this.numberOf =
        IntStream.range(0, sets.size()).flatMap(set -> IntStream.range(0, batches(set))).toArray();
    shuffle();
  }

  /**
   * Batches of an epoch: of each set as many as its examples fill.
   *
   * @param batchSequences sequences of a batch, at least 1
   */
  public static long batchesPerEpoch(List<RecallSet> sets, int batchSequences) {
    return sets.stream().mapToLong(set -> set.examples() / batchSequences).sum();
  }

  @Override
  public Cursor cursor() {
    return new Cursor(epoch, sequence);
  }

  @Override
  public void seek(Cursor cursor) {
    long most = (long) setOf.length * batchSequences;
    if (cursor.epoch() < 0 || cursor.window() < 0 || cursor.window() >= most) {
      throw new CorpusException(
          "cursor: epoch %d, sequence %d; legal: epoch 0 or more, sequence 0 to %d; it belongs to other recall sets"
              .formatted(cursor.epoch(), cursor.window(), most - 1));
    }
    epoch = cursor.epoch();
    sequence = cursor.window();
    shuffle();
  }

  /**
   * {@inheritDoc}
   *
   * @param sequences from 1 to what is left of the batch
   */
  @Override
  public Batch next(int sequences) {
    int within = (int) (sequence % batchSequences);
    if (sequences < 1 || sequences > batchSequences - within) {
      throw new CorpusException(
          "sequences: %d; legal: 1 to %d, the rest of a batch of %d: a batch has one length"
              .formatted(sequences, batchSequences - within, batchSequences));
    }
    int batch = order[(int) (sequence / batchSequences)];
    int set = setOf[batch];
    long first = (long) numberOf[batch] * batchSequences + within;
    long[] numbers =
        LongStream.range(first, first + sequences)
            .map(place -> examples[set][(int) place])
            .toArray();
    advance(sequences);
    return generators.get(set).batch(numbers);
  }

  private void advance(int sequences) {
    sequence += sequences;
    if (sequence == (long) setOf.length * batchSequences) {
      sequence = 0;
      epoch++;
      shuffle();
    }
  }

  private void shuffle() {
    order = SplitMix64.of(seed, epoch).permutation(setOf.length);
    examples =
        IntStream.range(0, sets.size())
            .mapToObj(
                set -> SplitMix64.of(seedOf(set), -1 - epoch).permutation(sets.get(set).examples()))
            .toArray(int[][]::new);
  }

  /** Negative streams of this seed belong to the orders, the others to the examples. */
  private long seedOf(int set) {
    return SplitMix64.of(~seed, set).next();
  }

  private int batches(int set) {
    return sets.get(set).examples() / batchSequences;
  }
}
