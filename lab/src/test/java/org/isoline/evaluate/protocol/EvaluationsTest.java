package org.isoline.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.TinyStudy;
import org.isoline.evaluate.average.Average;
import org.isoline.evaluate.run.EvaluatedFolder;
import org.isoline.evaluate.run.Evaluation;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.score.Request;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.Window;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.evaluate.task.Protocol;
import org.isoline.evaluate.task.TaskCatalog;
import org.isoline.model.Architecture;
import org.isoline.model.Kernels;
import org.isoline.tensor.DType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationsTest {
  private static final EvaluationSettings DEFAULT = EvaluationSettings.DEFAULT;
  @TempDir static Path study;
  private static Path checkpoint;
  private static Path data;

  @BeforeAll
  static void prepare(@TempDir Path scratch) throws IOException {
    TinyStudy.corpus(study, scratch);
    checkpoint = TinyStudy.checkpoint(study, Architecture.TNL, 1);
    data = Files.createDirectories(study.resolve("data"));
    Files.createDirectories(study.resolve("tasks"));
  }

  private static Path write(String name, String text) throws IOException {
    Path file = study.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Evaluation task(String name, EvaluationSettings settings) {
    TaskCatalog catalog = TaskCatalog.with(List.of(study.resolve("tasks")));
    Evaluations.Tasks tasks =
        Evaluations.of(
            List.of(catalog.find(name)), catalog, new EvaluatedFolder(study), data, settings);
    assertThat(tasks.missing()).isEmpty();
    return tasks.evaluations().getFirst();
  }

  private static Outcome ask(String name, EvaluationSettings settings) {
    Evaluation evaluation = task(name, settings);
    try (LoadedModel model = model()) {
      int[] done = {0};
      Outcome outcome = evaluation.evaluate(model, settings, more -> done[0] += more);
      assertThat(done[0]).as("progress adds up").isEqualTo(evaluation.items());
      assertThat(outcome.metrics()).extracting(Measurement::name).contains(evaluation.primary());
      return outcome;
    }
  }

  private static LoadedModel model() {
    return LoadedModel.open(checkpoint, Optional.empty(), DType.FLOAT32, Kernels.DEFAULT);
  }

  private static Measurement metric(Outcome outcome, String name) {
    return outcome.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double logLikelihood(LoadedModel model, String context, String continuation) {
    Scorer scorer =
        Scorer.reference(model.decoder(), model.encoding(), new Window(4096, Overflow.REFUSE));
    return scorer
        .logLikelihoods(List.of(new Request(context, continuation)), _ -> {})
        .getFirst()
        .sum();
  }

  @Test
  void choicesAreDecidedByTheReferenceToo() throws IOException {
    write(
        "tasks/colours.yaml",
        """
        task: colours
        version: 3.1
        description: Colours of things.
        chance: uniform
        kind: multiple_choice
        files: [colours.jsonl]
        layouts:
          - name: plain
        prompt: "Question: {question}\\nAnswer:"
        metrics: [acc, acc_norm]
        primary: acc_norm
        """);
    List<String> rows = new ArrayList<>();
    List<List<String>> choices = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<String> own = List.of("grün " + i, "a rather long and grey one", "é", "blue" + i);
      choices.add(own);
      rows.add(
          "{\"id\": %d, \"question\": \"thing %d?\", \"choices\": [\"%s\"], \"gold\": %d}"
              .formatted(i, i, String.join("\", \"", own), i % 4));
    }
    write("data/colours.jsonl", String.join("\n", rows) + "\n");
    Outcome outcome = ask("colours", DEFAULT);
    double right = 0;
    double rightNormed = 0;
    try (LoadedModel model = model()) {
      for (int i = 0; i < 12; i++) {
        double[] sums = new double[4];
        double[] normed = new double[4];
        for (int choice = 0; choice < 4; choice++) {
          String text = choices.get(i).get(choice);
          sums[choice] =
              logLikelihood(model, "Question: thing %d?\nAnswer:".formatted(i), " " + text);
          normed[choice] = sums[choice] / text.codePointCount(0, text.length());
        }
        right += ChoiceAsker.best(4, choice -> sums[choice]) == i % 4 ? 1 : 0;
        rightNormed += ChoiceAsker.best(4, choice -> normed[choice]) == i % 4 ? 1 : 0;
      }
    }
    assertThat(metric(outcome, "acc").value()).isCloseTo(right / 12, within(1e-12));
    assertThat(metric(outcome, "acc_norm").value()).isCloseTo(rightNormed / 12, within(1e-12));
    assertThat(metric(outcome, "acc").chance()).hasValue(0.25);
    assertThat(outcome.prompts().longest()).isEqualTo("Question: thing 11?\nAnswer:".length());
    EvaluationSettings first =
        new EvaluationSettings(OptionalInt.of(5), OptionalInt.empty(), Overflow.TRUNCATE, false);
    assertThat(ask("colours", first).items()).isEqualTo(5);
    assertThat(first.hash()).as("kept apart").isNotEqualTo(DEFAULT.hash());
    EvaluationSettings narrow =
        new EvaluationSettings(OptionalInt.empty(), OptionalInt.of(30), Overflow.REFUSE, false);
    assertThatThrownBy(() -> ask("colours", narrow))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("the window is 30");
    EvaluationSettings cut =
        new EvaluationSettings(OptionalInt.empty(), OptionalInt.of(30), Overflow.TRUNCATE, false);
    assertThat(ask("colours", cut).prompts().truncated()).isPositive();
  }

  @Test
  void ofEqualValuesTheFirstCounts() {
    assertThat(ChoiceAsker.best(3, choice -> choice == 0 ? 1 : 2)).isEqualTo(1);
    assertThat(ChoiceAsker.best(3, _ -> Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void lastWordsAndRunningTextAreTheirFormulas() throws IOException {
    write(
        "data/lambada_test.jsonl",
        "{\"text\": \"the law bends near its floor\"}\n{\"text\": \"a b c\"}\n");
    write(
        "data/lambada_openai.test.jsonl",
        "{\"id\": 1, \"context\": \"the law bends near its\", \"target\": \" floor\"}\n{\"id\": 2, \"context\": \"a b\", \"target\": \" c\"}\n");
    Outcome lambada = ask("lambada_openai", DEFAULT);
    write(
        "data/wikitext2.raw.test.txt",
        " = One = \n \n Some @-@ text , here . \n = Two = \n More . \n");
    Outcome pages = ask("wikitext2", DEFAULT);
    try (LoadedModel model = model()) {
      double nats =
          -logLikelihood(model, "the law bends near its", " floor")
              - logLikelihood(model, "a b", " c");
      assertThat(metric(lambada, "perplexity").value())
          .isCloseTo(Math.exp(nats / 2), within(1e-3 * Math.exp(nats / 2)));
      double bits = metric(pages, "bits_per_byte").value();
      double bytes = pages.details().path("bytes").asDouble();
      assertThat(pages.items()).isEqualTo(2);
      assertThat(bits)
          .isCloseTo(pages.details().path("nats").asDouble() / Math.log(2) / bytes, within(1e-12));
      assertThat(metric(pages, "byte_perplexity").value())
          .isCloseTo(Math.pow(2, bits), within(1e-9));
    }
  }

  @Test
  void writtenAnswersAreCutAtTheirStopAndScored() throws IOException {
    write(
        "data/scrolls/qasper/validation.jsonl",
        """
        {"id": "1", "pid": "1_0", "input": "What bends?\\n\\nThe law of small models.", "output": "the law"}
        {"id": "1", "pid": "1_1", "input": "What bends?\\n\\nThe law of small models.", "output": "a law"}
        {"id": "2", "pid": "2_0", "input": "Does it?\\n\\nIt does.", "output": "Yes."}
        """);
    EvaluationSettings wide =
        new EvaluationSettings(OptionalInt.empty(), OptionalInt.of(2048), Overflow.TRUNCATE, false);
    Outcome outcome = ask("qasper", wide);
    assertThat(outcome.items()).isEqualTo(2);
    assertThat(metric(outcome, "f1").value()).isBetween(0.0, 100.0);
    assertThat(outcome.details().path("samples")).hasSize(2);
    assertThat(outcome.details().path("samples").get(1).path("written").asText()).isIn("yes", "no");
  }

  @Test
  void needlesAreReadBeyondTheTrainingLengthAndAWindowIsALimit() throws IOException {
    write(
        "tasks/hidden.yaml",
        """
        task: hidden
        version: 1.0
        description: A needle in held-out text.
        kind: needle
        mode: easy
        scorer: words
        haystack: validation
        lengths: {from: 400, to: 600, count: 2}
        depths: 3
        buffer: 160
        max_new_tokens: 8
        depth_alpha: 1.01
        length_alpha: 1.01
        threshold: 7
        """);
    Outcome words = ask("hidden", DEFAULT);
    assertThat(words.items()).isEqualTo(6);
    assertThat(words.details().path("scores")).hasSize(3);
    assertThat(words.details().path("scores").get(2)).hasSize(2);
    assertThat(words.prompts().longest()).isGreaterThan(400);
    Evaluation hidden = task("hidden", DEFAULT);
    EvaluationSettings narrow =
        new EvaluationSettings(OptionalInt.empty(), OptionalInt.of(500), Overflow.TRUNCATE, false);
    try (LoadedModel model = model()) {
      assertThatThrownBy(() -> hidden.evaluate(model, narrow, _ -> {}))
          .as("an error, not a zero")
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining("length 600")
          .hasMessageContaining("--window");
    }
  }

  @Test
  void whatAsksTheStudyUsesItsHeldOutText() {
    Outcome loss = ask("validation", DEFAULT);
    double nats = metric(loss, "loss").value();
    assertThat(metric(loss, "perplexity").value()).isCloseTo(Math.exp(nats), within(1e-9));
    // Bytes are tokens here, but for the token that ends each text.
    assertThat(metric(loss, "bits_per_byte").value())
        .isCloseTo(nats / Math.log(2), within(0.05 * nats / Math.log(2)));
    Outcome positions = ask("position_loss", DEFAULT);
    assertThat(positions.details().path("buckets")).hasSize(4);
    assertThat(metric(positions, "loss@4x").value()).isBetween(3.0, 9.0);
  }

  @Test
  void retrievalOfThirteenTasksAndRecall() {
    EvaluationSettings two =
        new EvaluationSettings(OptionalInt.of(2), OptionalInt.empty(), Overflow.TRUNCATE, false);
    Outcome recall = ask("mqar_small", two);
    assertThat(metric(recall, "acc@64/4").chance()).hasValue(0.25);
    assertThat(recall.items()).isEqualTo(4);
  }

  @Test
  void averagesOfTaskFilesAreThePublishedOnes() {
    TaskCatalog catalog = TaskCatalog.builtIn();
    for (Average average : Average.published()) {
      Protocol.Average protocol = (Protocol.Average) catalog.find(average.id()).protocol();
      assertThat(protocol.parts().stream().map(Protocol.Part::shown))
          .as(average.id())
          .containsExactlyInAnyOrderElementsOf(average.parts());
    }
  }

  @Test
  void missingDataAreNamedTaskByTask() {
    TaskCatalog catalog = TaskCatalog.builtIn();
    Evaluations.Tasks tasks =
        Evaluations.of(
            List.of(catalog.find("csr7"), catalog.find("opposites")),
            catalog,
            new EvaluatedFolder(study),
            data,
            DEFAULT);
    assertThat(tasks.missing()).hasSize(7).containsKeys("boolq", "openbookqa");
    assertThat(tasks.missing().get("boolq")).contains("isoline fetch boolq");
    assertThat(tasks.evaluations()).hasSize(1);
    assertThat(tasks.averages()).hasSize(1);
  }
}
