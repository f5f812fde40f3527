package org.isoline.law;

/** A law that gives the loss of every model after every number of tokens. */
public interface LossLaw extends ComputeLaw {
  /** The loss in nats per token of {@code n} parameters after {@code d} tokens. */
  double loss(double n, double d);
}
