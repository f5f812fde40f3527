package org.isoline.evaluate.protocol;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.Validation;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.task.Metric;
import org.isoline.model.DocumentBoundaries;

/**
 * Loss on a study's whole held-out text, as {@link Validation} measures it; the standard errors of
 * perplexity and bits per byte follow from that of the loss to first order.
 *
 * @param text where it is
 */
record HeldOutAsker(HeldOutText text) implements TaskEvaluation.Asker {
  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    int window = settings.windowOf(model.config()).tokens();
    Validation.Score score =
        text.with(
            model,
            shard ->
                new Validation(shard, window, Long.MAX_VALUE, DocumentBoundaries.IGNORE)
                    .score(model.decoder()));
    progress.accept(1);
    double perplexity = Math.exp(score.loss());
    double bitsPerNat = score.bitsPerByte() / score.loss();
    return Outcome.of(
        List.of(
            measured(Metric.LOSS, score.loss(), score.standardError(), score.documents()),
            measured(
                Metric.PERPLEXITY,
                perplexity,
                perplexity * score.standardError(),
                score.documents()),
            measured(
                Metric.BITS_PER_BYTE,
                score.bitsPerByte(),
                bitsPerNat * score.standardError(),
                score.documents())),
        score.documents(),
        Prompts.NONE);
  }

  static Measurement measured(Metric metric, double value, double error, long n) {
    OptionalDouble known = Double.isNaN(error) ? OptionalDouble.empty() : OptionalDouble.of(error);
    return new Measurement(metric.word(), value, known, n, OptionalDouble.empty(), false);
  }
}
