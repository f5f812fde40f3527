package org.isoline.evaluate.score;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.Sampling;
import org.isoline.evaluate.Session;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;

/** Writes the likeliest tokens behind prompts, of which several may begin alike. */
final class PromptWriter implements PrefixWalk.Reader {
  private final Decoder decoder;
  private final Pieces pieces;
  private final List<int[]> prompts;
  private final Generator.Limits limits;
  private final Generator generator;
  private final IntConsumer progress;
  private final Generation[] written;
  private double[] nextLogits = new double[0];

  PromptWriter(
      Decoder decoder,
      List<int[]> prompts,
      Generator.Limits limits,
      Generator generator,
      IntConsumer progress) {
    this.decoder = decoder;
    this.pieces = new Pieces(decoder);
    this.prompts = prompts;
    this.limits = limits;
    this.generator = generator;
    this.progress = progress;
    this.written = new Generation[prompts.size()];
  }

  /** What was written, in the order of the prompts. */
  List<Generation> written() {
    return List.of(written);
  }

  @Override
  public void read(int sequence, int from, int to, List<Integer> ends, State state) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      if (ends.isEmpty()) {
        pieces.read(prompts.get(sequence), from, to, state);
      } else {
        nextLogits = pieces.nextLogits(prompts.get(sequence), from, to, state).toDoubles();
      }
    }
  }

  @Override
  public void end(int sequence, State state) {
    List<Integer> tokens = Arrays.stream(prompts.get(sequence)).boxed().toList();
    try (Session session = Session.behind(decoder, state, tokens, nextLogits)) {
      written[sequence] = generator.generate(session, Sampling.GREEDY, limits, _ -> {});
    }
    progress.accept(1);
  }

  @Override
  public int more() {
    return Math.max(1, limits.maxTokens());
  }
}
