package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

  @ParameterizedTest
  @CsvSource({
    "70M,     6,  512,  4, 1536",
    "160M,   12,  768,  6, 2048",
    "410M,   26, 1024,  8, 2816",
    "1B,     32, 1536, 12, 4096",
    "3B,     35, 2560, 20, 6912",
    "7B,     32, 4096, 32, 11008",
    "1B-1792, 24, 1792, 14, 4864",
    "1B-2048, 18, 2048, 16, 5632",
    "1B-3072,  8, 3072, 24, 8192"
  })
  void extentsFollowTheRuleOfTheStudy(String name, int layers, int width, int heads, int glu) {
    Shape shape = Sizes.shape(name, Architecture.LLAMA);
    assertThat(shape).isEqualTo(Shape.of(layers, width, 128, glu, 128, 128));
    assertThat(shape.heads()).isEqualTo(heads);
  }

  @Test
  void gatedArchitecturesHaveOneLayerLessAt410M() {
    assertThat(Sizes.shape("410M", Architecture.HGRN2).layers()).isEqualTo(26);
    assertThat(Sizes.shape("410M", Architecture.TNL).layers()).isEqualTo(25);
    assertThat(Sizes.shape("410M", Architecture.COSFORMER2).layers()).isEqualTo(25);
    assertThat(Sizes.shape("7B", Architecture.TNL).layers()).isEqualTo(32);
  }

  @Test
  void namesStartWithTheMainGrid() {
    assertThat(Sizes.published()).containsExactly("70M", "160M", "410M", "1B", "3B", "7B");
    assertThat(Sizes.names()).startsWith("70M", "160M").endsWith("1B-2048", "1B-3072").hasSize(9);
  }

  @Test
  void unknownNameListsTheLegalOnes() {
    assertThatThrownBy(() -> Sizes.shape("13B", Architecture.TNL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "size '13B' is not one of 70M, 160M, 410M, 1B, 3B, 7B, 1B-1792, 1B-2048, 1B-3072");
  }
}
