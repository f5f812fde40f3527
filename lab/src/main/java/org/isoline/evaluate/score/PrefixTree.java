package org.isoline.evaluate.score;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences by their common beginnings: a tree whose paths from the root are the sequences, each
 * stretch standing for tokens that all sequences below it share.
 *
 * <p>The sequences are sorted by their tokens; the longest common prefixes of neighbours are then
 * the places where they part. A fork costs a copy of a state and a pass of fewer tokens, so one
 * that saves less than {@link #LEAST_SAVED} tokens is left out, and its branches begin where the
 * stretch before it ends.
 */
final class PrefixTree {
  /** Fewer tokens are read again as fast as a state is copied. */
  static final int LEAST_SAVED = 64;

  private final Stretch root;

  /** Tokens from the end of the stretch before to {@link #to}, and what follows them. */
  static final class Stretch {
    private final int sequence;
    private final int to;
    private final List<Integer> ends = new ArrayList<>();
    private List<Stretch> branches = new ArrayList<>();
    private int sequences;
    private int longest;

    private Stretch(int sequence, int to) {
      this.sequence = sequence;
      this.to = to;
    }

    /** Index of a sequence that has the tokens. */
    int sequence() {
      return sequence;
    }

    /** Tokens of the path from the root to the end of the stretch. */
    int to() {
      return to;
    }

    /** Indices of the sequences that end here. */
    List<Integer> ends() {
      return ends;
    }

    /**
     * What follows, by rising number of sequences: the last has the most, or of equals the longest.
     */
    List<Stretch> branches() {
      return branches;
    }

    /** Tokens of the longest sequence that goes through here. */
    int longest() {
      return longest;
    }

    /** Indices of all sequences that go through here. */
    List<Integer> all() {
      List<Integer> all = new ArrayList<>();
      for (Stretch stretch : downwards(this)) {
        all.addAll(stretch.ends);
      }
      return all;
    }

    /** Tokens that a fork here saves, if what comes before it begins at {@code from}. */
    private long saved(int from) {
      int ways = branches.size() + (ends.isEmpty() ? 0 : 1);
      return (ways - 1L) * (to - from);
    }
  }

  private PrefixTree(Stretch root) {
    this.root = root;
  }

  /**
   * The tree of some sequences.
   *
   * @param sequences of at least one token each
   * @param indices of those that matter, at least one
   */
  static PrefixTree of(List<int[]> sequences, List<Integer> indices) {
    Stretch root = parted(sequences, indices);
    // A fork that was left out has no branches any more, so nothing happens when its turn comes.
    downwards(root).forEach(PrefixTree::leaveOutSmallForks);
    downwards(root).reversed().forEach(PrefixTree::count);
    return new PrefixTree(root);
  }

  /** {@link #of(List, List)} with all of them. */
  static PrefixTree of(List<int[]> sequences) {
    return of(sequences, IntStream.range(0, sequences.size()).boxed().toList());
  }

  /** The stretch of no tokens before all others. */
  Stretch root() {
    return root;
  }

  /** Tokens that are read if every stretch is read once. */
  long tokens() {
    long tokens = 0;
    for (Stretch stretch : downwards(root)) {
      for (Stretch branch : stretch.branches) {
        tokens += branch.to - stretch.to;
      }
    }
    return tokens;
  }

  /** The tree with every fork: intervals of the sorted sequences that share a prefix. */
  private static Stretch parted(List<int[]> sequences, List<Integer> indices) {
    List<Integer> sorted = new ArrayList<>(indices);
    sorted.sort((a, b) -> Arrays.compare(sequences.get(a), sequences.get(b)));
    Deque<Stretch> path = new ArrayDeque<>();
    Stretch root = new Stretch(sorted.getFirst(), 0);
    path.push(root);
    int[] former = new int[0];
    for (int index : sorted) {
      int[] sequence = sequences.get(index);
      int common = common(former, sequence);
      leave(path, common);
      if (common < sequence.length) {
        path.push(new Stretch(index, sequence.length));
      }
      path.element().ends.add(index);
      former = sequence;
    }
    leave(path, 0);
    return root;
  }

  /** Goes up the path until it ends at {@code common} tokens, with a new fork if there is none. */
  private static void leave(Deque<Stretch> path, int common) {
    while (path.element().to > common) {
      Stretch done = path.pop();
      if (path.element().to < common) {
        path.push(new Stretch(done.sequence, common));
      }
      path.element().branches.add(done);
    }
  }

  private static int common(int[] one, int[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }

  /** Puts what follows a small fork beside it; only the stretch's own branches change. */
  private static void leaveOutSmallForks(Stretch stretch) {
    Deque<Stretch> open = new ArrayDeque<>(stretch.branches);
    List<Stretch> kept = new ArrayList<>();
    while (!open.isEmpty()) {
      Stretch branch = open.pop();
      if (branch.branches.isEmpty() || branch.saved(stretch.to) >= LEAST_SAVED) {
        kept.add(branch);
      } else {
        branch.branches.forEach(open::push);
        branch.branches = new ArrayList<>();
        if (!branch.ends.isEmpty()) {
          kept.add(branch);
        }
      }
    }
    stretch.branches = kept;
  }

  private static void count(Stretch stretch) {
    stretch.sequences = stretch.ends.size();
    stretch.longest = stretch.to;
    for (Stretch branch : stretch.branches) {
      stretch.sequences += branch.sequences;
      stretch.longest = Math.max(stretch.longest, branch.longest);
    }
    stretch.branches.sort(
        Comparator.comparingInt((Stretch branch) -> branch.sequences)
            .thenComparingInt(Stretch::longest));
  }

  /** All stretches of a tree, each before those that follow it; a loop, as paths may be long. */
  private static List<Stretch> downwards(Stretch top) {
    List<Stretch> all = new ArrayList<>();
    Deque<Stretch> open = new ArrayDeque<>();
    open.push(top);
    while (!open.isEmpty()) {
      Stretch next = open.pop();
      all.add(next);
      next.branches.forEach(open::push);
    }
    return all;
  }
}
