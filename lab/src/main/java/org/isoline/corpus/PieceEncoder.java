package org.isoline.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/** Applies the merges to the bytes of one piece, in the order in which training found them. */
final class PieceEncoder {
  /** Up to here looking through all pairs for each merge is quicker than keeping a queue. */
  private static final int SHORT = 48;

  private static final int NONE = -1;

  private final LongIntMap ranks = new LongIntMap();

  PieceEncoder(List<Vocabulary.Merge> merges) {
    for (int rank = 0; rank < merges.size(); rank++) {
      ranks.put(merges.get(rank).key(), rank);
    }
  }

  int[] encode(byte[] piece) {
    int[] ids = new int[piece.length];
    for (int i = 0; i < piece.length; i++) {
      ids[i] = Byte.toUnsignedInt(piece[i]);
    }
    return ids.length <= SHORT ? byScanning(ids) : byQueue(ids);
  }

  /** Quadratic in the length. */
  int[] byScanning(int[] ids) {
    int length = ids.length;
    while (length > 1) {
      int lowest = Integer.MAX_VALUE;
      int where = NONE;
      for (int i = 0; i + 1 < length; i++) {
        int rank = ranks.get(Vocabulary.Merge.key(ids[i], ids[i + 1]));
        if (rank != LongIntMap.ABSENT && rank < lowest) {
          lowest = rank;
          where = i;
        }
      }
      if (where == NONE) {
        break;
      }
      ids[where] = Vocabulary.BYTES + lowest;
      System.arraycopy(ids, where + 2, ids, where + 1, length - where - 2);
      length--;
    }
    return Arrays.copyOf(ids, length);
  }

  /**
   * Length times its logarithm, for the piece without a blank that some texts hold. The queue is of
   * (rank, place); an entry whose pair is no longer there, or no longer that pair, is passed over.
   */
  int[] byQueue(int[] ids) {
    int length = ids.length;
    int[] next = new int[length];
    int[] previous = new int[length];
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (int i = 0; i < length; i++) {
      next[i] = i + 1 < length ? i + 1 : NONE;
      previous[i] = i - 1;
    }
    for (int i = 0; i + 1 < length; i++) {
      offer(queue, ids, i, i + 1);
    }
    while (!queue.isEmpty()) {
      long entry = queue.poll();
      int rank = (int) (entry >>> Integer.SIZE);
      int left = (int) entry;
      int right = ids[left] == NONE ? NONE : next[left];
      if (right == NONE || ranks.get(Vocabulary.Merge.key(ids[left], ids[right])) != rank) {
        continue;
      }
      ids[left] = Vocabulary.BYTES + rank;
      ids[right] = NONE;
      next[left] = next[right];
      if (next[left] != NONE) {
        previous[next[left]] = left;
        offer(queue, ids, left, next[left]);
      }
      if (previous[left] != NONE) {
        offer(queue, ids, previous[left], left);
      }
    }
    return Arrays.stream(ids).filter(id -> id != NONE).toArray();
  }

  private void offer(PriorityQueue<Long> queue, int[] ids, int left, int right) {
    int rank = ranks.get(Vocabulary.Merge.key(ids[left], ids[right]));
    if (rank != LongIntMap.ABSENT) {
      queue.add((long) rank << Integer.SIZE | left);
    }
  }
}
