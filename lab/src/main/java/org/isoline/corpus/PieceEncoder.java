package org.isoline.corpus;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Applies the merges to the bytes of one piece, in the order in which training found them. */
final class PieceEncoder {
  /** Up to here looking through all pairs for each merge is quicker than keeping a queue. */
  private static final int SHORT = 64;

  private static final int NONE = -1;

  private final LongIntMap ranks;
  private final int[] merged;
  private final int[] byteIds = new int[Vocabulary.BYTES];

  /**
   * An encoder.
   *
   * @throws CorpusException if a byte has no token, or a merge makes none
   */
  PieceEncoder(List<byte[]> tokens, List<Vocabulary.Merge> merges) {
    Map<String, Integer> ids = HashMap.newHashMap(tokens.size());
    for (int id = tokens.size() - 1; id >= 0; id--) {
      ids.put(ScoredTokenizer.key(tokens.get(id)), id);
    }
    for (int b = 0; b < Vocabulary.BYTES; b++) {
      Integer id = ids.get(ScoredTokenizer.key(new byte[] {(byte) b}));
      if (id == null) {
        throw new CorpusException("byte 0x%02X has no token".formatted(b));
      }
      byteIds[b] = id;
    }
    ranks = new LongIntMap(merges.size());
    merged = new int[merges.size()];
    for (int rank = 0; rank < merged.length; rank++) {
      Vocabulary.Merge merge = merges.get(rank);
      byte[] whole = Vocabulary.concatenate(tokens.get(merge.left()), tokens.get(merge.right()));
      Integer id = ids.get(ScoredTokenizer.key(whole));
      if (id == null) {
        throw new CorpusException("merge %d makes no token".formatted(rank));
      }
      merged[rank] = id;
      if (ranks.get(merge.key()) == LongIntMap.ABSENT) {
        ranks.put(merge.key(), rank);
      }
    }
  }

  /** The ids of the piece from one index to before another, which is behind it. */
  int[] encode(byte[] text, int from, int to) {
    int[] ids = new int[to - from];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = byteIds[Byte.toUnsignedInt(text[from + i])];
    }
    return ids.length <= SHORT ? byScanning(ids) : byQueue(ids);
  }

  /** Quadratic in the length. */
  int[] byScanning(int[] ids) {
    int length = ids.length;
    int[] pairRanks = new int[length];
    for (int i = 0; i + 1 < length; i++) {
      pairRanks[i] = rank(ids[i], ids[i + 1]);
    }
    while (length > 1) {
      int lowest = Integer.MAX_VALUE;
      int where = NONE;
      for (int i = 0; i + 1 < length; i++) {
        if (pairRanks[i] < lowest) {
          lowest = pairRanks[i];
          where = i;
        }
      }
      if (where == NONE) {
        break;
      }
      length--;
      ids[where] = merged[lowest];
      System.arraycopy(ids, where + 2, ids, where + 1, length - where - 1);
      System.arraycopy(pairRanks, where + 1, pairRanks, where, length - where);
      if (where + 1 < length) {
        pairRanks[where] = rank(ids[where], ids[where + 1]);
      }
      if (where > 0) {
        pairRanks[where - 1] = rank(ids[where - 1], ids[where]);
      }
    }
    return Arrays.copyOf(ids, length);
  }

  /** Place of the pair among the merges, or the largest number there is. */
  private int rank(int left, int right) {
    int rank = ranks.get(Vocabulary.Merge.key(left, right));
    return rank == LongIntMap.ABSENT ? Integer.MAX_VALUE : rank;
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
      ids[left] = merged[rank];
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
