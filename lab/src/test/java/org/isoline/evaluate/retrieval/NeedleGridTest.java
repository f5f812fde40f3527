package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeedleGridTest {
  @Test
  void thePapersGridHasItsLengthsAndDepths() {
    NeedleGrid grid = NeedleGrid.paper();
    assertThat(grid.lengths())
        .hasSize(35)
        .startsWith(1000, 1441, 1882, 2324)
        .contains(4088, 8059)
        .endsWith(15_559, 16_000);
    assertThat(grid.lengths().stream().mapToInt(Integer::intValue).sum()).isEqualTo(297_500);
    assertThat(grid.depths())
        .containsExactly(
            0, 3, 6, 9, 12, 15, 18, 21, 24, 26, 29, 32, 35, 38, 41, 44, 47, 50, 53, 56, 59, 62, 65,
            68, 71, 74, 76, 79, 82, 85, 88, 91, 94, 97, 100);
    assertThat(grid.cells())
        .hasSize(1225)
        .startsWith(new NeedleCell(1000, 0), new NeedleCell(1000, 3))
        .endsWith(new NeedleCell(16_000, 100));
  }

  @Test
  void halvesGoToTheEvenNumber() {
    assertThat(Linspace.rounded(0, 5, 11)).containsExactly(0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5);
    assertThat(Linspace.rounded(7, 9, 1)).containsExactly(7);
  }

  @Test
  void smallGridsAreLegal() {
    assertThat(NeedleGrid.spaced(500, 2000, 1, 1).cells()).containsExactly(new NeedleCell(500, 0));
    assertThat(NeedleGrid.spaced(512, 2048, 2, 3).cells())
        .containsExactly(
            new NeedleCell(512, 0),
            new NeedleCell(512, 50),
            new NeedleCell(512, 100),
            new NeedleCell(2048, 0),
            new NeedleCell(2048, 50),
            new NeedleCell(2048, 100));
  }

  @Test
  void illegalGridsAreNamed() {
    assertThatThrownBy(() -> NeedleGrid.spaced(100, 102, 5, 3))
        .hasMessage(
            "lengths[1] = 100 does not rise from 100 before it; take fewer or spread them wider");
    assertThatThrownBy(() -> NeedleGrid.spaced(100, 200, 2, 0))
        .hasMessage("a grid of 2 lengths and 0 depths: at least 1 of each");
    assertThatThrownBy(() -> new NeedleGrid(List.of(0), List.of(0)))
        .hasMessage("lengths[0] = 0, must be at least 1");
    assertThatThrownBy(() -> new NeedleGrid(List.of(9), List.of(0, 101)))
        .hasMessage("depths[1] = 101, must be 0 to 100");
    assertThatThrownBy(() -> new NeedleGrid(List.of(9), List.of()))
        .hasMessage("depths is empty: a grid has at least one cell");
    assertThatThrownBy(() -> new NeedleCell(9, -1)).hasMessageContaining("depth = -1 %");
  }
}
