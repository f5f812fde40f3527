package org.isoline.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.isoline.corpus.TokenShard;
import org.isoline.model.Decoder;
import org.isoline.model.DocumentBoundaries;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;

/**
 * Loss on text that was never trained on.
 *
 * <p>The first documents of the validation shard, at least as many tokens as asked for, are joined
 * and cut into windows of the training context, in a fixed order; every token but the first is
 * predicted once, from the tokens before it in its window, or those of them that are its
 * document's. Losses are summed per document in float64, so that a standard error exists.
 */
public final class Validation {
  private static final int WINDOWS_AT_ONCE = 8;

  private final TokenShard shard;
  private final int context;
  private final int documents;
  private final long tokens;
  private final DocumentBoundaries boundaries;

  /** The end-of-text tokens at which documents begin, as they do in training windows. */
  private final BitSet begins = new BitSet();

  /**
   * A score.
   *
   * @param loss nats per token
   * @param standardError of the loss, with documents as the unit: the delta method for a ratio of
   *     sums, {@code sqrt(n / (n - 1) sum (nats_i - loss tokens_i)^2) / sum tokens_i}
   * @param bitsPerByte sum of nats over {@code ln 2} and the UTF-8 bytes of the text
   * @param tokens scored
   * @param bytes of the scored documents
   * @param documents scored
   */
  public record Score(
      @JsonProperty("val_loss") double loss,
      @JsonProperty("val_loss_standard_error") double standardError,
      @JsonProperty("bits_per_byte") double bitsPerByte,
      long tokens,
      long bytes,
      int documents) {}

  /**
   * Scores whole documents from the start of a shard.
   *
   * @param budget tokens to score at least, as far as the shard has them
   * @param boundaries what models are told of the borders between documents
   */
  public Validation(TokenShard shard, int context, long budget, DocumentBoundaries boundaries) {
    this.shard = shard;
    this.context = context;
    int count = 0;
    long sum = 0;
    while (count < shard.documents() && sum < budget) {
      sum += shard.documentTokens(count++);
    }
    this.documents = count;
    this.tokens = sum;
    this.boundaries = boundaries;
    for (int document = 1; document < documents; document++) {
      begins.set(Math.toIntExact(shard.documentStart(document) - 1));
    }
  }

  /** Scores a model. */
  public Score score(Decoder decoder) {
    double[] losses = tokenLosses(decoder);
    double[] nats = new double[documents];
    long[] scored = new long[documents];
    long bytes = 0;
    for (int document = 0; document < documents; document++) {
      long start = shard.documentStart(document);
      for (long t = Math.max(1, start); t < start + shard.documentTokens(document); t++) {
        nats[document] += losses[(int) t];
        scored[document]++;
      }
      bytes += shard.documentBytes(document);
    }
    return summarise(nats, scored, bytes);
  }

  static Score summarise(double[] nats, long[] scored, long bytes) {
    double sum = 0;
    long tokens = 0;
    for (int i = 0; i < nats.length; i++) {
      sum += nats[i];
      tokens += scored[i];
    }
    double loss = sum / tokens;
    double squares = 0;
    for (int i = 0; i < nats.length; i++) {
      double residual = nats[i] - loss * scored[i];
      squares += residual * residual;
    }
    double n = nats.length;
    double error = n < 2 ? Double.NaN : Math.sqrt(n / (n - 1) * squares) / tokens;
    return new Score(loss, error, sum / Math.log(2) / bytes, tokens, bytes, nats.length);
  }

  /** Nats of every token; entry 0 stays 0, nothing predicts the first token. */
  private double[] tokenLosses(Decoder decoder) {
    double[] losses = new double[Math.toIntExact(tokens)];
    long position = 0;
    try (Autograd.Mode off = Autograd.off()) {
      while (position < tokens - 1) {
        long left = tokens - 1 - position;
        int length = (int) Math.min(context, left);
        int windows = (int) Math.max(1, Math.min(WINDOWS_AT_ONCE, left / length));
        double[] scored = scoreWindows(decoder, position, windows, length);
        System.arraycopy(scored, 0, losses, (int) position + 1, scored.length);
        position += scored.length;
      }
    }
    return losses;
  }

  private double[] scoreWindows(Decoder decoder, long position, int windows, int length) {
    long[] stream = new long[windows * length + 1];
    shard.copy(position, stream.length, stream, 0);
    long[] inputs = java.util.Arrays.copyOf(stream, windows * length);
    long[] targets = java.util.Arrays.copyOfRange(stream, 1, stream.length);
    try (Scope scope = new Scope()) {
      return decoder.tokenLosses(
          Tensors.of(inputs, windows, length),
          Tensors.of(targets, windows, length),
          boundaries.of(documentStarts(Math.toIntExact(position), windows, length), length));
    }
  }

  private int[][] documentStarts(int position, int windows, int length) {
    int[][] starts = new int[windows][];
    for (int window = 0; window < windows; window++) {
      int from = position + window * length;
      IntStream within =
          begins.get(from, from + length).stream().filter(beginning -> beginning > 0);
      starts[window] = IntStream.concat(IntStream.of(0), within).toArray();
    }
    return starts;
  }
}
