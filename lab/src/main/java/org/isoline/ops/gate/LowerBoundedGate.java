package org.isoline.ops.gate;

import java.util.List;
import java.util.Optional;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;

/**
 * The forget gate of HGRN2 (arXiv 2404.07904): a sigmoid bounded below.
 *
 * <pre>
 * f = lb + (1 - lb) sigmoid(z)
 * k = 1 - f = (1 - lb) sigmoid(-z)
 * g = ln f
 * </pre>
 *
 * <p>k is computed from sigmoid(-z), without the cancellation of 1 - f for f near 1. g is {@code
 * logsigmoid(z)} where lb = 0 and {@code logaddexp(ln lb, ln(1 - lb) + logsigmoid(z))} elsewhere,
 * so that it stays finite for any z. The gradient is the closed form
 *
 * <pre>
 * dz  = dg k sigmoid(z) / f - dk k sigmoid(z)
 * dlb = sum over batch and tokens of (dg / f - dk) sigmoid(-z)
 * </pre>
 *
 * whose first factor is bounded by 1; differentiating ln(lb + ...) step by step is not.
 */
public final class LowerBoundedGate {
  private LowerBoundedGate() {}

  /**
   * What a gate yields.
   *
   * @param key k, shaped as z
   * @param logDecay g, shaped as z, at most 0
   */
  public record Gate(Tensor key, Tensor logDecay) {}

  /** The gate without a bound (lb = 0), for the first layer. */
  public static Gate unbounded(Tensor z) {
    List<Tensor> outputs =
        CustomGradient.apply(
            List.of(z),
            () -> List.of(z.neg().sigmoid(), z.logSigmoid()),
            gradients -> {
              Tensor opened = z.sigmoid();
              Tensor key = z.neg().sigmoid();
              // f = sigmoid(z), so k sigmoid(z) / f = k.
              return List.of(combine(gradients, key, key.mul(opened)));
            });
    return new Gate(outputs.get(0), outputs.get(1));
  }

  /**
   * The gate with a bound.
   *
   * @param z {@code [B, T, d]}
   * @param bound lb, {@code [d]}, in (0, 1)
   */
  public static Gate bounded(Tensor z, Tensor bound) {
    List<Tensor> outputs =
        CustomGradient.apply(
            List.of(z, bound),
            () -> {
              Tensor rest = bound.neg().add(1);
              Tensor logDecay = bound.log().logAddExp(bound.neg().log1p().add(z.logSigmoid()));
              // Rounding of the sum can end above 0 where the gate is open.
              return List.of(z.neg().sigmoid().mul(rest), InPlace.atMost(logDecay, 0));
            },
            gradients -> {
              Tensor rest = bound.neg().add(1);
              Tensor opened = z.sigmoid();
              Tensor closed = z.neg().sigmoid();
              Tensor decay = opened.mul(rest).add(bound);
              Tensor slope = closed.mul(rest).mul(opened);
              Tensor dz = combine(gradients, slope.div(decay), slope);
              Tensor dBound = combine(gradients, closed.div(decay), closed);
              return List.of(dz, sumToChannels(dBound));
            });
    return new Gate(outputs.get(0), outputs.get(1));
  }

  /** dg times one factor minus dk times another; an absent gradient counts as zero. */
  private static Tensor combine(List<Optional<Tensor>> gradients, Tensor ofLogDecay, Tensor ofKey) {
    Optional<Tensor> fromKey = gradients.get(0).map(dk -> dk.mul(ofKey).neg());
    Optional<Tensor> fromDecay = gradients.get(1).map(dg -> dg.mul(ofLogDecay));
    if (fromKey.isPresent() && fromDecay.isPresent()) {
      return fromKey.get().add(fromDecay.get());
    }
    return fromKey.or(() -> fromDecay).orElseThrow();
  }

  private static Tensor sumToChannels(Tensor x) {
    return x.reshape(-1, x.size(-1)).sum(0, false);
  }
}
