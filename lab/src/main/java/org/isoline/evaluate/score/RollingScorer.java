package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.ops.loss.TokenScores;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Log-likelihoods of whole texts, each token predicted exactly once.
 *
 * <p>The first token is predicted from the prefix. How much a token sees of what stands before it
 * is the {@link Mode}; results of different modes are different measurements.
 */
public final class RollingScorer {
  private final Decoder decoder;
  private final Scorer scorer;

  /** How texts longer than the window are read. */
  public sealed interface Mode {
    /**
     * Windows side by side, as lm-evaluation-harness has them: each predicts the next L tokens and
     * begins with the one before them; the last is filled up with what precedes it, so that its
     * input is L tokens too.
     */
    record Disjoint() implements Mode {}

    /**
     * Windows that overlap: each ends {@code stride} tokens behind the one before it and scores
     * those only, so that every token sees at least L - stride.
     *
     * @param stride from 1 to L; L / 2 is common
     */
    record Strided(int stride) implements Mode {}

    /**
     * One pass in which the state is carried from window to window, so that every token sees all
     * before it; for linear models at no cost.
     */
    record Stateful() implements Mode {}
  }

  /**
   * What a text costs.
   *
   * @param nats {@code -ln p} of the text
   * @param tokens that were predicted, all of the text
   */
  public record Loss(double nats, int tokens) {}

  /** A scorer of texts with the encoding and window of a scorer of continuations. */
  public RollingScorer(Decoder decoder, Scorer scorer) {
    this.decoder = decoder;
    this.scorer = scorer.withWindow(scorer.window().with(Window.Overflow.EXTEND));
  }

  /**
   * Scores texts.
   *
   * @param progress hears how many more texts are done; with windows side by side, how many windows
   * @return in the order of the texts; one of no tokens costs nothing
   */
  public List<Loss> score(List<String> texts, Mode mode, IntConsumer progress) {
    List<int[]> ids = texts.stream().map(scorer.encoding().tokenizer()::encode).toList();
    return scoreTokens(ids, mode, progress);
  }

  /** {@link #score} of texts in tokens, without the prefix. */
  public List<Loss> scoreTokens(List<int[]> texts, Mode mode, IntConsumer progress) {
    if (mode instanceof Mode.Stateful) {
      return texts.stream()
          .map(
              text -> {
                Loss loss = stateful(text);
                progress.accept(1);
                return loss;
              })
          .toList();
    }
    int stride = mode instanceof Mode.Strided(int step) ? step : scorer.window().tokens();
    List<TokenRequest> windows = new ArrayList<>();
    int[] ends = new int[texts.size()];
    for (int i = 0; i < ends.length; i++) {
      windows.addAll(windows(texts.get(i), scorer.encoding().prefix(), stride));
      ends[i] = windows.size();
    }
    List<ContinuationScore> scores = scorer.tokenScores(windows, progress);
    List<Loss> losses = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      int from = i == 0 ? 0 : ends[i - 1];
      losses.add(sum(scores.subList(from, ends[i])));
    }
    return losses;
  }

  private static Loss sum(List<ContinuationScore> windows) {
    double nats = 0;
    int tokens = 0;
    for (ContinuationScore window : windows) {
      nats -= window.sum();
      tokens += window.tokens();
    }
    return new Loss(nats, tokens);
  }

  /** Windows of at most L inputs that together predict every token once. */
  private List<TokenRequest> windows(int[] text, int prefix, int stride) {
    int length = scorer.window().tokens();
    if (stride < 1 || stride > length) {
      throw new IllegalArgumentException(
          "stride = " + stride + ", must be from 1 to the window of " + length + " tokens");
    }
    int[] stream = new int[text.length + 1];
    stream[0] = prefix;
    System.arraycopy(text, 0, stream, 1, text.length);
    List<TokenRequest> windows = new ArrayList<>();
    for (int from = 1; from < stream.length; ) {
      int to = Math.min(stream.length, from + (from == 1 ? length : stride));
      int begin = Math.max(0, to - 1 - length);
      windows.add(
          new TokenRequest(
              Arrays.copyOfRange(stream, begin, from), Arrays.copyOfRange(stream, from, to)));
      from = to;
    }
    return windows;
  }

  private Loss stateful(int[] text) {
    double nats = 0;
    try (State state = State.of(decoder, 1)) {
      for (int from = 0; from < text.length; from += scorer.window().tokens()) {
        int to = Math.min(text.length, from + scorer.window().tokens());
        long[] ids = new long[to - from];
        for (int i = from; i < to; i++) {
          ids[i - from] = i == 0 ? scorer.encoding().prefix() : text[i - 1];
        }
        Positions positions = new Positions();
        positions.add(0, Arrays.stream(text, from, to).asLongStream().toArray());
        try (Scope scope = new Scope();
            Autograd.Mode off = Autograd.off()) {
          Tensor inputs =
              Tensors.of(ids, 1, ids.length)
                  .to(decoder.parameters().flats().getFirst().values().device());
          TokenScores scores = positions.score(decoder, decoder.hidden(inputs, state));
          nats -= Arrays.stream(scores.logProbabilities()).sum();
        }
      }
    }
    return new Loss(nats, text.length);
  }
}
