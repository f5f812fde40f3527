package org.isoline.corpus;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Merges the tokens of one text; ids that merge away leave a gap that links jump over. */
final class ScoredMerges {
  /** Scores down to this one never merge, as in llama2.c, whose search starts from it. */
  private static final float NEVER = -1e10f;

  private static final int GONE = -1;

  private final List<ScoredPiece> pieces;
  private final Map<String, Integer> ids;
  private final int[] tokens;
  private final int[] next;
  private final int[] previous;
  private final PriorityQueue<Candidate> candidates =
      new PriorityQueue<>(
          Comparator.comparing(Candidate::score).reversed().thenComparingInt(Candidate::position));

  /** A pair that could merge if it is still there: its left token's place, both, what they make. */
  private record Candidate(float score, int position, int left, int right, int merged) {}

  ScoredMerges(List<ScoredPiece> pieces, Map<String, Integer> ids, int[] tokens) {
    this.pieces = pieces;
    this.ids = ids;
    this.tokens = tokens;
    this.next = new int[tokens.length];
    this.previous = new int[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
    }
  }

  int[] merge() {
    for (int i = 0; i + 1 < tokens.length; i++) {
      offer(i);
    }
    for (Candidate best = candidates.poll(); best != null; best = candidates.poll()) {
      if (isThere(best)) {
        apply(best);
      }
    }
    IntList left = new IntList(tokens.length);
    for (int token : tokens) {
      if (token != GONE) {
        left.add(token);
      }
    }
    return left.toArray();
  }

  private boolean isThere(Candidate candidate) {
    int right = next[candidate.position()];
    return tokens[candidate.position()] == candidate.left()
        && right < tokens.length
        && tokens[right] == candidate.right();
  }

  private void apply(Candidate pair) {
    int position = pair.position();
    int right = next[position];
    tokens[position] = pair.merged();
    tokens[right] = GONE;
    next[position] = next[right];
    if (next[right] < tokens.length) {
      previous[next[right]] = position;
      offer(position);
    }
    if (previous[position] >= 0) {
      offer(previous[position]);
    }
  }

  private void offer(int position) {
    int left = tokens[position];
    int right = tokens[next[position]];
    if (Math.min(left, right) < ScoredTokenizer.FIRST_PIECE) {
      return;
    }
    Integer merged = ids.get(text(left) + text(right));
    if (merged != null && pieces.get(merged).score() > NEVER) {
      candidates.add(new Candidate(pieces.get(merged).score(), position, left, right, merged));
    }
  }

  private String text(int token) {
    return ScoredTokenizer.key(pieces.get(token).bytes());
  }
}
