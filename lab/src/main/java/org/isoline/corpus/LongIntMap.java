package org.isoline.corpus;

import java.util.Arrays;

/** Open-addressing map from non-negative longs to non-negative ints, without boxing. */
final class LongIntMap {
  static final int ABSENT = -1;

  private static final long EMPTY = -1;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final int FEWEST_PLACES = 1 << 8;

  private long[] keys;
  private int[] values;
  private int size;

  /** An empty map with room for that many entries before it grows. */
  LongIntMap(int entries) {
    int places = Math.max(FEWEST_PLACES, Integer.highestOneBit(Math.max(1, entries)) * 4);
    keys = new long[places];
    values = new int[places];
    Arrays.fill(keys, EMPTY);
  }

  /** The value of the key, or {@link #ABSENT}. */
  int get(long key) {
    int i = place(key);
    return keys[i] == EMPTY ? ABSENT : values[i];
  }

  void put(long key, int value) {
    int i = place(key);
    if (keys[i] == EMPTY) {
      keys[i] = key;
      size++;
    }
    values[i] = value;
    if (size * 2L > keys.length) {
      grow();
    }
  }

  /** Where the key is, or the free place where it would go. */
  private int place(long key) {
    int mask = keys.length - 1;
    int i = (int) ((key * MULTIPLIER) >>> Integer.SIZE) & mask;
    while (keys[i] != key && keys[i] != EMPTY) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[keys.length];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }
}
