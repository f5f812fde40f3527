package org.isoline.evaluate.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.isoline.corpus.Batch;
import org.isoline.corpus.RecallGenerator;
import org.isoline.corpus.RecallSet;
import org.isoline.corpus.RecallSpec;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecallAccuracyTest {
  private static final RecallSpec SPEC = new RecallSpec(12, 24, 3, 0.01, false);

  private static ModelConfig config(Architecture architecture, int vocabulary) {
    return ModelConfig.paper(architecture, Shape.of(2, 16, 8), vocabulary, 16);
  }

  /** Random models guess; the answers counted by hand from all logits are the same. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void itCountsTheQueriesWhoseLikeliestTokenIsTheValue(Architecture architecture) {
    ModelConfig config = config(architecture, 12);
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 4)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      RecallSet set = new RecallSet(SPEC, 21);
      RecallAccuracy.Score score = new RecallAccuracy(set, 3, 16).score(decoder);
      assertThat(score.correct()).isEqualTo(byHand(decoder, 21));
      assertThat(score.examples()).isEqualTo(21);
      assertThat(score.accuracy()).isCloseTo(score.correct() / 63.0, within(1e-15));
      for (int atOnce : List.of(1, 8, 100)) {
        assertThat(new RecallAccuracy(set, 3, atOnce).score(decoder)).isEqualTo(score);
      }
    }
  }

  private static int byHand(Decoder decoder, int examples) {
    RecallGenerator generator = new RecallGenerator(SPEC, 3);
    int correct = 0;
    for (int example = 0; example < examples; example++) {
      Batch batch = generator.batch(example);
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off()) {
        long[] likeliest =
            decoder.logits(Tensors.of(batch.inputs(), 1, 24)).reshape(24, 12).argmax(1).toLongs();
        for (int place = 0; place < 24; place++) {
          correct += batch.targets()[place] == likeliest[place] ? 1 : 0;
        }
      }
    }
    return correct;
  }

  @Test
  void theErrorHasExamplesAsItsUnit() {
    RecallAccuracy.Score score = RecallAccuracy.summarise(SPEC, new int[] {3, 0, 3, 3});
    assertThat(score.accuracy()).isEqualTo(0.75);
    assertThat(score.standardError()).isCloseTo(Math.sqrt(0.75 / 12), within(1e-15));
    assertThat(RecallAccuracy.summarise(SPEC, new int[] {3}).standardError()).isNaN();
  }

  @Test
  void aSmallerVocabularyIsRefused() {
    ModelConfig config = config(Architecture.TNL, 11);
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 4)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      RecallAccuracy accuracy = new RecallAccuracy(new RecallSet(SPEC, 2), 1, 1);
      assertThatThrownBy(() -> accuracy.score(decoder))
          .hasMessageContaining("the model has 11 ids, the examples 12");
    }
  }
}
