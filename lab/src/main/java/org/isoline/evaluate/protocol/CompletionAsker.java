package org.isoline.evaluate.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.run.Estimate;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.score.ContinuationScore;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.TokenRequest;
import org.isoline.evaluate.task.Items.CompletionItem;
import org.isoline.evaluate.task.Metric;

/**
 * How likely is the one right continuation (LAMBADA, Paperno et al., arXiv 1606.06031)?
 *
 * <pre>
 * perplexity  exp(- mean over items of ln p(target | context))
 * acc         share of items whose target a model would write that always takes the likeliest token
 * </pre>
 */
final class CompletionAsker implements TaskEvaluation.Asker {
  private final List<CompletionItem> items;
  private final List<Metric> metrics;

  CompletionAsker(List<CompletionItem> items, List<Metric> metrics) {
    this.items = List.copyOf(items);
    this.metrics = List.copyOf(metrics);
  }

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    Scorer scorer =
        new Scorer(model.decoder(), model.encoding(), settings.windowOf(model.config()));
    List<TokenRequest> requests =
        items.stream().map(item -> model.encoding().encode(item.request())).toList();
    List<ContinuationScore> scores = scorer.tokenScores(requests, progress);
    Prompts.Counter prompts = new Prompts.Counter();
    double[] nats = new double[scores.size()];
    boolean[] greedy = new boolean[scores.size()];
    for (int i = 0; i < nats.length; i++) {
      nats[i] = -scores.get(i).sum();
      greedy[i] = scores.get(i).isGreedy();
      prompts.add(requests.get(i).context().length, scores.get(i).cut());
    }
    double[] ones = new double[nats.length];
    Arrays.fill(ones, 1);
    List<Measurement> measured = new ArrayList<>();
    for (Metric metric : metrics) {
      measured.add(
          metric == Metric.ACC
              ? Measurement.of(metric.word(), Estimate.share(greedy), true)
              : Measurement.of(metric.word(), Estimate.ofRatio(nats, ones, Math::exp), false));
    }
    return Outcome.of(measured, items.size(), prompts.prompts());
  }
}
