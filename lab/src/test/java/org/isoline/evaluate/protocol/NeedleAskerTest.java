package org.isoline.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.format.ModelWriter;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.corpus.TokenizerFile;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.TinyModel;
import org.isoline.evaluate.retrieval.Haystack;
import org.isoline.evaluate.retrieval.Needle;
import org.isoline.evaluate.retrieval.NeedleGrid;
import org.isoline.evaluate.retrieval.NeedleMode;
import org.isoline.evaluate.retrieval.NeedlePrompt;
import org.isoline.evaluate.retrieval.NeedlePrompts;
import org.isoline.evaluate.retrieval.NeedleRoom;
import org.isoline.evaluate.retrieval.NeedleScore;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.score.Scorer;
import org.isoline.evaluate.score.Window;
import org.isoline.evaluate.task.Protocol;
import org.isoline.model.Architecture;
import org.isoline.model.Kernels;
import org.isoline.tensor.DType;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedleAskerTest {
  /** Single letters and digits, some of which even a model of random weights writes. */
  private static final String ANSWER =
      IntStream.concat(IntStream.rangeClosed('a', 'z'), IntStream.rangeClosed('0', '9'))
          .mapToObj(Character::toString)
          .collect(Collectors.joining(" "));

  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "one",
          IntStream.range(0, 60)
              .mapToObj("Line %d tells of the river."::formatted)
              .collect(Collectors.joining(" ")));

  @TempDir private Path folder;

  private LoadedModel model() throws IOException {
    Path tokenizer = folder.resolve("tokenizer.json");
    TokenizerFile.save(new ByteTokenizer(), tokenizer);
    try (TinyModel model = TinyModel.of(Architecture.LLAMA, DType.FLOAT32, 3);
        Scope scope = new Scope()) {
      // Large weights, so that what is written depends on what was read long before.
      model.parameters().flats().forEach(flat -> InPlace.mul(flat.values(), 4));
      Safetensors.write(folder.resolve("model.safetensors"), model.parameters().named(), Map.of());
      Files.writeString(
          folder.resolve("config.json"), ModelWriter.ownConfiguration(model.decoder().config()));
    }
    return LoadedModel.open(folder, Optional.of(tokenizer), DType.FLOAT64, Kernels.DEFAULT);
  }

  private static Protocol.Needle protocol() {
    return new Protocol.Needle(
        Protocol.NeedleMode.STANDARD,
        Protocol.NeedleScorer.WORDS,
        Protocol.Haystack.FILE,
        new Protocol.Grid(300, 700, 4),
        3,
        Optional.of(ANSWER),
        Optional.of("What?"),
        Optional.of(ANSWER),
        60,
        100,
        1.01,
        1.01,
        7);
  }

  @Test
  void writtenAnswersAreScoredCellByCell() throws IOException {
    NeedleGrid grid = NeedleGrid.spaced(300, 700, 4, 3);
    try (LoadedModel model = model()) {
      AtomicInteger done = new AtomicInteger();
      Outcome outcome =
          new NeedleAsker(protocol(), DOCUMENTS)
              .ask(model, EvaluationSettings.DEFAULT, done::addAndGet);
      assertThat(done).hasValue(12);
      NeedlePrompts prompts =
          new NeedlePrompts(
              Haystack.of(DOCUMENTS, model.tokenizer()),
              new Needle(ANSWER, "What?", ANSWER),
              NeedleMode.STANDARD,
              new NeedleRoom(100, 60));
      Scorer scorer =
          new Scorer(model.decoder(), model.encoding(), new Window(64, Window.Overflow.EXTEND));
      List<Integer> expected = new ArrayList<>();
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        NeedlePrompt prompt = prompts.prompt(grid.cells().get(i));
        Generator.Limits limits = new Generator.Limits(60, List.of(prompt.stop()));
        String text = scorer.generate(prompt.tokens(), limits, model.generator()).text();
        expected.add(NeedleScore.of(prompt, text).score());
        found.add(outcome.details().path("scores").path(i % 3).path(i / 3).asInt());
      }
      assertThat(found).isEqualTo(expected);
      assertThat(expected.stream().distinct().count()).as("scores").isGreaterThan(1);
    }
  }
}
