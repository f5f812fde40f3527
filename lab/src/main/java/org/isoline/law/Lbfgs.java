package org.isoline.law;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Limited-memory BFGS with a strong Wolfe line search (Nocedal and Wright, Numerical Optimization,
 * algorithms 7.4, 7.5, 3.5 and 3.6). It stops on the gradient alone: a small decrease of the
 * objective says nothing about having arrived, and taking it for convergence is what spoiled
 * published scaling-law fits (arXiv 2404.10102).
 */
final class Lbfgs {
  /** Where a search ended; {@code gradientNorm} is the largest absolute component. */
  record Minimum(
      double[] x, double value, double gradientNorm, int iterations, boolean converged) {}

  /** A step taken and the gradient change it caused. */
  private record Correction(double[] step, double[] change, double curvature) {}

  private static final int MEMORY = 10;

  private final Objective objective;
  private final int maxIterations;
  private final double gradientTolerance;
  private final Deque<Correction> corrections = new ArrayDeque<>();

  private Lbfgs(Objective objective, int maxIterations, double gradientTolerance) {
    this.objective = objective;
    this.maxIterations = maxIterations;
    this.gradientTolerance = gradientTolerance;
  }

  /** The local minimum reached from {@code start}. */
  static Minimum minimize(
      Objective objective, double[] start, int maxIterations, double gradientTolerance) {
    return new Lbfgs(objective, maxIterations, gradientTolerance).run(start.clone());
  }

  private Minimum run(double[] start) {
    double[] x = start;
    double[] gradient = new double[x.length];
    double value = objective.evaluate(x, gradient);
    int iteration = 0;
    while (largest(gradient) > gradientTolerance && iteration < maxIterations) {
      Optional<LineSearch.Step> found = step(x, value, gradient);
      if (found.isEmpty()) {
        break;
      }
      LineSearch.Step next = found.get();
      remember(x, gradient, next);
      x = next.x();
      value = next.value();
      gradient = next.gradient();
      iteration++;
    }
    double norm = largest(gradient);
    return new Minimum(x, value, norm, iteration, norm <= gradientTolerance);
  }

  /**
   * A step along the quasi-Newton direction or, when the memory misleads, along the steepest
   * descent.
   */
  private Optional<LineSearch.Step> step(double[] x, double value, double[] gradient) {
    double[] direction = direction(gradient);
    double first = corrections.isEmpty() ? Math.min(1, 1 / Vectors.norm(gradient)) : 1;
    Optional<LineSearch.Step> found =
        LineSearch.search(objective, x, value, gradient, direction, first);
    if (found.isPresent() || corrections.isEmpty()) {
      return found;
    }
    corrections.clear();
    return step(x, value, gradient);
  }

  private double[] direction(double[] gradient) {
    double[] direction = Vectors.scaled(-1, gradient);
    if (corrections.isEmpty()) {
      return direction;
    }
    double[] weights = new double[corrections.size()];
    int i = 0;
    for (Correction c : corrections) {
      weights[i] = Vectors.dot(c.step(), direction) / c.curvature();
      Vectors.add(direction, -weights[i++], c.change());
    }
    Correction newest = corrections.getFirst();
    double scale = newest.curvature() / Vectors.dot(newest.change(), newest.change());
    direction = Vectors.scaled(scale, direction);
    for (Iterator<Correction> oldest = corrections.descendingIterator(); oldest.hasNext(); ) {
      Correction c = oldest.next();
      double weight = Vectors.dot(c.change(), direction) / c.curvature();
      Vectors.add(direction, weights[--i] - weight, c.step());
    }
    return direction;
  }

  private void remember(double[] x, double[] gradient, LineSearch.Step next) {
    double[] step = next.x().clone();
    Vectors.add(step, -1, x);
    double[] change = next.gradient().clone();
    Vectors.add(change, -1, gradient);
    double curvature = Vectors.dot(step, change);
    if (curvature > 0) {
      corrections.addFirst(new Correction(step, change, curvature));
      if (corrections.size() > MEMORY) {
        corrections.removeLast();
      }
    }
  }

  private static double largest(double[] vector) {
    double largest = 0;
    for (double component : vector) {
      largest = Math.max(largest, Math.abs(component));
    }
    return largest;
  }
}
