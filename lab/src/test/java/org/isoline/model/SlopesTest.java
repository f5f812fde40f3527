package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlopesTest {

  @Test
  void slopesAreTheReleasedOnes() {
    assertThat(logSlopes(4)).containsExactly(-2, -4, -6, -8);
    assertThat(logSlopes(6)).containsExactly(-2, -4, -6, -8, -1, -3);
    assertThat(logSlopes(8)).containsExactly(-1, -2, -3, -4, -5, -6, -7, -8);
    assertThat(logSlopes(12))
        .containsExactly(-1, -2, -3, -4, -5, -6, -7, -8, -0.5, -1.5, -2.5, -3.5);
    assertThat(logSlopes(20)).endsWith(-8, -0.25, -0.75, -1.25, -1.75);
  }

  private static double[] logSlopes(int heads) {
    return IntStream.range(0, heads)
        .mapToDouble(h -> Math.log(Slopes.slope(h, heads)) / Math.log(2))
        .map(x -> Math.round(x * 1e9) / 1e9)
        .toArray();
  }

  @Test
  void lastLayerHardlyForgets() {
    assertThat(Slopes.logDecay(2, 0, 3)[0]).isCloseTo(-0.062500625, within(1e-15));
    assertThat(Slopes.logDecay(2, 2, 3)[1]).isCloseTo(-3.90625e-8, within(1e-18));
    assertThat(Slopes.logDecay(2, 0, 1)[0]).isEqualTo(-0.0625);
  }
}
