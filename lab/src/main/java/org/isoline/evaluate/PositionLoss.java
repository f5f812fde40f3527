package org.isoline.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isoline.corpus.TokenShard;
import org.isoline.model.Decoder;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;

/**
 * Loss by position in the text: how much a model gains from what it has read, and whether it still
 * does beyond the length it was trained with.
 *
 * <p>The documents of a validation shard are joined and cut into windows; every token of a window
 * is predicted from all before it in the window. Losses are averaged over windows in buckets of
 * neighbouring positions.
 */
public final class PositionLoss {
  private static final int TOKENS_AT_ONCE = 4096;

  private final TokenShard shard;
  private final int length;
  private final int bucket;
  private final int windows;

  /**
   * Some neighbouring positions.
   *
   * @param from first position, from 0: the number of tokens the prediction sees, less one
   * @param to behind the last
   * @param loss nats per token
   * @param standardError of the loss, windows being the unit; NaN with a single one
   * @param windows it is the mean over
   */
  public record Bucket(int from, int to, double loss, double standardError, int windows) {}

  /**
   * Windows from the beginning of a shard.
   *
   * @param length tokens of a window, such as four times the training context
   * @param bucket positions that are averaged, from 1 to length
   * @param budget tokens to score at most; at least one window is
   * @throws EvaluationException if the shard has not even one window
   */
  public PositionLoss(TokenShard shard, int length, int bucket, long budget) {
    if (bucket < 1 || bucket > length) {
      throw new IllegalArgumentException(
          "bucket = " + bucket + ", must be from 1 to the " + length + " tokens of a window");
    }
    long fitting = (shard.tokens() - 1) / length;
    if (fitting < 1) {
      throw new EvaluationException(
          "the held-out text has %,d tokens, a window of %,d needs one more: hold out more text, or look at shorter windows"
              .formatted(shard.tokens(), length));
    }
    this.shard = shard;
    this.length = length;
    this.bucket = bucket;
    this.windows = (int) Math.max(1, Math.min(fitting, budget / length));
  }

  /** Windows that are scored. */
  public int windows() {
    return windows;
  }

  /** Scores a model; buckets in the order of positions, the last perhaps a shorter one. */
  public List<Bucket> score(Decoder decoder) {
    int buckets = Math.ceilDiv(length, bucket);
    double[][] sums = new double[buckets][windows];
    int together = Math.max(1, TOKENS_AT_ONCE / length);
    try (Autograd.Mode off = Autograd.off()) {
      for (int first = 0; first < windows; first += together) {
        int count = Math.min(together, windows - first);
        double[] losses = losses(decoder, first, count);
        for (int i = 0; i < losses.length; i++) {
          sums[i % length / bucket][first + i / length] += losses[i];
        }
      }
    }
    List<Bucket> result = new ArrayList<>();
    for (int i = 0; i < buckets; i++) {
      int to = Math.min(length, (i + 1) * bucket);
      result.add(mean(i * bucket, to, sums[i]));
    }
    return result;
  }

  private double[] losses(Decoder decoder, int first, int count) {
    long[] stream = new long[count * length + 1];
    shard.copy((long) first * length, stream.length, stream, 0);
    try (Scope scope = new Scope()) {
      return decoder.tokenLosses(
          Tensors.of(Arrays.copyOf(stream, count * length), count, length),
          Tensors.of(Arrays.copyOfRange(stream, 1, stream.length), count, length));
    }
  }

  private static Bucket mean(int from, int to, double[] sums) {
    int n = sums.length;
    double mean = Arrays.stream(sums).sum() / n / (to - from);
    double squares = Arrays.stream(sums).map(sum -> Math.pow(sum / (to - from) - mean, 2)).sum();
    double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    return new Bucket(from, to, mean, error, n);
  }
}
