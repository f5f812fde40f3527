package org.isoline.evaluate.run;

import java.util.function.IntConsumer;
import org.isoline.evaluate.LoadedModel;

/** A task with its data at hand, ready for any model. */
public interface Evaluation {
  /** Name of the task. */
  String task();

  /** Version of the task. */
  String version();

  /** Hash of the text of the task. */
  String taskHash();

  /** Hash of the data. */
  String dataHash();

  /** Name of the metric to look at first. */
  String primary();

  /** Items that one checkpoint costs; what {@link #evaluate} reports as progress adds up to it. */
  int items();

  /**
   * Asks a model.
   *
   * @param settings how
   * @param progress hears how many more items are done
   * @throws org.isoline.evaluate.EvaluationException if a prompt does not fit and must not be cut,
   *     or the model's numbers are not finite
   */
  Outcome evaluate(LoadedModel model, EvaluationSettings settings, IntConsumer progress);
}
