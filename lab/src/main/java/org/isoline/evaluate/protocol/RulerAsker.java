package org.isoline.evaluate.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.retrieval.MissingSourceException;
import org.isoline.evaluate.retrieval.RulerGenerator;
import org.isoline.evaluate.retrieval.RulerItem;
import org.isoline.evaluate.retrieval.RulerRule;
import org.isoline.evaluate.retrieval.RulerSources;
import org.isoline.evaluate.retrieval.RulerSummary;
import org.isoline.evaluate.retrieval.RulerTask;
import org.isoline.evaluate.run.Estimate;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.score.ContinuationScore;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.TokenRequest;
import org.isoline.evaluate.score.Window;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.evaluate.task.Protocol;
import org.isoline.evaluate.task.Protocol.RulerForm;
import org.isoline.evaluate.text.Containment;

/**
 * RULER (Hsieh et al., arXiv 2404.06654): up to 13 tasks at growing lengths, in per cent.
 *
 * <p>Written answers score by the references that stand in them. In the log-likelihood form the
 * references are given behind the answer prefix, in their order and separated by commas, and a
 * reference counts if each of its tokens is the likeliest where it stands; of alternative
 * references one is enough.
 *
 * <p>Items are made to fit their length with what is to be written; a window set for the whole
 * evaluation that is shorter than a length is an error before anything is scored.
 */
final class RulerAsker implements TaskEvaluation.Asker {
  private static final String METRIC = "retrieval";
  private static final double PER_CENT = 100;

  private final Protocol.Ruler protocol;
  private final RulerSources sources;

  RulerAsker(Protocol.Ruler protocol, RulerSources sources) {
    this.protocol = protocol;
    this.sources = sources;
  }

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    requireRoom(settings);
    int samples = Math.min(protocol.samples(), settings.limit().orElse(Integer.MAX_VALUE));
    Scorer scorer =
        new Scorer(
            model.decoder(),
            model.encoding(),
            new Window(model.config().context(), Overflow.EXTEND));
    Prompts.Counter prompts = new Prompts.Counter();
    Map<Integer, Map<RulerTask, Estimate>> scores = new TreeMap<>();
    for (int length : protocol.lengths()) {
      Map<RulerTask, Estimate> byTask = new EnumMap<>(RulerTask.class);
      for (String label : protocol.tasks()) {
        RulerTask task = RulerTask.of(label);
        List<RulerItem> items = items(task, length, samples, model.tokenizer());
        items.forEach(item -> prompts.add(item.tokens(), 0));
        double[] values = score(items, model, scorer, progress);
        byTask.put(task, Estimate.mean(values).times(PER_CENT));
      }
      scores.put(length, byTask);
    }
    return outcome(scores, samples, prompts.prompts());
  }

  private void requireRoom(EvaluationSettings settings) {
    int longest = protocol.lengths().stream().mapToInt(Integer::intValue).max().orElseThrow();
    if (settings.window().isPresent() && settings.window().getAsInt() < longest) {
      throw new EvaluationException(
          "items of %,d tokens do not fit the window of %,d: raise --window, or give the task shorter lengths"
              .formatted(longest, settings.window().getAsInt()));
    }
  }

  private List<RulerItem> items(RulerTask task, int length, int samples, Tokenizer tokenizer) {
    try {
      return RulerGenerator.items(task, length, samples, protocol.seed(), sources, tokenizer);
    } catch (MissingSourceException | IllegalArgumentException e) {
      throw new EvaluationException(e.getMessage());
    }
  }

  private double[] score(
      List<RulerItem> items, LoadedModel model, Scorer scorer, IntConsumer progress) {
    return protocol.form() == RulerForm.WRITING
        ? written(items, model, scorer, progress)
        : likely(items, model, scorer, progress);
  }

  private static double[] written(
      List<RulerItem> items, LoadedModel model, Scorer scorer, IntConsumer progress) {
    double[] values = new double[items.size()];
    List<Generation> written =
        scorer.generateAll(
            items.stream().map(item -> model.encoding().prompt(item.text())).toList(),
            Generator.Limits.tokens(
                items.stream().mapToInt(RulerItem::maxNewTokens).max().orElse(0)),
            model.generator(),
            progress);
    for (int i = 0; i < values.length; i++) {
      RulerItem item = items.get(i);
      String text = written.get(i).text();
      values[i] =
          item.task().rule() == RulerRule.ALL
              ? Containment.all(item.references(), text)
              : Containment.any(item.references(), text);
    }
    return values;
  }

  /** A forced answer: its tokens, and where each reference ends in them. */
  private record Forced(int item, int[] tokens, int[] ends) {}

  private static double[] likely(
      List<RulerItem> items, LoadedModel model, Scorer scorer, IntConsumer progress) {
    List<Forced> forced = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      RulerItem item = items.get(i);
      if (item.task().rule() == RulerRule.ALL) {
        forced.add(forced(i, item.references(), model.tokenizer()));
      } else {
        for (String reference : item.references()) {
          forced.add(forced(i, List.of(reference), model.tokenizer()));
        }
      }
    }
    List<TokenRequest> requests =
        forced.stream()
            .map(
                answer ->
                    new TokenRequest(
                        model.encoding().prompt(items.get(answer.item()).text()), answer.tokens()))
            .toList();
    ItemProgress done = new ItemProgress(progress, requests.size(), items.size());
    List<ContinuationScore> scores = scorer.tokenScores(requests, done::requests);
    double[] best = new double[items.size()];
    for (int i = 0; i < scores.size(); i++) {
      Forced answer = forced.get(i);
      best[answer.item()] = Math.max(best[answer.item()], found(scores.get(i), answer.ends()));
    }
    return best;
  }

  private static Forced forced(int item, List<String> references, Tokenizer tokenizer) {
    int[] tokens = {};
    int[] ends = new int[references.size()];
    for (int i = 0; i < ends.length; i++) {
      int[] own = tokenizer.encode((i == 0 ? " " : ", ") + references.get(i));
      int before = tokens.length;
      tokens = Arrays.copyOf(tokens, before + own.length);
      System.arraycopy(own, 0, tokens, before, own.length);
      ends[i] = tokens.length;
    }
    return new Forced(item, tokens, ends);
  }

  private static double found(ContinuationScore score, int[] ends) {
    int found = 0;
    int from = 0;
    for (int end : ends) {
      boolean all = true;
      for (int i = from; i < end; i++) {
        all &= score.greedy()[i];
      }
      found += all ? 1 : 0;
      from = end;
    }
    return (double) found / ends.length;
  }

  private static Outcome outcome(
      Map<Integer, Map<RulerTask, Estimate>> scores, int samples, Prompts prompts) {
    Map<Integer, Map<RulerTask, Double>> values = new TreeMap<>();
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    scores.forEach(
        (length, byTask) -> {
          ObjectNode ofLength = details.putObject(Integer.toString(length));
          Map<RulerTask, Double> own = new EnumMap<>(RulerTask.class);
          byTask.forEach(
              (task, estimate) -> {
                own.put(task, estimate.value());
                ofLength.put(task.label(), estimate.value());
              });
          values.put(length, own);
        });
    RulerSummary summary = RulerSummary.of(values);
    int items = scores.values().stream().mapToInt(Map::size).sum() * samples;
    List<Measurement> measured = new ArrayList<>();
    measured.add(percent(METRIC, summary.average(), error(scores.values()), items));
    measured.add(percent("rising", summary.rising(), OptionalDouble.empty(), items));
    measured.add(percent("falling", summary.falling(), OptionalDouble.empty(), items));
    measured.add(
        percent(
            "effective_length",
            summary.effectiveLength().orElse(0),
            OptionalDouble.empty(),
            items));
    scores.forEach(
        (length, byTask) ->
            measured.add(
                percent(
                    "acc@" + length,
                    summary.averages().get(length),
                    error(List.of(byTask)),
                    (long) byTask.size() * samples)));
    return new Outcome(measured, items, prompts, details);
  }

  /** Of a mean over independent estimates: {@code sqrt(sum e^2) / k}. */
  private static OptionalDouble error(Iterable<Map<RulerTask, Estimate>> scores) {
    double squares = 0;
    int count = 0;
    for (Map<RulerTask, Estimate> byTask : scores) {
      for (Estimate estimate : byTask.values()) {
        if (estimate.standardError().isEmpty()) {
          return OptionalDouble.empty();
        }
        squares += Math.pow(estimate.standardError().getAsDouble(), 2);
        count++;
      }
    }
    return OptionalDouble.of(Math.sqrt(squares) / count);
  }

  private static Measurement percent(String name, double value, OptionalDouble error, long n) {
    return new Measurement(name, value, error, n, OptionalDouble.empty(), true);
  }
}
