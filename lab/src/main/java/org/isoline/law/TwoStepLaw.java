package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A task's accuracy from N and D, or from compute, by way of the loss.
 *
 * @param loss the first step
 * @param accuracy the second
 */
public record TwoStepLaw(ComputeLaw loss, AccuracyLaw accuracy) implements Law {
  /** The accuracy of a model; empty if the first step is a law of compute alone. */
  public OptionalDouble accuracy(double n, double d) {
    return loss instanceof LossLaw surface
        ? OptionalDouble.of(accuracy.accuracy(surface.loss(n, d)))
        : OptionalDouble.empty();
  }

  /** The accuracy of the best model at a budget in FLOP. */
  public double accuracyAt(double flop) {
    return accuracy.accuracy(loss.lossAt(flop));
  }

  /** Those of the loss with the prefix {@code loss_}, those of the accuracy with {@code task_}. */
  @Override
  public Map<String, Double> coefficients() {
    Map<String, Double> values = new LinkedHashMap<>();
    loss.coefficients().forEach((name, value) -> values.put("loss_" + name, value));
    accuracy.coefficients().forEach((name, value) -> values.put("task_" + name, value));
    return values;
  }
}
