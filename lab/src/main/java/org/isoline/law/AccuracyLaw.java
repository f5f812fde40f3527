package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often a model of some loss gets a task right, 0 to 1. */
public sealed interface AccuracyLaw extends Law {
  /** The share of items right at a loss in nats per token. */
  double accuracy(double loss);

  /** The accuracy that a model tends to as its loss grows: chance. */
  double chance();

  /**
   * error = eps - k exp(-gamma L), that is accuracy = 1 - eps + k exp(-gamma L) (Gadre et al.,
   * arXiv 2403.08540, equation 5).
   *
   * @param eps the error of guessing
   * @param k positive
   * @param gamma how fast the error falls with the loss, per nat
   */
  record ExponentialError(double eps, double k, double gamma) implements AccuracyLaw {
    @Override
    public double accuracy(double loss) {
      return 1 - eps + k * Math.exp(-gamma * loss);
    }

    @Override
    public double chance() {
      return 1 - eps;
    }

    @Override
    public Map<String, Double> coefficients() {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("eps", eps);
      values.put("k", k);
      values.put("gamma", gamma);
      return values;
    }
  }

  /**
   * accuracy = c + a / (1 + exp(-k (l - l0))) (Bhagia et al., arXiv 2412.04403, section 3.2), here
   * with a positive and k negative, since accuracy falls with the loss.
   *
   * @param c the accuracy of guessing
   * @param a what there is to gain
   * @param k slope, negative, per nat
   * @param l0 the loss at which half of it is gained, nats per token
   */
  record Sigmoid(double c, double a, double k, double l0) implements AccuracyLaw {
    @Override
    public double accuracy(double loss) {
      return c + a / (1 + Math.exp(-k * (loss - l0)));
    }

    @Override
    public double chance() {
      return c;
    }

    @Override
    public Map<String, Double> coefficients() {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("c", c);
      values.put("a", a);
      values.put("k", k);
      values.put("l0", l0);
      return values;
    }
  }
}
