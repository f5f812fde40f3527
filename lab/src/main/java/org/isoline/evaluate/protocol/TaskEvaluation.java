package org.isoline.evaluate.protocol;

import java.util.function.IntConsumer;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.run.Evaluation;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Outcome;

/**
 * A task together with what asks it.
 *
 * @param task name
 * @param version of it
 * @param taskHash of its text
 * @param dataHash of what its items are made of
 * @param primary metric
 * @param items of one checkpoint
 * @param asker asks a model
 */
record TaskEvaluation(
    String task,
    String version,
    String taskHash,
    String dataHash,
    String primary,
    int items,
    Asker asker)
    implements Evaluation {

  /** Asks a model all items of a task. */
  @FunctionalInterface
  interface Asker {
    /** As {@link Evaluation#evaluate}. */
    Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress);
  }

  @Override
  public Outcome evaluate(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    return asker.ask(model, settings, progress);
  }
}
