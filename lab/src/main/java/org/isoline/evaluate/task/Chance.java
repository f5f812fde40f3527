package org.isoline.evaluate.task;

/** What a task's primary metric is for a model that guesses. */
public sealed interface Chance {

  /** A number, on the scale of the primary metric. */
  record Fixed(double value) implements Chance {}

  /** Mean over items of one over the number of choices, on a scale from 0 to 1. */
  record Uniform() implements Chance {}
}
