package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.DType;

/**
 * Reads many sequences so that what several of them begin with is read once.
 *
 * <p>Where sequences part ({@link PrefixTree}), the state is copied for every branch but the one
 * with the most sequences, which comes last and goes on with the state itself. A copied branch so
 * has at most half of the sequences, and of n sequences at most {@code 1 + log2 n} states are alive
 * at a time. Their bytes have a bound besides: a branch whose state would not fit waits until all
 * else is read, and is then read from its beginning, so that with states that grow (softmax)
 * sharing is given up before memory is.
 */
final class PrefixWalk {
  /** Bytes that states may take together; one is allowed whatever it takes. */
  private static final double MOST_STATE_BYTES = 2e9;

  /** Caches of softmax double when they are full. */
  private static final double ROOM_TO_SPARE = 2;

  private final Decoder decoder;
  private final double mostBytes;
  private final Cost cost;
  private long tokensRead;

  /** What becomes of the tokens. */
  interface Reader {
    /**
     * Reads the next tokens of a sequence.
     *
     * @param sequence index
     * @param from tokens that the state has read, of the same beginning
     * @param to where to stop, above {@code from}
     * @param ends indices of the sequences that end there
     */
    void read(int sequence, int from, int to, List<Integer> ends, State state);

    /**
     * Comes after {@link #read} for each sequence that ended.
     *
     * @param state that has read all of the sequence; to be left as it is unless {@link #more} is
     *     positive
     */
    void end(int sequence, State state);

    /** Tokens that {@link #end} reads into its state. */
    int more();
  }

  /** A walk with the usual bound. */
  PrefixWalk(Decoder decoder) {
    this(decoder, MOST_STATE_BYTES);
  }

  /**
   * A walk.
   *
   * @param mostBytes of states alive at a time, if there are several
   */
  PrefixWalk(Decoder decoder, double mostBytes) {
    this.decoder = decoder;
    this.mostBytes = mostBytes;
    this.cost = Cost.of(decoder.config());
  }

  /** Tokens that were read so far, those of ends not counted. */
  long tokensRead() {
    return tokensRead;
  }

  /**
   * Reads sequences.
   *
   * @param sequences of at least one token each
   * @param reader told of each exactly once
   */
  void read(List<int[]> sequences, Reader reader) {
    List<Integer> waiting = IntStream.range(0, sequences.size()).boxed().toList();
    while (!waiting.isEmpty()) {
      Round round = new Round(reader);
      PrefixTree tree = PrefixTree.of(sequences, waiting);
      try (State state = State.of(decoder, 1)) {
        round.follow(tree.root(), state, 0);
      }
      waiting = round.waiting;
    }
  }

  /** One walk through a tree. */
  private final class Round {
    private final Reader reader;
    private final List<Integer> waiting = new ArrayList<>();

    Round(Reader reader) {
      this.reader = reader;
    }

    /**
     * Reads all from a stretch on.
     *
     * @param others bytes of states that wait meanwhile
     */
    void follow(PrefixTree.Stretch start, State state, double others) {
      PrefixTree.Stretch stretch = start;
      while (true) {
        int from = (int) state.position();
        if (stretch.to() > from) {
          reader.read(stretch.sequence(), from, stretch.to(), stretch.ends(), state);
          tokensRead += stretch.to() - from;
        }
        double alive = others + bytes(stretch.to());
        end(stretch, state, alive);
        if (stretch.branches().isEmpty()) {
          return;
        }
        int last = stretch.branches().size() - 1;
        for (PrefixTree.Stretch branch : stretch.branches().subList(0, last)) {
          fork(branch, state, alive);
        }
        stretch = stretch.branches().get(last);
      }
    }

    private void fork(PrefixTree.Stretch branch, State state, double alive) {
      if (alive + bytes(branch.longest() + reader.more()) > mostBytes) {
        waiting.addAll(branch.all());
        return;
      }
      try (State copy = state.rows(0)) {
        follow(branch, copy, alive);
      }
    }

    private void end(PrefixTree.Stretch stretch, State state, double alive) {
      for (int sequence : stretch.ends()) {
        boolean last = stretch.branches().isEmpty() && sequence == stretch.ends().getLast();
        if (last || reader.more() == 0) {
          reader.end(sequence, state);
        } else if (alive + bytes(stretch.to() + reader.more()) > mostBytes) {
          waiting.add(sequence);
        } else {
          try (State copy = state.rows(0)) {
            reader.end(sequence, copy);
          }
        }
      }
    }
  }

  /** Bytes of a state after some tokens. */
  private double bytes(int tokens) {
    boolean wide = decoder.parameters().flats().getFirst().values().dtype() == DType.FLOAT64;
    boolean grows = !decoder.config().architecture().isLinear();
    return cost.stateBytes(tokens) * (wide ? 2 : 1) * (grows ? ROOM_TO_SPARE : 1);
  }
}
