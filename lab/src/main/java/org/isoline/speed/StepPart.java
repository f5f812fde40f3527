package org.isoline.speed;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * Something that a training step does, alone.
 *
 * @param kind under which it is reported
 * @param times it happens in a step
 * @param activations leaves whose gradients are thrown away after each repetition
 * @param forward its output; gradients flow back from there
 */
record StepPart(Kind kind, int times, List<Tensor> activations, Supplier<Tensor> forward) {

  /** Parts of a step, in its order. */
  enum Kind {
    EMBEDDING("embedding", "emb"),
    PROJECTIONS("projections", "proj"),
    CORE("core", "core"),
    CHANNEL("channel_mixer", "GLU"),
    NORMS("norms", "norms"),
    HEAD("head_loss", "head"),
    OPTIMIZER("optimizer", "AdamW");

    private final String id;
    private final String title;

    Kind(String id, String title) {
      this.id = id;
      this.title = title;
    }

    String column() {
      return id + "_share";
    }

    String title() {
      return title;
    }
  }

  /** Seconds of all its forward and backward passes in a step. */
  double seconds(Effort effort) {
    return times * timing(effort).median(effort.clock());
  }

  private Timing timing(Effort effort) {
    try (Scope scope = new Scope()) {
      Optional<Tensor> upstream = upstream();
      return Timing.of(
          effort,
          () -> {
            try (Scope step = new Scope()) {
              Tensor out = forward.get();
              upstream.ifPresentOrElse(out::backward, out::backward);
              activations.forEach(Tensor::clearGrad);
            }
          });
    }
  }

  /** A gradient of the output's shape; none for a scalar. */
  private Optional<Tensor> upstream() {
    long[] shape;
    DType dtype;
    try (Scope scope = new Scope()) {
      Tensor out = forward.get();
      shape = out.shape();
      dtype = out.dtype();
    }
    try (Rng rng = Rng.seeded(2)) {
      return shape.length == 0 ? Optional.empty() : Optional.of(rng.normal(1e-3, dtype, shape));
    }
  }
}
