package org.isoline.model;

import java.util.Optional;
import java.util.function.Supplier;
import org.isoline.ops.position.Rope;
import org.isoline.tensor.Tensor;

/** The rotary positions of a model: one table for all layers, or one of stored angles for each. */
final class Rotations {
  private final Optional<Rope> shared;

  Rotations(ModelConfig config) {
    Shape shape = config.shape();
    this.shared =
        switch (config.rotary()) {
          case SHARED -> Optional.of(Rope.headShared(shape.headDim(), config.rotaryBase()));
          case SPREAD ->
              Optional.of(
                  Rope.spreadOverHeads(shape.heads(), shape.headDim(), config.rotaryBase()));
          case STORED -> Optional.empty();
        };
  }

  /** The rotation of the layer whose mixer has these weights. */
  Supplier<Rope> of(Weights mixer) {
    return shared
        .<Supplier<Rope>>map(rope -> () -> rope)
        .orElseGet(() -> new Stored(mixer.get("lrpe.theta")));
  }

  /** Angles are looked at when first needed, because weights are loaded after a model is made. */
  private static final class Stored implements Supplier<Rope> {
    private final Tensor theta;
    private Rope rope;

    private Stored(Tensor theta) {
      this.theta = theta;
    }

    @Override
    public synchronized Rope get() {
      if (rope == null) {
        rope = Rope.of(theta, Rope.Layout.HALF_SPLIT);
      }
      return rope;
    }
  }
}
