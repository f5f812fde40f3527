package org.isoline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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

  @Test
  void oneDocumentHasNoStandardError() {
    assertThat(Validation.summarise(new double[] {3}, new long[] {2}, 1).standardError()).isNaN();
  }
}
