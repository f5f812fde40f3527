package org.isoline.ops.loss;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.isoline.ops.linear.Precision;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * {@link LinearCrossEntropy} of tokens some of which are asked nothing: a negative target, usually
 * {@link #IGNORED}, does not count, and the mean is over those that do.
 *
 * <p>Every method takes what {@link LinearCrossEntropy} takes, and throws {@link
 * IllegalArgumentException} besides if no target counts.
 */
public final class MaskedCrossEntropy {
  /** The customary target of a token that does not count; any other negative number will do. */
  public static final long IGNORED = -100;

  private MaskedCrossEntropy() {}

  /**
   * Mean over tokens with a target of at least 0. Only their rows reach the head: of N tokens with
   * m that count, logits are m V. If all count, it is {@link LinearCrossEntropy#mean} to the bit.
   *
   * @param rows tokens at a time, at least 1; matters to the result by rounding only
   * @return rank 0, in x's type but at least FLOAT32
   */
  public static Tensor mean(
      Tensor x, Tensor weight, Tensor targets, int rows, Precision precision) {
    long[] classes = targets.toLongs();
    int[] counted = counted(classes);
    if (counted.length == classes.length) {
      return LinearCrossEntropy.mean(x, weight, targets, rows, precision);
    }
    requireRows(x, classes);
    long[] places = Arrays.stream(counted).asLongStream().toArray();
    long[] own = Arrays.stream(counted).mapToLong(place -> classes[place]).toArray();
    Tensor index = Tensors.of(places, places.length).to(x.device());
    return LinearCrossEntropy.mean(
        x.indexSelect(0, index),
        weight,
        Tensors.of(own, own.length).to(x.device()),
        rows,
        precision);
  }

  /**
   * The mean as it is written: logits of all tokens, log-softmax, the target's entry of each token
   * that counts, their mean.
   */
  public static Tensor reference(Tensor x, Tensor weight, Tensor targets) {
    long[] classes = targets.toLongs();
    int count = counted(classes).length;
    requireRows(x, classes);
    long[] picked = Arrays.stream(classes).map(target -> Math.max(0, target)).toArray();
    double[] counts = Arrays.stream(classes).mapToDouble(target -> target < 0 ? 0 : 1).toArray();
    Tensor logits = Tensors.linear(x, weight);
    Tensor logShares = logits.sub(logits.logSumExp(1, true));
    Tensor own = logShares.gather(1, Tensors.of(picked, picked.length, 1));
    Tensor mask = Tensors.of(counts, counts.length, 1).to(own.dtype());
    return own.mul(mask).sum().mul(-1.0 / count);
  }

  private static int[] counted(long[] classes) {
    int[] counted =
        IntStream.range(0, classes.length).filter(place -> classes[place] >= 0).toArray();
    if (counted.length == 0) {
      throw new IllegalArgumentException(
          "all %d targets are negative, so none counts and there is no mean"
              .formatted(classes.length));
    }
    return counted;
  }

  private static void requireRows(Tensor x, long[] classes) {
    if (x.rank() != 2 || x.size(0) != classes.length) {
      throw new IllegalArgumentException(
          "x is %s for %d targets, must have one row for each".formatted(x, classes.length));
    }
  }
}
