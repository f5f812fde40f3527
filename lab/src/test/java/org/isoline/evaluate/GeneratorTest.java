package org.isoline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.isoline.checkpoint.StateFile;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.evaluate.Generation.Stop;
import org.isoline.evaluate.Generator.Limits;
import org.isoline.evaluate.Generator.Piece;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.ops.MixerTrial;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {
  private static final ByteTokenizer BYTES = new ByteTokenizer();
  private static final Generator GENERATOR = new Generator(BYTES, Set.of());

  private static int[] prompt(int length) {
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = (i * i + 5 * i) % 251;
    }
    return ids;
  }

  private static Generation generate(
      TinyModel model, int[] prompt, Sampling sampling, Limits limits) {
    try (Session session = Session.start(model.decoder(), DType.FLOAT64)) {
      session.read(prompt);
      return GENERATOR.generate(session, sampling, limits, _ -> {});
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokensAreThoseOfFullPasses(Architecture architecture) {
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT64, 3)) {
      for (Sampling sampling : List.of(Sampling.GREEDY, new Sampling(0.8, 40, 0.95, 11))) {
        Generation generation = generate(model, prompt(37), sampling, Limits.tokens(30));
        assertThat(generation.tokens()).hasSize(30);
        assertThat(Set.copyOf(generation.tokens())).as("not all the same").hasSizeGreaterThan(1);
        List<Integer> text =
            Arrays.stream(prompt(37)).boxed().collect(Collectors.toCollection(ArrayList::new));
        Sampler sampler = new Sampler(sampling);
        for (int i = 0; i < 30; i++) {
          double[] logits = whole(model.decoder(), text);
          int token = sampler.pick(logits);
          assertThat(generation.tokens().get(i)).isEqualTo(token);
          assertThat(generation.logProbabilities().get(i))
              .isCloseTo(Sampler.logProbability(logits, token), within(1e-9));
          text.add(token);
        }
      }
    }
  }

  private static double[] whole(Decoder decoder, List<Integer> tokens) {
    long[] ids = tokens.stream().mapToLong(Integer::longValue).toArray();
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor logits = decoder.logits(Tensors.of(ids, 1, ids.length));
      return logits.select(1, ids.length - 1).toDoubles();
    }
  }

  @ParameterizedTest
  @EnumSource
  void piecesOfALongPromptGiveWhatThePromptGives(Architecture architecture) {
    int[] prompt = prompt(2 * Session.PIECE + 77);
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT64, 3);
        Session session = Session.start(model.decoder(), DType.FLOAT64)) {
      session.read(prompt);
      double[] expected = whole(model.decoder(), session.tokens());
      double[] actual = session.nextLogits();
      for (int id = 0; id < expected.length; id++) {
        assertThat(actual[id]).isCloseTo(expected[id], within(1e-9));
      }
      assertThat(session.reading().tokens()).isEqualTo(prompt.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSavedStateGoesOnToTheBitWithoutReadingAgain(Architecture architecture, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("text.state");
    Sampling sampling = Sampling.seeded(5);
    Limits limits = Limits.tokens(40);
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT32, 3);
        TinyModel again = TinyModel.of(architecture, DType.FLOAT32, 3)) {
      Generation first;
      try (Session session = Session.start(model.decoder(), DType.FLOAT32)) {
        session.read(prompt(1000));
        StateFile.write(file, model.decoder(), session.snapshot());
        first = GENERATOR.generate(session, sampling, limits, _ -> {});
      }
      try (StateFile saved = StateFile.open(file);
          Session session = Session.resume(again.decoder(), saved)) {
        Generation second = GENERATOR.generate(session, sampling, limits, _ -> {});
        assertThat(second.tokens()).isEqualTo(first.tokens());
        assertThat(second.logProbabilities()).isEqualTo(first.logProbabilities());
        assertThat(second.stateBytes()).isEqualTo(first.stateBytes());
        assertThat(second.reading().tokens()).isZero();
        assertThat(session.tokens()).hasSize(1000 + 39);
      }
    }
  }

  @Test
  void endsBeforeAStopStringWhereverTokensCutIt() {
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT64, 3)) {
      Generation free = generate(model, prompt(20), Sampling.seeded(2), Limits.tokens(60));
      String stop = free.text().substring(20, 23);
      int at = free.text().indexOf(stop);
      Limits limits = new Limits(60, List.of("never", stop));
      Generation stopped = generate(model, prompt(20), Sampling.seeded(2), limits);
      assertThat(stopped.stop()).isEqualTo(Stop.STOP_STRING);
      assertThat(stopped.text()).isEqualTo(free.text().substring(0, at));
      assertThat(stopped.tokens()).isEqualTo(free.tokens().subList(0, stopped.tokens().size()));
      assertThat(stopped.tokens()).hasSizeLessThan(60);
    }
  }

  @Test
  void endOfTextEndsTheText() {
    try (TinyModel model = TinyModel.of(Architecture.HGRN2, DType.FLOAT64, 3)) {
      Generation free = generate(model, prompt(20), Sampling.seeded(2), Limits.tokens(60));
      assertThat(free.stop()).isEqualTo(Stop.MAX_TOKENS);
      int end = free.tokens().get(30);
      int first = free.tokens().indexOf(end);
      try (Session session = Session.start(model.decoder(), DType.FLOAT64)) {
        session.read(prompt(20));
        Generation ended =
            new Generator(BYTES, Set.of(end))
                .generate(session, Sampling.seeded(2), Limits.tokens(60), _ -> {});
        assertThat(ended.stop()).isEqualTo(Stop.END_OF_TEXT);
        assertThat(ended.tokens()).isEqualTo(free.tokens().subList(0, first + 1));
      }
    }
  }

  @Test
  void piecesAddUpToTheTextInWholeCharacters() {
    try (TinyModel model = TinyModel.of(Architecture.COSFORMER2, DType.FLOAT32, 3);
        Session session = Session.start(model.decoder(), DType.FLOAT32)) {
      session.read(prompt(20));
      List<Piece> pieces = new ArrayList<>();
      Generation generation =
          GENERATOR.generate(session, Sampling.seeded(2), Limits.tokens(200), pieces::add);
      int[] ids = generation.tokens().stream().mapToInt(Integer::intValue).toArray();
      assertThat(generation.text()).isEqualTo(BYTES.decode(ids));
      assertThat(pieces.stream().map(Piece::text).collect(Collectors.joining()))
          .isEqualTo(generation.text());
      assertThat(pieces.stream().map(Piece::token).toList()).isEqualTo(generation.tokens());
      assertThat(generation.decoding().tokens()).isEqualTo(ids.length - 1);
    }
  }

  @Test
  void noTokensAreFine() {
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT32, 3)) {
      Generation none = generate(model, prompt(5), Sampling.GREEDY, Limits.tokens(0));
      assertThat(none.tokens()).isEmpty();
      assertThat(none.text()).isEmpty();
      assertThat(none.stop()).isEqualTo(Stop.MAX_TOKENS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoMemoryBehind(Architecture architecture) throws InterruptedException {
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT32, 3);
        Session session = Session.start(model.decoder(), DType.FLOAT32)) {
      session.read(prompt(600));
      GENERATOR.generate(session, Sampling.seeded(1), Limits.tokens(5), _ -> {});
      // What earlier tests left to the collector must not leave the books later.
      System.gc();
      long after = MixerTrial.settledLiveObjects(Long.MIN_VALUE);
      long bytes = session.stateBytes();
      GENERATOR.generate(session, Sampling.seeded(1), Limits.tokens(100), _ -> {});
      session.read(prompt(600));
      assertThat(MixerTrial.settledLiveObjects(after)).isLessThanOrEqualTo(after);
      assertThat(session.stateBytes() == bytes).isEqualTo(architecture.isLinear());
    }
  }

  @Test
  void wrongUseIsNamed() {
    assertThatThrownBy(() -> Limits.tokens(-1)).hasMessageContaining("max tokens = -1");
    assertThatThrownBy(() -> new Limits(1, List.of("a", ""))).hasMessageContaining("empty");
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT32, 3);
        Session session = Session.start(model.decoder(), DType.FLOAT32)) {
      assertThatThrownBy(session::nextLogits).hasMessageContaining("nothing was read");
      assertThatThrownBy(
              () ->
                  Generator.requireFit(
                      BYTES, model.decoder().config().edit().vocabulary(200).build()))
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining("257 ids, the model knows 200");
    }
  }
}
