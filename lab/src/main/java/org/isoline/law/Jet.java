package org.isoline.law;

/**
 * A number with its partial derivatives by the variables of a search. Arithmetic on such pairs
 * follows the chain rule (forward-mode differentiation: Griewank and Walther, Evaluating
 * Derivatives, 2nd ed., section 3.1), so a law written once gives exact gradients.
 *
 * @param value the number
 * @param slopes its derivative by each variable
 */
record Jet(double value, double[] slopes) {
  /** The variables of a search at {@code x}. */
  static Jet[] variables(double[] x) {
    Jet[] variables = new Jet[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] slopes = new double[x.length];
      slopes[i] = 1;
      variables[i] = new Jet(x[i], slopes);
    }
    return variables;
  }

  /** ln (sum of exp), without overflow. */
  static Jet logSumExp(Jet... terms) {
    double high = Double.NEGATIVE_INFINITY;
    for (Jet term : terms) {
      high = Math.max(high, term.value);
    }
    double sum = 0;
    double[] slopes = new double[terms[0].slopes.length];
    for (Jet term : terms) {
      double share = Math.exp(term.value - high);
      sum += share;
      Vectors.add(slopes, share, term.slopes);
    }
    return new Jet(high + Math.log(sum), Vectors.scaled(1 / sum, slopes));
  }

  Jet plus(Jet other) {
    double[] sum = slopes.clone();
    Vectors.add(sum, 1, other.slopes);
    return new Jet(value + other.value, sum);
  }

  Jet plus(double number) {
    return new Jet(value + number, slopes);
  }

  Jet minus(Jet other) {
    double[] difference = slopes.clone();
    Vectors.add(difference, -1, other.slopes);
    return new Jet(value - other.value, difference);
  }

  Jet times(Jet other) {
    double[] product = Vectors.scaled(other.value, slopes);
    Vectors.add(product, value, other.slopes);
    return new Jet(value * other.value, product);
  }

  Jet times(double number) {
    return mapped(value * number, number);
  }

  Jet over(Jet other) {
    double quotient = value / other.value;
    double[] ratio = Vectors.scaled(1 / other.value, slopes);
    Vectors.add(ratio, -quotient / other.value, other.slopes);
    return new Jet(quotient, ratio);
  }

  Jet exp() {
    double power = Math.exp(value);
    return mapped(power, power);
  }

  Jet log() {
    return mapped(Math.log(value), 1 / value);
  }

  /** exp(x) - 1, exact near 0. */
  Jet expm1() {
    return mapped(Math.expm1(value), Math.exp(value));
  }

  /** A function of this number, by its value and its derivative here. */
  private Jet mapped(double result, double derivative) {
    return new Jet(result, Vectors.scaled(derivative, slopes));
  }
}
