package org.isoline.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isoline.checkpoint.StateFile;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;

/**
 * One text that a decoder reads: the tokens so far, what it remembers of them, and its scores of
 * the next one.
 *
 * <p>Native memory does not grow with the number of tokens of a linear model; that of softmax grows
 * by their keys and values. A session belongs to one thread at a time.
 */
public final class Session implements AutoCloseable {
  /** Most tokens that go through the decoder at once; activations of more never exist. */
  static final int PIECE = 512;

  private final Decoder decoder;
  private final State state;
  private final List<Integer> tokens = new ArrayList<>();
  private double[] nextLogits;
  private Speed reading = Speed.NONE;

  private Session(Decoder decoder, State state, List<Integer> tokens, double[] nextLogits) {
    this.decoder = decoder;
    this.state = state;
    this.tokens.addAll(tokens);
    this.nextLogits = nextLogits;
  }

  /**
   * Before the first token.
   *
   * @param dtype of the state, FLOAT32 or FLOAT64
   */
  public static Session start(Decoder decoder, DType dtype) {
    Device device = decoder.parameters().flats().getFirst().values().device();
    try (Scope scope = new Scope()) {
      State state = new State(decoder.config(), 1, dtype, device);
      return new Session(decoder, state, List.of(), new double[0]);
    }
  }

  /** Before the first token, with a state in FLOAT64 if the weights are and FLOAT32 otherwise. */
  public static Session start(Decoder decoder) {
    try (Scope scope = new Scope()) {
      return new Session(decoder, State.of(decoder, 1), List.of(), new double[0]);
    }
  }

  /**
   * Behind tokens that a state has read already; one text can so be continued in several ways, each
   * with a state of its own ({@link State#rows}).
   *
   * @param state for one sequence; the session's from here on, and closed with it
   * @param tokens that it has read
   * @param nextLogits scores of the next token, {@code [V]}
   * @throws IllegalArgumentException if the state has read another number of tokens, or is of
   *     several sequences
   */
  public static Session behind(
      Decoder decoder, State state, List<Integer> tokens, double[] nextLogits) {
    if (state.batch() != 1 || state.position() != tokens.size()) {
      throw new IllegalArgumentException(
          "a state of %d sequences that has read %,d tokens does not stand behind one of %,d"
              .formatted(state.batch(), state.position(), tokens.size()));
    }
    return new Session(decoder, state, tokens, nextLogits.clone());
  }

  /**
   * Where a saved session stood, without reading its tokens again.
   *
   * @throws org.isoline.checkpoint.CheckpointException if the file is another model's, or corrupt
   */
  public static Session resume(Decoder decoder, StateFile file) {
    StateFile.Snapshot snapshot = file.restore(decoder);
    return new Session(decoder, snapshot.state(), snapshot.tokens(), snapshot.nextLogits());
  }

  /** What a file needs to go on from here; valid until the next token is read. */
  public StateFile.Snapshot snapshot() {
    return new StateFile.Snapshot(state, tokens(), nextLogits());
  }

  /**
   * Reads tokens behind those so far, in pieces, so that memory does not depend on their number.
   *
   * @param ids each in [0, V)
   */
  public void read(int... ids) {
    long began = System.nanoTime();
    for (int start = 0; start < ids.length; start += PIECE) {
      step(Arrays.copyOfRange(ids, start, Math.min(ids.length, start + PIECE)));
    }
    reading = reading.plus(ids.length, System.nanoTime() - began);
  }

  /** Reads one token, or a few, in one pass. */
  void step(int... ids) {
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      nextLogits =
          decoder
              .nextLogits(
                  Tensors.of(wide, 1, wide.length)
                      .to(decoder.parameters().flats().getFirst().values().device()),
                  state)
              .toDoubles();
    }
    Arrays.stream(ids).forEach(tokens::add);
  }

  /** The decoder that reads. */
  public Decoder decoder() {
    return decoder;
  }

  /** Every token so far, those of a resumed session included. */
  public List<Integer> tokens() {
    return List.copyOf(tokens);
  }

  /**
   * Scores of the next token, {@code [V]}.
   *
   * @throws IllegalStateException if no token was read
   */
  public double[] nextLogits() {
    if (tokens.isEmpty()) {
      throw new IllegalStateException("nothing was read: the first token needs one before it");
    }
    return nextLogits.clone();
  }

  /** What {@link #read} took so far; a resumed session starts from nothing. */
  public Speed reading() {
    return reading;
  }

  /** Bytes of the state that depend on what was read. */
  public long stateBytes() {
    try (Scope scope = new Scope()) {
      return state.bytes();
    }
  }

  @Override
  public void close() {
    state.close();
  }
}
