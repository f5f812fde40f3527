package org.isoline.ops.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.isoline.ops.Operands;
import org.isoline.ops.linear.Precision;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CacheBlocks;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Head and loss in one: {@code -ln softmax(x W^T)[target]} in nats.
 *
 * <p>Every method takes x {@code [N, d]}, the weight {@code [V, d]} of the same type and targets
 * INT64 {@code [N]}, and throws {@link IllegalArgumentException} if they do not fit or a target is
 * not in [0, V).
 */
public final class LinearCrossEntropy {
  /** Tokens at a time: with fewer the matrix products are slow, more only cost memory. */
  public static final int DEFAULT_ROWS = 256;

  private LinearCrossEntropy() {}

  /**
   * Mean over tokens. Holds {@code rows V} logits and, if the tape is on, one gradient for each of
   * x and weight that needs one.
   *
   * @param rows tokens at a time, at least 1; matters to the result by rounding only
   * @return rank 0, in x's type but at least FLOAT32; summed in FLOAT64
   */
  public static Tensor mean(Tensor x, Tensor weight, Tensor targets, int rows) {
    return mean(x, weight, targets, rows, Precision.FULL);
  }

  /**
   * {@link #mean(Tensor, Tensor, Tensor, int)} with products in a precision; logits, losses and
   * sums of gradients stay at least FLOAT32.
   */
  public static Tensor mean(
      Tensor x, Tensor weight, Tensor targets, int rows, Precision precision) {
    requireFit(x, weight, targets, rows);
    Gradients gradients = Gradients.wanted(x, weight);
    OptionalDouble share =
        gradients.any() ? OptionalDouble.of(1.0 / x.size(0)) : OptionalDouble.empty();
    Tensor loss;
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor sum = Tensors.zeros(DType.FLOAT64, x.device());
      Tensor activations = precision.operand(x);
      Tensor head = precision.operand(weight);
      Tensor space = Rows.space(x, weight, rows);
      for (long start = 0; start < x.size(0); start += rows) {
        long length = Math.min(rows, x.size(0) - start);
        try (Scope chunk = new Scope()) {
          Rows part = Rows.of(activations, head, targets, start, space.narrow(0, 0, length), share);
          InPlace.add(sum, part.losses.sum());
          gradients.accumulate(part, activations, head, start);
        }
      }
      loss = scope.keep(sum.mul(1.0 / x.size(0)).to(Operands.wide(x.dtype())));
    }
    return gradients.attach(x, weight, loss);
  }

  /**
   * The loss of every token, off the tape. Holds {@code rows V} logits.
   *
   * @param rows tokens at a time, at least 1
   * @return nats, N of them
   */
  public static double[] perToken(Tensor x, Tensor weight, Tensor targets, int rows) {
    requireFit(x, weight, targets, rows);
    double[] losses = new double[Math.toIntExact(x.size(0))];
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor space = Rows.space(x, weight, rows);
      for (int start = 0; start < losses.length; start += rows) {
        int length = Math.min(rows, losses.length - start);
        try (Scope chunk = new Scope()) {
          double[] part =
              Rows.of(x, weight, targets, start, space.narrow(0, 0, length), OptionalDouble.empty())
                  .losses
                  .toDoubles();
          System.arraycopy(part, 0, losses, start, length);
        }
      }
    }
    return losses;
  }

  /** The mean as it is written, with all logits on the tape: what the others are tested against. */
  public static Tensor reference(Tensor x, Tensor weight, Tensor targets) {
    requireFit(x, weight, targets, DEFAULT_ROWS);
    Tensor logits = Tensors.linear(x, weight);
    Tensor own = logits.gather(1, targets.reshape(-1, 1));
    return logits.logSumExp(1, true).sub(own).mean();
  }

  /**
   * Losses of some tokens, and what their logits turn into. With the largest logit m of each row
   * and the sum s of {@code e^(z - m)} over classes, the loss is {@code ln s - (z_target - m)} and
   * its gradient in z is {@code e^(z - m) / s}, less 1 at the target.
   *
   * <p>All chunks write their logits to the same place: the largest tensor of a step is made once.
   *
   * @param losses FLOAT64 {@code [n, 1]}
   * @param logits {@code [n, V]} in at least FLOAT32: gradients of the mean if they were asked for,
   *     else of no more use
   */
  private record Rows(Tensor losses, Tensor logits) {

    /** Room for the logits of a chunk. */
    static Tensor space(Tensor x, Tensor weight, int rows) {
      return Tensors.empty(
          Operands.wide(x.dtype()), x.device(), Math.min(rows, x.size(0)), weight.size(0));
    }

    /**
     * Of the tokens from {@code start} on.
     *
     * @param logits where they go, {@code [n, V]}
     * @param share weight of a token's loss in what is differentiated, or nothing if no gradient is
     *     wanted
     */
    static Rows of(
        Tensor x, Tensor weight, Tensor targets, long start, Tensor logits, OptionalDouble share) {
      long length = logits.size(0);
      Tensor own = targets.narrow(0, start, length).reshape(length, 1);
      Tensor rows = x.narrow(0, start, length);
      Tensor classes = weight.transpose(0, 1);
      if (logits.dtype() == x.dtype()) {
        InPlace.setMatmul(logits, rows, classes);
      } else {
        InPlace.copy(logits, rows.matmul(classes));
      }
      Rows part = new Rows(Tensors.empty(DType.FLOAT64, x.device(), length, 1), logits);
      long rowBytes = logits.size(1) * logits.dtype().bytes();
      CacheBlocks.forEach(
          length, rowBytes, x.device(), (from, count) -> part.finish(own, from, count, share));
      return part;
    }

    private void finish(Tensor targets, long from, long count, OptionalDouble share) {
      Tensor z = logits.narrow(0, from, count);
      Tensor own = targets.narrow(0, from, count);
      InPlace.sub(z, z.amax(1, true));
      Tensor atTarget = z.gather(1, own);
      Tensor sums = InPlace.exp(z).sum(1, true);
      InPlace.copy(
          losses.narrow(0, from, count),
          sums.to(DType.FLOAT64).log().sub(atTarget.to(DType.FLOAT64)));
      if (share.isPresent()) {
        double part = share.getAsDouble();
        InPlace.mul(z, Tensors.full(part, sums.dtype(), sums.device(), 1).div(sums));
        InPlace.scatterAdd(z, 1, own, Tensors.full(-part, sums.dtype(), sums.device(), count, 1));
      }
    }
  }

  /**
   * Gradients of the mean in those operands that need one.
   *
   * @param x {@code [N, d]}
   * @param weight {@code [V, d]}, in at least FLOAT32, as it is a sum over tokens
   */
  private record Gradients(Optional<Tensor> x, Optional<Tensor> weight) {

    static Gradients wanted(Tensor x, Tensor weight) {
      return new Gradients(
          zerosIfWanted(x, x.dtype()), zerosIfWanted(weight, Operands.wide(weight.dtype())));
    }

    private static Optional<Tensor> zerosIfWanted(Tensor operand, DType dtype) {
      return Autograd.enabled() && operand.requiresGrad()
          ? Optional.of(Tensors.zeros(dtype, operand.device(), operand.shape()))
          : Optional.empty();
    }

    boolean any() {
      return x.isPresent() || weight.isPresent();
    }

    void accumulate(Rows part, Tensor activations, Tensor head, long start) {
      if (!any()) {
        return;
      }
      long length = part.losses.size(0);
      Tensor dz = part.logits.to(activations.dtype());
      x.ifPresent(
          sum -> {
            Tensor rows = sum.narrow(0, start, length);
            if (sum.dtype() == dz.dtype()) {
              InPlace.addMatmul(rows, dz, head);
            } else {
              InPlace.copy(rows, dz.matmul(head));
            }
          });
      weight.ifPresent(
          sum -> {
            Tensor rows = activations.narrow(0, start, length);
            Tensor dzT = dz.transpose(0, 1);
            if (sum.dtype() == rows.dtype()) {
              InPlace.addMatmul(sum, dzT, rows);
            } else {
              InPlace.add(sum, dzT.matmul(rows));
            }
          });
    }

    /** Puts the loss on the tape, if anything is wanted of it. */
    Tensor attach(Tensor activations, Tensor head, Tensor loss) {
      List<Tensor> inputs = new ArrayList<>();
      List<Tensor> formed = new ArrayList<>();
      x.ifPresent(
          sum -> {
            inputs.add(activations);
            formed.add(sum);
          });
      weight.ifPresent(
          sum -> {
            inputs.add(head);
            formed.add(sum);
          });
      return CustomGradient.apply(
              inputs,
              () -> List.of(loss),
              upstream -> {
                UnaryOperator<Tensor> scale = scaling(upstream.getFirst().orElseThrow());
                return formed.stream()
                    .map(sum -> scale.apply(sum).to(activations.dtype()))
                    .toList();
              })
          .getFirst();
    }

    /** Multiplication by the gradient of the loss; none at all, where it is seen to be 1. */
    private static UnaryOperator<Tensor> scaling(Tensor gradient) {
      boolean one = gradient.device().equals(Device.CPU) && gradient.item() == 1;
      return one ? UnaryOperator.identity() : sum -> sum.mul(gradient);
    }
  }

  private static void requireFit(Tensor x, Tensor weight, Tensor targets, int rows) {
    Operands.require("x", x, Operands.ANY, Operands.ANY);
    Operands.requireLike(x, "weight", weight, Operands.ANY, x.size(1));
    if (targets.dtype() != DType.INT64
        || !targets.device().equals(x.device())
        || !Arrays.equals(targets.shape(), new long[] {x.size(0)})) {
      throw new IllegalArgumentException(
          "targets are %s on %s, must be INT64[%d] on %s: one for each row of x"
              .formatted(targets, targets.device(), x.size(0), x.device()));
    }
    if (rows < 1) {
      throw new IllegalArgumentException("rows = " + rows + ", must be at least 1");
    }
    long[] classes = targets.toLongs();
    for (int token = 0; token < classes.length; token++) {
      if (classes[token] < 0 || classes[token] >= weight.size(0)) {
        throw new IllegalArgumentException(
            "target %d of token %d is not in [0, %d), the rows of weight"
                .formatted(classes[token], token, weight.size(0)));
      }
    }
  }
}
