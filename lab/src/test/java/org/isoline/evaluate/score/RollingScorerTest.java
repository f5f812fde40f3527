package org.isoline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.evaluate.TinyModel;
import org.isoline.evaluate.score.RollingScorer.Loss;
import org.isoline.evaluate.score.RollingScorer.Mode;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.model.Architecture;
import org.isoline.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RollingScorerTest {
  private static final Encoding BYTES = new Encoding(new ByteTokenizer(), OptionalInt.empty());
  private static final List<Mode> MODES =
      List.of(new Mode.Disjoint(), new Mode.Strided(16), new Mode.Stateful());

  private static int[] text(int length) {
    return new Random(length).ints(length, 0, 251).toArray();
  }

  private static RollingScorer scorer(TinyModel model, int window) {
    Scorer scorer = new Scorer(model.decoder(), BYTES, new Window(window, Overflow.REFUSE));
    return new RollingScorer(model.decoder(), scorer);
  }

  private static Loss loss(TinyModel model, int window, Mode mode, int[] text) {
    return scorer(model, window).scoreTokens(List.of(text), mode, _ -> {}).getFirst();
  }

  /** Of tokens [from, to), predicted from those from {@code begin} on; -1 is the prefix. */
  private static double nats(TinyModel model, int[] text, int begin, int from, int to) {
    int[] context = new int[from - begin];
    for (int i = begin; i < from; i++) {
      context[i - begin] = i < 0 ? BYTES.prefix() : text[i];
    }
    Scorer whole =
        Scorer.reference(model.decoder(), BYTES, new Window(text.length + 1, Overflow.REFUSE));
    TokenRequest request = new TokenRequest(context, Arrays.copyOfRange(text, from, to));
    return -whole.tokenScores(List.of(request), _ -> {}).getFirst().sum();
  }

  @ParameterizedTest
  @EnumSource
  void aTextWithinTheWindowCostsTheSameInEveryMode(Architecture architecture) {
    int[] text = text(63);
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT64, 3)) {
      double expected = nats(model, text, -1, 0, 63);
      for (Mode mode : MODES) {
        Loss loss = loss(model, 64, mode, text);
        assertThat(loss.tokens()).isEqualTo(63);
        assertThat(loss.nats()).isCloseTo(expected, within(1e-9));
      }
    }
  }

  @Test
  void windowsSideBySidePredictEveryTokenOnce() {
    int[] text = text(150);
    try (TinyModel model = TinyModel.of(Architecture.LLAMA, DType.FLOAT64, 3)) {
      double expected =
          nats(model, text, -1, 0, 64)
              + nats(model, text, 63, 64, 128)
              // The last window is filled up: its input are the 64 tokens before the last one.
              + nats(model, text, 149 - 64, 128, 150);
      Loss loss = loss(model, 64, new Mode.Disjoint(), text);
      assertThat(loss.tokens()).isEqualTo(150);
      assertThat(loss.nats()).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void windowsThatOverlapScoreOnlyWhatIsNew() {
    int[] text = text(100);
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT64, 3)) {
      double expected = nats(model, text, -1, 0, 64);
      for (int from = 64; from < 100; from += 16) {
        int to = Math.min(100, from + 16);
        expected += nats(model, text, to - 1 - 64, from, to);
      }
      Loss loss = loss(model, 64, new Mode.Strided(16), text);
      assertThat(loss.tokens()).isEqualTo(100);
      assertThat(loss.nats()).isCloseTo(expected, within(1e-9));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCarriedStateSeesEverythingBefore(Architecture architecture) {
    int[] text = text(257);
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT64, 3)) {
      Loss loss = loss(model, 50, new Mode.Stateful(), text);
      assertThat(loss.nats()).isCloseTo(nats(model, text, -1, 0, 257), within(1e-8));
      assertThat(loss(model, 50, new Mode.Disjoint(), text).nats())
          .as("a different measurement")
          .isNotCloseTo(loss.nats(), within(1e-4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchesDoNotMatter(Architecture architecture) {
    List<int[]> texts = List.of(text(300), text(1), text(77), text(0), text(64));
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT32, 3)) {
      List<Loss> together = scorer(model, 64).scoreTokens(texts, new Mode.Disjoint(), _ -> {});
      for (int i = 0; i < texts.size(); i++) {
        Loss alone = loss(model, 64, new Mode.Disjoint(), texts.get(i));
        assertThat(together.get(i).tokens()).isEqualTo(texts.get(i).length);
        assertThat(together.get(i).nats()).isCloseTo(alone.nats(), within(1e-4));
      }
    }
  }

  @Test
  void aStrideIsWithinTheWindow() {
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT32, 3)) {
      assertThatThrownBy(() -> loss(model, 64, new Mode.Strided(65), text(100)))
          .hasMessageContaining("stride = 65, must be from 1 to the window of 64");
    }
  }
}
