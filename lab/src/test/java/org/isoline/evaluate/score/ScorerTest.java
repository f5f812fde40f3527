package org.isoline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.TinyModel;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.model.Architecture;
import org.isoline.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScorerTest {
  private static final Encoding BYTES = new Encoding(new ByteTokenizer(), OptionalInt.empty());
  private static final Window WIDE = new Window(4096, Overflow.TRUNCATE);

  /** Contexts that are shared by many, by two and by none, of equal and of other lengths. */
  private static List<TokenRequest> requests() {
    Random random = new Random(5);
    List<TokenRequest> requests = new ArrayList<>();
    for (int length : new int[] {1, 7, 7, 7, 63, 64, 130, 257}) {
      int[] context = ids(random, length);
      int continuations = 1 + random.nextInt(4);
      for (int i = 0; i < continuations; i++) {
        requests.add(new TokenRequest(context, ids(random, 1 + random.nextInt(i == 0 ? 1 : 70))));
      }
    }
    return requests;
  }

  private static int[] ids(Random random, int length) {
    return random.ints(length, 0, 251).toArray();
  }

  private static double[] sums(List<ContinuationScore> scores) {
    return scores.stream().mapToDouble(ContinuationScore::sum).toArray();
  }

  private static List<ContinuationScore> score(Scorer scorer, List<TokenRequest> requests) {
    AtomicInteger done = new AtomicInteger();
    List<ContinuationScore> scores = scorer.tokenScores(requests, done::addAndGet);
    assertThat(done).as("progress").hasValue(requests.size());
    return scores;
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA, FLOAT64, 1e-9", "TNL, FLOAT64, 1e-9", "HGRN2, FLOAT64, 1e-9",
    "COSFORMER2, FLOAT64, 1e-9", "LLAMA, FLOAT32, 1e-4", "TNL, FLOAT32, 1e-4",
    "HGRN2, FLOAT32, 1e-4", "COSFORMER2, FLOAT32, 1e-4"
  })
  void scoresDoNotDependOnWhatElseIsAsked(Architecture architecture, DType type, double nats) {
    List<TokenRequest> requests = requests();
    try (TinyModel model = TinyModel.of(architecture, type, 3)) {
      List<ContinuationScore> expected =
          score(Scorer.reference(model.decoder(), BYTES, WIDE), requests);
      assertThat(sums(expected)).as("not all the same").doesNotHaveDuplicates();
      for (int tokensAtOnce : new int[] {1, 100, 2048, 100_000}) {
        Scorer scorer = new Scorer(model.decoder(), BYTES, WIDE).withTokensAtOnce(tokensAtOnce);
        for (Scorer each : List.of(scorer, scorer.withoutSharing())) {
          List<ContinuationScore> scores = score(each, requests);
          assertThat(sums(scores)).containsExactly(sums(expected), within(nats));
          for (int i = 0; i < scores.size(); i++) {
            assertThat(scores.get(i).logProbabilities())
                .containsExactly(expected.get(i).logProbabilities(), within(nats));
            assertThat(scores.get(i).greedy()).isEqualTo(expected.get(i).greedy());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void orderDoesNotMatter(Architecture architecture) {
    List<TokenRequest> requests = requests();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(1));
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT32, 3)) {
      Scorer scorer = new Scorer(model.decoder(), BYTES, WIDE);
      double[] straight = sums(score(scorer, requests));
      double[] shuffled = sums(score(scorer, order.stream().map(requests::get).toList()));
      for (int i = 0; i < shuffled.length; i++) {
        assertThat(shuffled[i]).isCloseTo(straight[order.get(i)], within(1e-4));
      }
    }
  }

  @Test
  void whatTheModelWritesIsGreedy() {
    try (TinyModel model = TinyModel.of(Architecture.HGRN2, DType.FLOAT64, 3)) {
      Scorer scorer = new Scorer(model.decoder(), BYTES, WIDE);
      int[] prompt = ids(new Random(2), 40);
      Generator generator = new Generator(new ByteTokenizer(), Set.of());
      Generation written = scorer.generate(prompt, Generator.Limits.tokens(12), generator);
      int[] tokens = written.tokens().stream().mapToInt(Integer::intValue).toArray();
      int[] other = tokens.clone();
      other[5] = (other[5] + 1) % 251;
      List<ContinuationScore> scores =
          score(scorer, List.of(new TokenRequest(prompt, tokens), new TokenRequest(prompt, other)));
      assertThat(scores.get(0).isGreedy()).isTrue();
      assertThat(scores.get(0).greedyShare()).isEqualTo(1);
      assertThat(scores.get(0).sum())
          .isCloseTo(
              written.logProbabilities().stream().mapToDouble(Double::doubleValue).sum(),
              within(1e-9));
      assertThat(scores.get(1).isGreedy()).isFalse();
      assertThat(scores.get(1).greedyShare()).isBetween(5 / 12.0, 11 / 12.0);
    }
  }

  @Test
  void longTextsAreCutAtTheirBeginningOrReadOrRefused() {
    Random random = new Random(9);
    int[] context = ids(random, 90);
    int[] continuation = ids(random, 11);
    TokenRequest request = new TokenRequest(context, continuation);
    Window window = new Window(60, Overflow.TRUNCATE);
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT64, 3)) {
      Scorer scorer = new Scorer(model.decoder(), BYTES, window);
      ContinuationScore cut = score(scorer, List.of(request)).getFirst();
      assertThat(cut.cut()).isEqualTo(101 - 61);
      TokenRequest kept =
          new TokenRequest(java.util.Arrays.copyOfRange(context, 40, 90), continuation);
      assertThat(score(scorer, List.of(kept)).getFirst().sum()).isEqualTo(cut.sum());
      Scorer extending = scorer.withWindow(window.with(Overflow.EXTEND));
      assertThat(score(extending, List.of(request)).getFirst().cut()).isZero();
      assertThatThrownBy(
              () -> score(scorer.withWindow(window.with(Overflow.REFUSE)), List.of(request)))
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining("90 tokens of context and 11")
          .hasMessageContaining("window is 60");
      assertThatThrownBy(
              () -> score(scorer, List.of(new TokenRequest(continuation, ids(random, 61)))))
          .hasMessageContaining("continuation of 61 tokens is longer than the window of 60");
      Generator generator = new Generator(new ByteTokenizer(), Set.of());
      assertThatThrownBy(
              () ->
                  scorer
                      .withWindow(window.with(Overflow.REFUSE))
                      .generate(context, Generator.Limits.tokens(5), generator))
          .hasMessageContaining("prompt of 90 tokens and 5 to write");
    }
  }
}
