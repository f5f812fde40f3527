package org.isoline.law;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An equation of accuracy in the form that searches like: the loss centred and in units of its
 * spread, x, so that
 *
 * <pre>
 * accuracy = c + s f(x),   f = exp(-g x)   or   f = 1 / (1 + exp(g (x - x0)))
 * </pre>
 *
 * with theta = (c, ln s, g) or (c, ln s, ln g, x0). A known c stays where it is.
 */
final class AccuracyCurve implements RobustObjective.Prediction {
  private static final double[] RATES = {0.3, 1, 3, 8};
  private static final double[] MIDDLES = {-0.6, -0.3, 0, 0.3, 0.6};
  private static final double SMALLEST = 1e-3;

  private final AccuracyForm form;
  private final OptionalDouble chance;
  private final double mean;
  private final double spread;
  private final double[] x;

  AccuracyCurve(AccuracyForm form, OptionalDouble chance, double[] losses) {
    this.form = form;
    this.chance = chance;
    this.mean = Line.mean(losses);
    this.spread = Line.spread(losses);
    this.x = new double[losses.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (losses[i] - mean) / spread;
    }
  }

  @Override
  public Jet at(Jet[] theta, int i) {
    Jet shape =
        switch (form) {
          case EXPONENTIAL_ERROR -> theta[2].times(-x[i]);
          case SIGMOID -> {
            Jet steep = theta[2].exp().times(theta[3].times(-1).plus(x[i]));
            yield Jet.logSumExp(steep.times(0), steep).times(-1);
          }
        };
    Jet gain = theta[1].plus(shape).exp();
    return chance.isPresent() ? gain.plus(chance.getAsDouble()) : gain.plus(theta[0]);
  }

  /** For a grid of shapes the best c and s. */
  List<double[]> starts(double[] accuracies) {
    List<double[]> starts = new ArrayList<>();
    for (double rate : RATES) {
      if (form == AccuracyForm.EXPONENTIAL_ERROR) {
        starts.add(start(accuracies, new double[] {0, 0, rate}));
      } else {
        for (double middle : MIDDLES) {
          starts.add(start(accuracies, new double[] {0, 0, Math.log(2 * rate), middle}));
        }
      }
    }
    return starts;
  }

  private double[] start(double[] accuracies, double[] theta) {
    double[] shape = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      shape[i] =
          form == AccuracyForm.SIGMOID
              ? 1 / (1 + Math.exp(Math.exp(theta[2]) * (x[i] - theta[3])))
              : Math.exp(-theta[2] * x[i]);
    }
    Line line = Line.fit(shape, accuracies);
    double slope = line.slope();
    if (chance.isPresent()) {
      double product = 0;
      for (int i = 0; i < x.length; i++) {
        product += (accuracies[i] - chance.getAsDouble()) * shape[i];
      }
      slope = product / Vectors.dot(shape, shape);
    }
    theta[0] = chance.orElse(line.intercept());
    theta[1] = Math.log(Math.max(slope, SMALLEST));
    return theta;
  }

  /** The law in the terms of the literature. */
  AccuracyLaw law(double[] theta) {
    double c = chance.orElse(theta[0]);
    return switch (form) {
      case EXPONENTIAL_ERROR -> {
        double gamma = theta[2] / spread;
        yield new AccuracyLaw.ExponentialError(1 - c, Math.exp(theta[1] + gamma * mean), gamma);
      }
      case SIGMOID ->
          new AccuracyLaw.Sigmoid(
              c, Math.exp(theta[1]), -Math.exp(theta[2]) / spread, mean + spread * theta[3]);
    };
  }
}
