package org.isoline.evaluate.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.run.Estimate;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.score.RollingScorer;
import org.isoline.evaluate.score.RollingScorer.Loss;
import org.isoline.evaluate.score.RollingScorer.Mode;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.task.Items.Page;
import org.isoline.evaluate.task.Metric;

/**
 * How likely is running text? Sums over all pages, so that long pages weigh more:
 *
 * <pre>
 * loss             sum of -ln p / tokens
 * perplexity       exp(loss)
 * word_perplexity  exp(sum of -ln p / words)
 * byte_perplexity  exp(sum of -ln p / bytes)
 * bits_per_byte    sum of -ln p / (ln 2 bytes)
 * </pre>
 *
 * with words and bytes of the pages as they were published. Only the first two depend on the
 * tokenizer by what they are divided by.
 */
final class RollingAsker implements TaskEvaluation.Asker {
  private final List<Page> pages;
  private final List<Metric> metrics;

  RollingAsker(List<Page> pages, List<Metric> metrics) {
    this.pages = List.copyOf(pages);
    this.metrics = List.copyOf(metrics);
  }

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    RollingScorer scorer =
        new RollingScorer(
            model.decoder(),
            new Scorer(model.decoder(), model.encoding(), settings.windowOf(model.config())));
    Mode mode = settings.stateful() ? new Mode.Stateful() : new Mode.Disjoint();
    List<Loss> losses = new ArrayList<>();
    // A page at a time: its windows fill a batch, and the line of progress moves.
    for (Page page : pages) {
      losses.addAll(scorer.score(List.of(page.text()), mode, _ -> {}));
      progress.accept(1);
    }
    List<Measurement> measured = metrics.stream().map(metric -> measure(metric, losses)).toList();
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("nats", losses.stream().mapToDouble(Loss::nats).sum());
    details.put("tokens", losses.stream().mapToLong(Loss::tokens).sum());
    details.put("words", pages.stream().mapToLong(Page::words).sum());
    details.put("bytes", pages.stream().mapToLong(Page::bytes).sum());
    return new Outcome(measured, pages.size(), Prompts.NONE, details);
  }

  private Measurement measure(Metric metric, List<Loss> losses) {
    double[] nats = losses.stream().mapToDouble(Loss::nats).toArray();
    double[] tokens = losses.stream().mapToDouble(Loss::tokens).toArray();
    double[] words = pages.stream().mapToDouble(Page::words).toArray();
    double[] bytes = pages.stream().mapToDouble(Page::bytes).toArray();
    Estimate estimate =
        switch (metric) {
          case LOSS -> Estimate.ofRatio(nats, tokens, loss -> loss);
          case PERPLEXITY -> Estimate.ofRatio(nats, tokens, Math::exp);
          case WORD_PERPLEXITY -> Estimate.ofRatio(nats, words, Math::exp);
          case BYTE_PERPLEXITY -> Estimate.ofRatio(nats, bytes, Math::exp);
          case BITS_PER_BYTE -> Estimate.ofRatio(nats, bytes, loss -> loss / Math.log(2));
          default ->
              throw new IllegalArgumentException(metric.word() + " is no metric of running text");
        };
    return Measurement.of(metric.word(), estimate, false);
  }
}
