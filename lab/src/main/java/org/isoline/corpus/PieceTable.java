package org.isoline.corpus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * From the bytes of a whole piece to its id, without making an object of them. A piece of up to 15
 * bytes is two numbers, the second with the length in its highest byte; longer ones are rare and
 * compared byte by byte.
 */
final class PieceTable {
  static final int ABSENT = -1;

  private static final int LONGEST_PACKED = 2 * Long.BYTES - 1;
  private static final int LENGTH_SHIFT = Long.SIZE - Byte.SIZE;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FIRST_MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final long SECOND_MULTIPLIER = 0xC2B2AE3D27D4EB4FL;

  /** Low and high half of a packed piece, side by side; a high half of 0 marks a free place. */
  private final long[] packed;

  private final int[] packedIds;
  private final byte[][] large;
  private final int[] largeIds;

  /** A table with room for that many pieces. */
  PieceTable(int pieces) {
    int places = Integer.highestOneBit(Math.max(8, pieces)) * 4;
    packed = new long[2 * places];
    packedIds = new int[places];
    large = new byte[places][];
    largeIds = new int[places];
  }

  /** Adds a piece of at least one byte that is not there yet. */
  void put(byte[] piece, int id) {
    if (piece.length <= LONGEST_PACKED) {
      long low = low(piece, 0, piece.length);
      long high = high(piece, 0, piece.length);
      int place = place(low, high);
      packed[2 * place] = low;
      packed[2 * place + 1] = high;
      packedIds[place] = id;
    } else {
      int place = largePlace(piece, 0, piece.length);
      large[place] = piece;
      largeIds[place] = id;
    }
  }

  /** The id of the bytes, or {@link #ABSENT}. */
  int get(byte[] text, int from, int to) {
    int length = to - from;
    if (length > LONGEST_PACKED) {
      int place = largePlace(text, from, to);
      return large[place] == null ? ABSENT : largeIds[place];
    }
    long low;
    long high;
    if (from + 2 * Long.BYTES <= text.length) {
      long first = (long) LONGS.get(text, from);
      if (length < Long.BYTES) {
        low = first & (1L << (length << 3)) - 1;
        high = (long) length << LENGTH_SHIFT;
      } else {
        low = first;
        long second = (long) LONGS.get(text, from + Long.BYTES);
        high = second & (1L << (length - Long.BYTES << 3)) - 1 | (long) length << LENGTH_SHIFT;
      }
    } else {
      low = low(text, from, length);
      high = high(text, from, length);
    }
    int place = place(low, high);
    return packed[2 * place + 1] == 0 ? ABSENT : packedIds[place];
  }

  /** Where the piece is, or the free place where it would go. */
  private int place(long low, long high) {
    int mask = packedIds.length - 1;
    long mixed = low * FIRST_MULTIPLIER ^ high * SECOND_MULTIPLIER;
    int place = (int) (mixed >>> Integer.SIZE) & mask;
    while (packed[2 * place + 1] != 0
        && (packed[2 * place] != low || packed[2 * place + 1] != high)) {
      place = place + 1 & mask;
    }
    return place;
  }

  private int largePlace(byte[] text, int from, int to) {
    int mask = large.length - 1;
    int place = hash(text, from, to) & mask;
    while (large[place] != null
        && !Arrays.equals(large[place], 0, large[place].length, text, from, to)) {
      place = place + 1 & mask;
    }
    return place;
  }

  /** A hash whose low bits depend on all bytes. */
  static int hash(byte[] text, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(text, at)) * FIRST_MULTIPLIER;
      hash ^= hash >>> Integer.SIZE;
    }
    hash = (hash ^ low(text, at, to - at)) * SECOND_MULTIPLIER;
    return (int) (hash >>> Integer.SIZE);
  }

  private static long low(byte[] text, int from, int length) {
    long low = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      low = low << Byte.SIZE | text[from + i] & 0xFF;
    }
    return low;
  }

  private static long high(byte[] text, int from, int length) {
    long high = 0;
    for (int i = length - 1; i >= Long.BYTES; i--) {
      high = high << Byte.SIZE | text[from + i] & 0xFF;
    }
    return high | (long) length << LENGTH_SHIFT;
  }
}
