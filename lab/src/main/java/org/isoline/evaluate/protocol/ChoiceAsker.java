package org.isoline.evaluate.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.run.Estimate;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.score.ContinuationScore;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.TokenRequest;
import org.isoline.evaluate.task.Items.MultipleChoiceItem;
import org.isoline.evaluate.task.Metric;

/**
 * Which choice is the likeliest? As lm-evaluation-harness decides it:
 *
 * <pre>
 * acc       argmax_i ln p(c_i | context)
 * acc_norm  argmax_i ln p(c_i | context) / (characters of choice i)
 * </pre>
 *
 * where characters are Unicode code points, and of equal values the first counts.
 */
final class ChoiceAsker implements TaskEvaluation.Asker {
  private static final double PER_CENT = 100;

  private final List<MultipleChoiceItem> items;
  private final List<Metric> metrics;
  private final OptionalDouble chance;

  /**
   * An asker.
   *
   * @param metrics of acc, acc_norm and em
   * @param chance share of items that guessing gets right
   */
  ChoiceAsker(List<MultipleChoiceItem> items, List<Metric> metrics, OptionalDouble chance) {
    this.items = List.copyOf(items);
    this.metrics = List.copyOf(metrics);
    this.chance = chance;
  }

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    Scorer scorer =
        new Scorer(model.decoder(), model.encoding(), settings.windowOf(model.config()));
    List<TokenRequest> requests = new ArrayList<>();
    items.forEach(
        item -> item.requests().forEach(request -> requests.add(model.encoding().encode(request))));
    ItemProgress done = new ItemProgress(progress, requests.size(), items.size());
    List<ContinuationScore> scores = scorer.tokenScores(requests, done::requests);
    Prompts.Counter prompts = new Prompts.Counter();
    for (int i = 0; i < requests.size(); i++) {
      prompts.add(requests.get(i).context().length, scores.get(i).cut());
    }
    List<Measurement> measured = new ArrayList<>();
    for (Metric metric : metrics) {
      measured.add(measure(metric, scores));
    }
    return Outcome.of(measured, items.size(), prompts.prompts());
  }

  private Measurement measure(Metric metric, List<ContinuationScore> scores) {
    boolean[] right = new boolean[items.size()];
    int first = 0;
    for (int i = 0; i < right.length; i++) {
      MultipleChoiceItem item = items.get(i);
      int from = first;
      IntToDoubleFunction value =
          metric == Metric.ACC
              ? choice -> scores.get(from + choice).sum()
              : choice -> scores.get(from + choice).sum() / item.length(choice);
      right[i] = best(item.requests().size(), value) == item.gold();
      first += item.requests().size();
    }
    Estimate share = Estimate.share(right);
    boolean scaled = metric == Metric.EM;
    return Measurement.of(
        metric.word(), scaled ? share.times(PER_CENT) : share, chance(scaled), true);
  }

  private OptionalDouble chance(boolean scaled) {
    return scaled && chance.isPresent()
        ? OptionalDouble.of(PER_CENT * chance.getAsDouble())
        : chance;
  }

  /** The first of the largest values. */
  static int best(int choices, IntToDoubleFunction value) {
    int best = 0;
    for (int choice = 1; choice < choices; choice++) {
      if (value.applyAsDouble(choice) > value.applyAsDouble(best)) {
        best = choice;
      }
    }
    return best;
  }
}
