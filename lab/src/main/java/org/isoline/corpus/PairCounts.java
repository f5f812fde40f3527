package org.isoline.corpus;

import java.util.Arrays;

/**
 * How often each pair of adjacent ids occurs in the distinct pieces, and in which; kept right while
 * pairs are merged. A pair has a slot, given in the order of appearance and kept for good.
 */
final class PairCounts {
  private static final int FIRST_CAPACITY = 1 << 12;

  private final int[] ids;
  private final int[] starts;
  private final int[] lengths;
  private final long[] weights;

  private final LongIntMap slots = new LongIntMap(0);
  private long[] pairs = new long[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];
  private IntList[] occurrences = new IntList[FIRST_CAPACITY];
  private int size;

  PairCounts(PieceCounts pieces) {
    starts = new int[pieces.size()];
    lengths = new int[pieces.size()];
    weights = new long[pieces.size()];
    ids = new int[pieces.totalLength()];
    for (int word = 0; word < starts.length; word++) {
      starts[word] = pieces.start(word);
      lengths[word] = pieces.end(word) - pieces.start(word);
      weights[word] = pieces.count(word);
      for (int i = pieces.start(word); i < pieces.end(word); i++) {
        ids[i] = pieces.unsigned(i);
      }
      for (int i = starts[word]; i + 1 < starts[word] + lengths[word]; i++) {
        add(ids[i], ids[i + 1], word);
      }
    }
  }

  /** Number of pairs ever seen. */
  int size() {
    return size;
  }

  long count(int slot) {
    return counts[slot];
  }

  long pair(int slot) {
    return pairs[slot];
  }

  /**
   * Puts {@code merged} in the place of the pair wherever it occurs; the pair's count becomes 0.
   */
  Vocabulary.Merge merge(int slot, int merged) {
    int left = (int) (pairs[slot] >>> Integer.SIZE);
    int right = (int) pairs[slot];
    IntList words = occurrences[slot];
    for (int i = 0; i < words.size(); i++) {
      mergeIn(words.get(i), left, right, merged);
    }
    counts[slot] = 0;
    occurrences[slot] = null;
    return new Vocabulary.Merge(left, right);
  }

  private void mergeIn(int word, int left, int right, int merged) {
    int start = starts[word];
    int end = start + lengths[word];
    int to = start;
    int from = start;
    while (from < end) {
      boolean here = from + 1 < end && ids[from] == left && ids[from + 1] == right;
      if (here) {
        if (to > start) {
          remove(ids[to - 1], left, word);
          add(ids[to - 1], merged, word);
        }
        if (from + 2 < end) {
          remove(right, ids[from + 2], word);
          add(merged, ids[from + 2], word);
        }
      }
      ids[to++] = here ? merged : ids[from];
      from += here ? 2 : 1;
    }
    lengths[word] = to - start;
  }

  private void add(int left, int right, int word) {
    int slot = slot(Vocabulary.Merge.key(left, right));
    counts[slot] += weights[word];
    IntList words = occurrences[slot];
    if (words.size() == 0 || words.last() != word) {
      words.add(word);
    }
  }

  private void remove(int left, int right, int word) {
    counts[slots.get(Vocabulary.Merge.key(left, right))] -= weights[word];
  }

  private int slot(long pair) {
    int slot = slots.get(pair);
    if (slot != LongIntMap.ABSENT) {
      return slot;
    }
    if (size == pairs.length) {
      pairs = Arrays.copyOf(pairs, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
      occurrences = Arrays.copyOf(occurrences, size * 2);
    }
    pairs[size] = pair;
    occurrences[size] = new IntList(2);
    slots.put(pair, size);
    return size++;
  }
}
