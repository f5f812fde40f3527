package org.isoline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.isoline.TinyCorpus;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.corpus.TokenShard;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.DocumentBoundaries;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValidationTest {

  @Test
  void lossIsTokenWeightedAndBitsPerByteUsesBytes() {
    Validation.Score score =
        Validation.summarise(new double[] {2, 4, 12}, new long[] {2, 2, 4}, 10);
    assertThat(score.loss()).isCloseTo(18.0 / 8, within(1e-15));
    assertThat(score.bitsPerByte()).isCloseTo(18 / Math.log(2) / 10, within(1e-15));
    assertThat(score.tokens()).isEqualTo(8);
    assertThat(score.documents()).isEqualTo(3);
  }

  @Test
  void standardErrorIsTheOneOfAMeanForDocumentsOfOneToken() {
    double[] nats = {1, 2, 3, 6};
    Validation.Score score = Validation.summarise(nats, new long[] {1, 1, 1, 1}, 4);
    // mean 3, squared deviations 4 + 1 + 0 + 9 = 14, s.e. sqrt(14 / 3 / 4)
    assertThat(score.standardError()).isCloseTo(Math.sqrt(14.0 / 12), within(1e-15));
  }

  /** A document is predicted from the end-of-text token before it and its own tokens. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void resetScoresEveryDocumentAlone(Architecture architecture, @TempDir Path folder) {
    try (PreparedCorpus corpus = TinyCorpus.prepare(folder);
        TinyModel model = TinyModel.of(architecture, DType.FLOAT64, 4)) {
      TokenShard shard = corpus.validation();
      int all = (int) shard.tokens();
      double nats = 0;
      for (int document = 0; document < shard.documents(); document++) {
        long first = Math.max(0, shard.documentStart(document) - 1);
        long end = shard.documentStart(document) + shard.documentTokens(document);
        nats += Arrays.stream(losses(model.decoder(), shard, first, end)).sum();
      }
      Validation.Score alone =
          new Validation(shard, all, all, DocumentBoundaries.RESET).score(model.decoder());
      assertThat(alone.tokens()).isEqualTo(all - 1);
      assertThat(alone.loss()).isCloseTo(nats / (all - 1), within(1e-12));
      Validation.Score joined =
          new Validation(shard, all, all, DocumentBoundaries.IGNORE).score(model.decoder());
      assertThat(joined.loss()).isNotCloseTo(alone.loss(), within(1e-9));
      assertThat(joined.loss())
          .isCloseTo(
              Arrays.stream(losses(model.decoder(), shard, 0, all)).average().orElseThrow(),
              within(1e-12));
    }
  }

  private static double[] losses(Decoder decoder, TokenShard shard, long first, long end) {
    long[] tokens = new long[(int) (end - first)];
    shard.copy(first, tokens.length, tokens, 0);
    long[] inputs = Arrays.copyOf(tokens, tokens.length - 1);
    long[] targets = Arrays.copyOfRange(tokens, 1, tokens.length);
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return decoder.tokenLosses(
          Tensors.of(inputs, 1, inputs.length), Tensors.of(targets, 1, targets.length));
    }
  }

  /** Windows begin anew in any case, wherever the borders are. */
  @Test
  void resetCountsTheSameTokensInShortWindows(@TempDir Path folder) {
    try (PreparedCorpus corpus = TinyCorpus.prepare(folder);
        TinyModel model = TinyModel.of(Architecture.HGRN2, DType.FLOAT32, 4)) {
      Validation.Score alone =
          new Validation(corpus.validation(), 48, 1500, DocumentBoundaries.RESET)
              .score(model.decoder());
      Validation.Score joined =
          new Validation(corpus.validation(), 48, 1500, DocumentBoundaries.IGNORE)
              .score(model.decoder());
      assertThat(alone.tokens()).isEqualTo(joined.tokens());
      assertThat(alone.loss()).isNotEqualTo(joined.loss()).isCloseTo(joined.loss(), within(0.1));
    }
  }

  @Test
  void oneDocumentHasNoStandardError() {
    assertThat(Validation.summarise(new double[] {3}, new long[] {2}, 1).standardError()).isNaN();
  }
}
