package org.isoline.corpus;

import java.util.Arrays;

/** Distinct pieces and how often each occurs; their bytes lie behind one another in one array. */
final class PieceCounts {
  private static final int FEWEST_PLACES = 1 << 12;
  private static final int EMPTY = 0;

  private byte[] bytes = new byte[FEWEST_PLACES * 8];
  private int used;
  private int[] starts = new int[FEWEST_PLACES];
  private int[] hashes = new int[FEWEST_PLACES];
  private long[] counts = new long[FEWEST_PLACES];
  private int size;

  /** Number of the piece there plus one, or {@link #EMPTY}. */
  private int[] places = new int[FEWEST_PLACES * 2];

  /** Counts the pieces of a text. */
  void addText(byte[] text, SplitPattern pattern) {
    int start = 0;
    while (start < text.length) {
      int end = pattern.end(text, start, text.length);
      add(text, start, end, 1);
      start = end;
    }
  }

  /** Adds what others counted. */
  void addAll(PieceCounts others) {
    for (int piece = 0; piece < others.size; piece++) {
      add(others.bytes, others.start(piece), others.end(piece), others.counts[piece]);
    }
  }

  private void add(byte[] text, int from, int to, long times) {
    int hash = PieceTable.hash(text, from, to);
    int mask = places.length - 1;
    int place = hash & mask;
    while (places[place] != EMPTY) {
      int piece = places[place] - 1;
      if (hashes[piece] == hash && Arrays.equals(bytes, start(piece), end(piece), text, from, to)) {
        counts[piece] += times;
        return;
      }
      place = place + 1 & mask;
    }
    places[place] = append(text, from, to, hash, times) + 1;
    if (size * 2 > places.length) {
      grow();
    }
  }

  private int append(byte[] text, int from, int to, int hash, long times) {
    int length = to - from;
    if (used + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(used + length, Math.multiplyExact(bytes.length, 2)));
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    System.arraycopy(text, from, bytes, used, length);
    starts[size] = used;
    hashes[size] = hash;
    counts[size] = times;
    used += length;
    return size++;
  }

  private void grow() {
    places = new int[places.length * 2];
    int mask = places.length - 1;
    for (int piece = 0; piece < size; piece++) {
      int place = hashes[piece] & mask;
      while (places[place] != EMPTY) {
        place = place + 1 & mask;
      }
      places[place] = piece + 1;
    }
  }

  /** Number of distinct pieces. */
  int size() {
    return size;
  }

  /** Bytes of all distinct pieces. */
  int totalLength() {
    return used;
  }

  int start(int piece) {
    return starts[piece];
  }

  int end(int piece) {
    return piece + 1 < size ? starts[piece + 1] : used;
  }

  long count(int piece) {
    return counts[piece];
  }

  /** The byte at an index between {@link #start} and {@link #end} of a piece, 0 to 255. */
  int unsigned(int index) {
    return Byte.toUnsignedInt(bytes[index]);
  }
}
