package org.isoline.evaluate.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.isoline.corpus.RecallSet;
import org.isoline.corpus.RecallSpec;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.recall.RecallAccuracy;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.task.Protocol;
import org.isoline.evaluate.task.Protocol.RecallSetting;

/**
 * Multi-query associative recall (Zoology, arXiv 2312.04927) asked of a model as it is, in tokens
 * without meaning. Chance is to name one of the K values in sight. What models can be trained to
 * recall is the subject of recall studies.
 *
 * @param protocol settings and seed
 */
record RecallAsker(Protocol.Recall protocol) implements TaskEvaluation.Asker {
  private static final int TOKENS_AT_ONCE = 4096;

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    int examples = Math.min(protocol.examples(), settings.limit().orElse(Integer.MAX_VALUE));
    List<Measurement> measured = new ArrayList<>();
    double sum = 0;
    double squares = 0;
    for (RecallSetting setting : protocol.settings()) {
      RecallAccuracy.Score score = score(model, setting, examples);
      sum += score.accuracy();
      squares += score.standardError() * score.standardError();
      measured.add(
          measurement(
              "acc@%d/%d".formatted(setting.length(), setting.pairs()),
              score.accuracy(),
              score.standardError(),
              examples,
              1.0 / setting.pairs()));
      progress.accept(1);
    }
    int count = protocol.settings().size();
    double chance =
        protocol.settings().stream().mapToDouble(setting -> 1.0 / setting.pairs()).sum() / count;
    measured.addFirst(
        measurement("acc", sum / count, Math.sqrt(squares) / count, examples * count, chance));
    return Outcome.of(measured, (long) examples * count, Prompts.NONE);
  }

  private RecallAccuracy.Score score(LoadedModel model, RecallSetting setting, int examples) {
    try {
      RecallSpec spec =
          new RecallSpec(
              protocol.vocabulary(),
              setting.length(),
              setting.pairs(),
              RecallSpec.PAPER_POWER,
              false);
      return new RecallAccuracy(
              new RecallSet(spec, examples),
              protocol.seed(),
              Math.max(1, TOKENS_AT_ONCE / setting.length()))
          .score(model.decoder());
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(e.getMessage());
    }
  }

  private static Measurement measurement(
      String name, double value, double error, long n, double chance) {
    return new Measurement(
        name,
        value,
        Double.isNaN(error) ? OptionalDouble.empty() : OptionalDouble.of(error),
        n,
        OptionalDouble.of(chance),
        true);
  }
}
