package org.isoline.evaluate.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.average.Measured;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.score.ContinuationScore;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.evaluate.task.Items.WritingItem;
import org.isoline.evaluate.task.Items.YesNo;
import org.isoline.evaluate.task.Metric;
import org.isoline.evaluate.task.Protocol.Writing;
import org.isoline.evaluate.text.Answer;
import org.isoline.evaluate.text.ScrollsMetrics;
import org.isoline.evaluate.text.TextMetric;

/**
 * How close is what a model writes to references (SCROLLS, arXiv 2201.03533)? It writes the
 * likeliest token each time, up to a stop string. Prompts are cut at their beginning to the window
 * less the tokens to be written, so that the question survives.
 */
final class WritingAsker implements TaskEvaluation.Asker {
  /** Texts that are kept for people to read. */
  private static final int SAMPLES = 3;

  private final List<WritingItem> items;
  private final Writing writing;
  private final OptionalDouble chance;

  WritingAsker(List<WritingItem> items, Writing writing, OptionalDouble chance) {
    this.items = List.copyOf(items);
    this.writing = writing;
    this.chance = chance;
  }

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    Scorer scorer =
        new Scorer(model.decoder(), model.encoding(), settings.windowOf(model.config()));
    Prompts.Counter prompts = new Prompts.Counter();
    List<Answer> answers = new ArrayList<>();
    for (WritingItem item : items) {
      String text =
          item.yesNo().isPresent()
              ? likelier(scorer, item.yesNo().get(), prompts)
              : written(model, scorer, item, prompts);
      answers.add(new Answer(text, item.references()));
      progress.accept(1);
    }
    List<Measurement> measured =
        writing.metrics().stream().map(metric -> measure(metric, answers)).toList();
    return new Outcome(measured, items.size(), prompts.prompts(), samples(answers));
  }

  private static String likelier(Scorer scorer, YesNo question, Prompts.Counter prompts) {
    List<ContinuationScore> scores =
        scorer.logLikelihoods(List.of(question.yes(), question.no()), _ -> {});
    prompts.add(scorer.encoding().encode(question.yes()).context().length, scores.getFirst().cut());
    return scores.get(0).sum() >= scores.get(1).sum() ? "yes" : "no";
  }

  private String written(
      LoadedModel model, Scorer scorer, WritingItem item, Prompts.Counter prompts) {
    int[] prompt = model.encoding().prompt(item.prompt());
    int room = scorer.window().tokens() - writing.maxNewTokens();
    boolean cut = scorer.window().overflow() == Overflow.TRUNCATE && prompt.length > room;
    prompts.add(prompt.length, cut ? prompt.length - room : 0);
    Generator.Limits limits = new Generator.Limits(writing.maxNewTokens(), writing.until());
    String text = scorer.generate(prompt, limits, model.generator()).text().strip();
    return text.isEmpty() ? writing.empty().orElse(text) : text;
  }

  private Measurement measure(Metric metric, List<Answer> answers) {
    Measured value =
        switch (metric) {
          case ROUGE1 -> ScrollsMetrics.mean(TextMetric.ROUGE_1, answers);
          case ROUGE2 -> ScrollsMetrics.mean(TextMetric.ROUGE_2, answers);
          case ROUGE_L -> ScrollsMetrics.mean(TextMetric.ROUGE_L, answers);
          case ROUGE -> ScrollsMetrics.geometricMean(answers);
          case F1 -> ScrollsMetrics.mean(TextMetric.F1, answers);
          case EXACT_MATCH -> ScrollsMetrics.mean(TextMetric.EXACT_MATCH, answers);
          default ->
              throw new IllegalArgumentException(metric.word() + " is no metric of written text");
        };
    OptionalDouble guess = metric == writing.primary() ? chance : OptionalDouble.empty();
    return new Measurement(
        metric.word(), value.value(), value.standardError(), answers.size(), guess, true);
  }

  private ObjectNode samples(List<Answer> answers) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    ArrayNode samples = details.putArray("samples");
    for (int i = 0; i < Math.min(SAMPLES, answers.size()); i++) {
      ObjectNode sample = samples.addObject();
      sample.put("id", items.get(i).id());
      sample.put("written", answers.get(i).prediction());
      sample.put("reference", answers.get(i).references().getFirst());
    }
    return details;
  }
}
