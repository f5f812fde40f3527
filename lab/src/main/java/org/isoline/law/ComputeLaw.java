package org.isoline.law;

/**
 * A law that says what a budget buys: the least loss, and the model and tokens that reach it.
 *
 * <p>Budgets are in FLOP of the {@link Convention} the law was fitted under, whatever unit its
 * coefficients have. A figure that a law does not speak of is NaN.
 */
public interface ComputeLaw extends Law {
  /** The least loss at a budget, nats per token. */
  double lossAt(double flop);

  /** Parameters of the best model at a budget, N*. */
  double parametersAt(double flop);

  /** Tokens of the best model at a budget, D*. */
  double tokensAt(double flop);
}
