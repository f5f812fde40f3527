package org.isoline.law;

/** A differentiable function of several variables. */
@FunctionalInterface
interface Objective {
  /** The value at {@code x}; its partial derivatives are written to {@code gradient}. */
  double evaluate(double[] x, double[] gradient);
}
