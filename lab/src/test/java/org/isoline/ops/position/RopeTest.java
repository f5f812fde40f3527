package org.isoline.ops.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.isoline.ops.Trial;
import org.isoline.ops.position.Rope.Layout;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RopeTest {
  private static final int HEADS = 3;
  private static final int WIDTH = 10;

  private static Trial trial(long tokens) {
    return new Trial().normal("x", 1, 2, HEADS, tokens, WIDTH);
  }

  private static Trial.Operation fast(Rope rope, long offset) {
    return in -> List.of(rope.rotate(in.get(0), offset));
  }

  private static Trial.Operation reference(Rope rope, long offset) {
    return in -> List.of(rope.reference(in.get(0), offset));
  }

  private static Tensor random(long seed, long... shape) {
    try (Rng rng = Rng.seeded(seed)) {
      return rng.normal(1, DType.FLOAT64, shape);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "63,0", "65,7", "257,0", "9,100000"})
  void fastFormAgreesWithFormula(long tokens, long offset) {
    for (Layout layout : Layout.values()) {
      Rope shared = Rope.headShared(WIDTH, 10000, layout);
      Rope spread = Rope.spreadOverHeads(HEADS, WIDTH, 10000, layout);
      trial(tokens).agree(fast(shared, offset), reference(shared, offset));
      trial(tokens).agree(fast(spread, offset), reference(spread, offset));
    }
  }

  @ParameterizedTest
  @EnumSource
  void formulaAgreesWithFiniteDifferences(Layout layout) {
    trial(4).matchesFiniteDifferences(reference(Rope.headShared(WIDTH, 100, layout), 3));
  }

  @Test
  void pairsTurnByTheirAngle() {
    try (Scope scope = new Scope()) {
      double w = 0.3;
      double[] cs = {Math.cos(2 * w), Math.sin(2 * w), Math.cos(2 * 5.0), Math.sin(2 * 5.0)};
      Tensor x = Tensors.of(new double[] {1, 2, 3, 4}, 1, 1, 1, 4);
      double[][] frequencies = {{w, 5}};
      assertThat(Rope.of(frequencies, Layout.HALF_SPLIT).rotate(x, 2).toDoubles())
          .containsExactly(
              new double[] {
                cs[0] - 3 * cs[1], 2 * cs[2] - 4 * cs[3], cs[1] + 3 * cs[0], 2 * cs[3] + 4 * cs[2]
              },
              within(1e-15));
      assertThat(Rope.of(frequencies, Layout.INTERLEAVED).rotate(x, 2).toDoubles())
          .containsExactly(
              new double[] {
                cs[0] - 2 * cs[1], cs[1] + 2 * cs[0], 3 * cs[2] - 4 * cs[3], 3 * cs[3] + 4 * cs[2]
              },
              within(1e-14));
    }
  }

  @ParameterizedTest
  @EnumSource
  void productsDependOnTheDistanceOnly(Layout layout) {
    try (Scope scope = new Scope()) {
      Rope rope = Rope.spreadOverHeads(HEADS, WIDTH, 10000, layout);
      Tensor q = random(1, 1, HEADS, 1, WIDTH);
      Tensor k = random(2, 1, HEADS, 1, WIDTH);
      double[] near = product(rope, q, 12, k, 5);
      assertThat(product(rope, q, 1007, k, 1000)).containsExactly(near, within(1e-12));
      assertThat(product(rope, q, 5, k, 12)[0]).isNotCloseTo(near[0], within(1e-3));
    }
  }

  private static double[] product(Rope rope, Tensor q, long t, Tensor k, long s) {
    return rope.rotate(q, t).mul(rope.rotate(k, s)).sum(3, false).toDoubles();
  }

  /** Old channels 2j and 2j + 1 become channels j and j + K/2. */
  @Test
  void layoutsDifferByAnOrderOfChannels() {
    try (Scope scope = new Scope()) {
      Tensor x = random(3, 2, HEADS, 7, WIDTH);
      Tensor interleaved = Rope.headShared(WIDTH, 10000, Layout.INTERLEAVED).rotate(x, 4);
      Tensor halfSplit = Rope.headShared(WIDTH, 10000).rotate(reordered(x), 4);
      assertThat(halfSplit.toDoubles())
          .containsExactly(reordered(interleaved).toDoubles(), within(1e-14));
    }
  }

  private static Tensor reordered(Tensor x) {
    return x.reshape(2, HEADS, 7, WIDTH / 2, 2).transpose(3, 4).reshape(2, HEADS, 7, WIDTH);
  }

  @Test
  void offsetContinuesALongerSequence() {
    try (Scope scope = new Scope()) {
      Rope rope = Rope.headShared(WIDTH, 10000);
      Tensor x = random(4, 2, HEADS, 20, WIDTH);
      assertThat(rope.rotate(x.narrow(2, 13, 7), 13).toDoubles())
          .containsExactly(rope.rotate(x, 0).narrow(2, 13, 7).toDoubles());
    }
  }

  /** The one table kept must not be mistaken for another one. */
  @Test
  void tableIsRenewedWhenLengthOffsetOrTypeChange() {
    try (Scope scope = new Scope()) {
      Rope rope = Rope.headShared(WIDTH, 10000);
      Tensor x = random(5, 1, HEADS, 6, WIDTH);
      for (long offset : new long[] {0, 0, 2, 2}) {
        for (long tokens : new long[] {6, 3, 3}) {
          for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16}) {
            Tensor part = x.narrow(2, 0, tokens).to(dtype);
            Tensor turned = rope.rotate(part, offset);
            assertThat(turned.dtype()).isEqualTo(dtype);
            Trial.close(
                turned.toDoubles(),
                rope.reference(part.to(DType.FLOAT64), offset).toDoubles(),
                dtype == DType.FLOAT64 ? 1e-14 : dtype == DType.FLOAT32 ? 1e-6 : 1e-2,
                dtype + " from " + offset);
          }
        }
      }
    }
  }

  @Test
  void frequenciesOfBothSchemes() {
    double[][] shared = Rope.headShared(8, 10000).frequencies();
    assertThat(shared).hasDimensions(1, 4);
    assertThat(shared[0]).containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-15));
    double[][] spread = Rope.spreadOverHeads(2, 4, 10000).frequencies();
    assertThat(spread[0]).containsExactly(new double[] {1, 0.1}, within(1e-15));
    assertThat(spread[1]).containsExactly(new double[] {0.01, 0.001}, within(1e-15));
  }

  @Test
  void frequenciesFromATensor() {
    try (Scope scope = new Scope()) {
      Tensor stored = Tensors.of(new double[] {1, 0.1, 0.01, 0.001}, 2, 1, 2);
      double[][] expected = {{1, 0.1}, {0.01, 0.001}};
      assertThat(Rope.of(stored, Layout.INTERLEAVED).frequencies()).isDeepEqualTo(expected);
      assertThat(Rope.of(stored.reshape(2, 2), Layout.INTERLEAVED).frequencies())
          .isDeepEqualTo(expected);
      assertThat(Rope.of(stored.reshape(4), Layout.INTERLEAVED).frequencies())
          .isDeepEqualTo(new double[][] {{1, 0.1, 0.01, 0.001}});
      assertThatThrownBy(() -> Rope.of(stored.reshape(1, 2, 2), Layout.INTERLEAVED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FLOAT64[1, 2, 2]");
    }
  }

  @Test
  void customNodeLeaksNothing() {
    trial(5).leaksNothing(fast(Rope.headShared(WIDTH, 10000), 0));
  }

  @Test
  void misfitsAreRefused() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 1, 2, 3, 4);
      assertThatThrownBy(() -> Rope.headShared(6, 10000).rotate(x, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x is FLOAT32[1, 2, 3, 4], must be floating [any, any, any, 6]");
      assertThatThrownBy(() -> Rope.spreadOverHeads(3, 4, 10000).rotate(x, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[any, 3, any, 4]");
      assertThatThrownBy(() -> Rope.headShared(4, 10000).rotate(x, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("offset = -1");
    }
    assertThatThrownBy(() -> Rope.headShared(5, 10000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("headDim = 5");
    assertThatThrownBy(() -> Rope.of(new double[][] {{1, 2}, {1}}, Layout.HALF_SPLIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 frequencies for one head and 1 for another");
    assertThatThrownBy(() -> Rope.of(new double[][] {{Double.NaN}}, Layout.HALF_SPLIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Rope.of(new double[0][], Layout.HALF_SPLIT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
