package org.isoline.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.model.Parameters;
import org.isoline.model.Parameters.Flat;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.CacheBlocks;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2).
 *
 * <pre>
 * m = b1 m + (1 - b1) g          v = b2 v + (1 - b2) g^2
 * p = p (1 - lr wd)              (matrices and embeddings only)
 * p = p - lr / (1 - b1^t)  m / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 *
 * <p>It works on the model's flat buffers, whatever the number of tensors, a piece that fits into
 * cache at a time.
 */
public final class AdamW implements AutoCloseable {
  /** Values, gradients, two moments and a root. */
  private static final int OPERANDS = 5;

  private final Parameters parameters;
  private final AdamWConfig config;
  private final List<Moments> moments = new ArrayList<>();

  private record Moments(Flat flat, Tensor first, Tensor second) {
    Slice slice(long start, long length) {
      return new Slice(
          flat.values().narrow(0, start, length),
          flat.gradients().narrow(0, start, length),
          first.narrow(0, start, length),
          second.narrow(0, start, length),
          flat.decayed());
    }
  }

  private record Slice(
      Tensor values, Tensor gradients, Tensor first, Tensor second, boolean decayed) {}

  /** Moments start at zero. */
  public AdamW(Parameters parameters, AdamWConfig config) {
    this.parameters = parameters;
    this.config = config;
    for (Flat flat : parameters.flats()) {
      try (Scope scope = new Scope()) {
        moments.add(
            new Moments(
                flat,
                scope.keep(Tensors.zerosLike(flat.values())),
                scope.keep(Tensors.zerosLike(flat.values()))));
      }
    }
  }

  /**
   * Scales all gradients down so that their norm is at most {@link AdamWConfig#clip()}, if that is
   * above 0.
   *
   * @return the norm before
   */
  public double clip() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      double squares = 0;
      for (Moments part : moments) {
        double norm = part.flat().gradients().norm().item();
        squares += norm * norm;
      }
      double norm = Math.sqrt(squares);
      if (config.clip() > 0 && norm > config.clip()) {
        for (Moments part : moments) {
          InPlace.mul(part.flat().gradients(), config.clip() / (norm + 1e-6));
        }
      }
      return norm;
    }
  }

  /**
   * Applies one update with the accumulated gradients.
   *
   * @param step t, 1 for the first update
   * @param learningRate lr of this update
   */
  public void update(long step, double learningRate) {
    double firstBias = 1 - Math.pow(config.beta1(), step);
    double secondBias = 1 - Math.pow(config.beta2(), step);
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      for (Moments all : moments) {
        long elements = all.first().size(0);
        CacheBlocks.forEach(
            elements,
            OPERANDS * all.first().dtype().bytes(),
            all.first().device(),
            (start, length) ->
                update(all.slice(start, length), firstBias, secondBias, learningRate));
      }
    }
  }

  private void update(Slice part, double firstBias, double secondBias, double learningRate) {
    Tensor gradients = part.gradients();
    InPlace.add(InPlace.mul(part.first(), config.beta1()), gradients, 1 - config.beta1());
    InPlace.addProduct(
        InPlace.mul(part.second(), config.beta2()), gradients, gradients, 1 - config.beta2());
    if (part.decayed()) {
      InPlace.mul(part.values(), 1 - learningRate * config.weightDecay());
    }
    Tensor root = part.second().sqrt();
    InPlace.add(InPlace.mul(root, 1 / Math.sqrt(secondBias)), config.eps());
    InPlace.addQuotient(part.values(), part.first(), root, -learningRate / firstBias);
  }

  /** Views of the moments: {@code exp_avg.NAME} and {@code exp_avg_sq.NAME}. */
  public Map<String, Tensor> named() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Moments part : moments) {
      boolean decayed = part.flat().decayed();
      parameters.slices(part.first(), decayed).forEach((n, t) -> named.put("exp_avg." + n, t));
      parameters.slices(part.second(), decayed).forEach((n, t) -> named.put("exp_avg_sq." + n, t));
    }
    return named;
  }

  @Override
  public void close() {
    for (Moments part : moments) {
      part.first().close();
      part.second().close();
    }
  }
}
