package org.isoline.law.forecast;

import java.util.Optional;
import org.isoline.law.ParametricLaw;

/**
 * What runs tell about theta = (a, b, e, alpha, beta), the logarithms of the two terms at a centre
 * (N0, D0) and of the floor, and the two exponents. With w the shares of the three terms in L,
 *
 * <pre>
 * d ln L / d theta = (w1, w2, w3, -w1 ln N/N0, -w2 ln D/D0).
 * </pre>
 *
 * <p>Losses of a run have the covariance V = s^2 I + s_run^2 1 1^T of ln L, so that a run of m
 * checkpoints adds (J^T J - s_run^2 / (s^2 + m s_run^2) J^T 1 1^T J) / s^2.
 */
final class Information {
  private static final int P = 5;

  /** A step of theta for derivatives by central differences. */
  private static final double STEP = 1e-5;

  /** Without noise every run would tell everything. */
  private static final double LEAST_NOISE = 1e-6;

  private final ParametricLaw law;
  private final Noise noise;
  private final double centreN;
  private final double centreD;

  /** About a law, centred at the geometric means of a grid. */
  Information(ParametricLaw law, Noise noise, Grid grid) {
    this.law = law;
    this.noise = noise;
    this.centreN =
        grid.runs().stream().mapToDouble(r -> Math.log(r.parameters())).average().orElseThrow();
    this.centreD =
        grid.runs().stream()
            .flatMap(r -> r.tokens().stream())
            .mapToDouble(Math::log)
            .average()
            .orElseThrow();
  }

  /** What a grid tells. */
  double[][] of(Grid grid) {
    double[][] sum = new double[P][P];
    grid.runs().forEach(run -> add(sum, run));
    return sum;
  }

  /** Adds what a run tells. */
  void add(double[][] matrix, Grid.Run run) {
    double own = Math.max(LEAST_NOISE, noise.checkpoint());
    double variance = own * own;
    double common = noise.run() * noise.run();
    double shared = common / (variance + run.tokens().size() * common);
    double[] total = new double[P];
    for (double d : run.tokens()) {
      double[] row = sensitivities(run.parameters(), d);
      for (int i = 0; i < P; i++) {
        total[i] += row[i];
        for (int j = 0; j < P; j++) {
          matrix[i][j] += row[i] * row[j] / variance;
        }
      }
    }
    for (int i = 0; i < P; i++) {
      for (int j = 0; j < P; j++) {
        matrix[i][j] -= shared * total[i] * total[j] / variance;
      }
    }
  }

  /** The gradient of a figure by theta. */
  double[] gradient(Target target) {
    double[] gradient = new double[P];
    for (int i = 0; i < P; i++) {
      double[] up = new double[P];
      up[i] = STEP;
      double[] down = new double[P];
      down[i] = -STEP;
      gradient[i] = (target.of(moved(up)) - target.of(moved(down))) / (2 * STEP);
    }
    return gradient;
  }

  /** g^T M^-1 g; empty if M is singular. */
  static Optional<Double> variance(double[][] matrix, double[] gradient) {
    return factor(matrix)
        .map(
            lower -> {
              double sum = 0;
              double[] y = new double[P];
              for (int i = 0; i < P; i++) {
                y[i] = gradient[i];
                for (int k = 0; k < i; k++) {
                  y[i] -= lower[i][k] * y[k];
                }
                y[i] /= lower[i][i];
                sum += y[i] * y[i];
              }
              return sum;
            });
  }

  /** ln det M; empty if M is singular. */
  static Optional<Double> logDeterminant(double[][] matrix) {
    return factor(matrix)
        .map(
            lower -> {
              double sum = 0;
              for (int i = 0; i < P; i++) {
                sum += 2 * Math.log(lower[i][i]);
              }
              return sum;
            });
  }

  /** The lower factor of Cholesky. */
  private static Optional<double[][]> factor(double[][] matrix) {
    double[][] lower = new double[P][P];
    for (int i = 0; i < P; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        if (i == j) {
          if (!(sum > 1e-13 * matrix[i][i])) {
            return Optional.empty();
          }
          lower[i][i] = Math.sqrt(sum);
        } else {
          lower[i][j] = sum / lower[j][j];
        }
      }
    }
    return Optional.of(lower);
  }

  private double[] sensitivities(double n, double d) {
    double loss = law.loss(n, d);
    double w1 = law.a() * Math.pow(n, -law.alpha()) / loss;
    double w2 = law.b() * Math.pow(d, -law.beta()) / loss;
    return new double[] {
      w1, w2, law.e() / loss, -w1 * (Math.log(n) - centreN), -w2 * (Math.log(d) - centreD)
    };
  }

  /** The law at theta + step: a term keeps its value at the centre when its exponent moves. */
  private ParametricLaw moved(double[] step) {
    return new ParametricLaw(
        law.e() * Math.exp(step[2]),
        law.a() * Math.exp(step[0] + step[3] * centreN),
        law.b() * Math.exp(step[1] + step[4] * centreD),
        law.alpha() + step[3],
        law.beta() + step[4]);
  }
}
