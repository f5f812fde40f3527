package org.isoline.evaluate.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.retrieval.Haystack;
import org.isoline.evaluate.retrieval.LengthAccuracy;
import org.isoline.evaluate.retrieval.Needle;
import org.isoline.evaluate.retrieval.NeedleCell;
import org.isoline.evaluate.retrieval.NeedleGrid;
import org.isoline.evaluate.retrieval.NeedleMode;
import org.isoline.evaluate.retrieval.NeedleOutcome;
import org.isoline.evaluate.retrieval.NeedlePrompt;
import org.isoline.evaluate.retrieval.NeedlePrompts;
import org.isoline.evaluate.retrieval.NeedleRoom;
import org.isoline.evaluate.retrieval.NeedleScore;
import org.isoline.evaluate.retrieval.NeedleSummary;
import org.isoline.evaluate.retrieval.NeedleWeights;
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
import org.isoline.evaluate.task.Protocol.NeedleScorer;

/**
 * Does a model find a sentence in a long text? One prompt a cell of a grid of lengths and depths,
 * scored 1 to 10.
 *
 * <p>Written answers score by the words of the expected one (study's own scale). In the
 * log-likelihood form, for models that only continue texts, the answer is given token by token and
 * the score is {@code 1 + round(9 r)}, r the share of its tokens that are the likeliest where they
 * stand; so a model that would write the answer gets 10 in both.
 *
 * <p>All of a prompt is read, also where it is longer than what the model was trained with; only a
 * window that was set for the whole evaluation is a limit, and a prompt beyond it an error.
 */
final class NeedleAsker implements TaskEvaluation.Asker {
  private static final String METRIC = "retrieval";
  private static final int HIGHEST = 9;

  private final Protocol.Needle protocol;
  private final Map<String, String> documents;
  private final NeedleGrid grid;

  NeedleAsker(Protocol.Needle protocol, Map<String, String> documents) {
    this.protocol = protocol;
    this.documents = documents;
    this.grid =
        NeedleGrid.spaced(
            protocol.lengths().from(),
            protocol.lengths().to(),
            protocol.lengths().count(),
            protocol.depths());
  }

  int cells() {
    return grid.cells().size();
  }

  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    List<NeedlePrompt> prompts = prompts(model, settings);
    Scorer scorer =
        new Scorer(
            model.decoder(),
            model.encoding(),
            new Window(model.config().context(), Overflow.EXTEND));
    List<NeedleScore> scores =
        protocol.scorer() == NeedleScorer.WORDS
            ? written(model, scorer, prompts, progress)
            : likely(model, scorer, prompts, progress);
    Prompts.Counter lengths = new Prompts.Counter();
    prompts.forEach(prompt -> lengths.add(prompt.tokens().length, 0));
    NeedleWeights weights =
        new NeedleWeights(
            protocol.depthAlpha(), protocol.lengthAlpha(), (int) Math.ceil(protocol.threshold()));
    NeedleSummary summary = NeedleSummary.of(grid, scores, weights);
    return new Outcome(measurements(summary), prompts.size(), lengths.prompts(), details(scores));
  }

  private List<NeedlePrompt> prompts(LoadedModel model, EvaluationSettings settings) {
    Needle usual = Needle.DEFAULT;
    Needle needle =
        new Needle(
            protocol.needle().orElse(usual.sentence()),
            protocol.question().orElse(usual.question()),
            protocol.answer().orElse(usual.answer()));
    NeedleMode mode = NeedleMode.valueOf(protocol.mode().name());
    try {
      NeedlePrompts made =
          new NeedlePrompts(
              Haystack.of(documents, model.tokenizer()),
              needle,
              mode,
              new NeedleRoom(protocol.buffer(), protocol.maxNewTokens()));
      int most = settings.window().orElse(Integer.MAX_VALUE);
      List<NeedlePrompt> prompts = new ArrayList<>();
      for (NeedleCell cell : grid.cells()) {
        prompts.add(fitting(made.prompt(cell, most)));
      }
      return prompts;
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(e.getMessage());
    }
  }

  private static NeedlePrompt fitting(NeedleOutcome outcome) {
    return switch (outcome) {
      case NeedleOutcome.Fits(NeedlePrompt prompt) -> prompt;
      case NeedleOutcome.TooLong long_ ->
          throw new EvaluationException(
              "%s: the prompt takes %,d tokens and the answer up to %d, the window is %,d: raise --window, or give the task shorter lengths"
                  .formatted(
                      long_.cell(), long_.promptTokens(), long_.maxNewTokens(), long_.context()));
    };
  }

  private static List<NeedleScore> written(
      LoadedModel model, Scorer scorer, List<NeedlePrompt> prompts, IntConsumer progress) {
    // All cells have one needle, so they end alike.
    NeedlePrompt any = prompts.getFirst();
    Generator.Limits limits = new Generator.Limits(any.maxNewTokens(), List.of(any.stop()));
    List<Generation> written =
        scorer.generateAll(
            prompts.stream().map(NeedlePrompt::tokens).toList(),
            limits,
            model.generator(),
            progress);
    List<NeedleScore> scores = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      scores.add(NeedleScore.of(prompts.get(i), written.get(i).text()));
    }
    return scores;
  }

  private static List<NeedleScore> likely(
      LoadedModel model, Scorer scorer, List<NeedlePrompt> prompts, IntConsumer progress) {
    List<TokenRequest> requests =
        prompts.stream()
            .map(
                prompt ->
                    new TokenRequest(
                        prompt.tokens(), model.tokenizer().encode(prompt.continuation())))
            .toList();
    List<ContinuationScore> found = scorer.tokenScores(requests, progress);
    List<NeedleScore> scores = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      int score = 1 + (int) Math.floor(HIGHEST * found.get(i).greedyShare() + 0.5);
      scores.add(new NeedleScore(prompts.get(i).cell(), score, found.get(i).isGreedy()));
    }
    return scores;
  }

  private List<Measurement> measurements(NeedleSummary summary) {
    List<Measurement> all = new ArrayList<>();
    all.add(measurement(METRIC, summary.average(), summary.standardError(), cells()));
    all.add(measurement("weighted", summary.weightedAverage(), OptionalDouble.empty(), cells()));
    all.add(measurement("niah_score", summary.niahScore(), OptionalDouble.empty(), cells()));
    for (LengthAccuracy at : summary.at()) {
      all.add(
          measurement(
              "acc@" + at.asked() / 1000 + "k",
              at.accuracy(),
              OptionalDouble.empty(),
              grid.depths().size()));
    }
    for (LengthAccuracy upTo : summary.upTo()) {
      all.add(
          measurement(
              "acc<=" + upTo.asked() / 1000 + "k",
              upTo.accuracy(),
              OptionalDouble.empty(),
              cells()));
    }
    return all;
  }

  private static Measurement measurement(String name, double value, OptionalDouble error, long n) {
    return new Measurement(name, value, error, n, OptionalDouble.of(0), true);
  }

  private ObjectNode details(List<NeedleScore> scores) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    ArrayNode lengths = details.putArray("lengths");
    grid.lengths().forEach(lengths::add);
    ArrayNode depths = details.putArray("depths");
    grid.depths().forEach(depths::add);
    ArrayNode rows = details.putArray("scores");
    for (int depth : grid.depths()) {
      ArrayNode row = rows.addArray();
      for (int length : grid.lengths()) {
        NeedleCell cell = new NeedleCell(length, depth);
        scores.stream()
            .filter(score -> score.cell().equals(cell))
            .forEach(score -> row.add(score.score()));
      }
    }
    details.put("exact", scores.stream().filter(NeedleScore::exact).count());
    return details;
  }
}
