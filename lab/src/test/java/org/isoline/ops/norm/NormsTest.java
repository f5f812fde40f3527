package org.isoline.ops.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.isoline.ops.Trial;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormsTest {
  private static final double EPS = 1e-6;

  private static final Trial.Operation SRMS = in -> List.of(Norms.srms(in.get(0), EPS));
  private static final Trial.Operation RMS = in -> List.of(Norms.rms(in.get(0), in.get(1), EPS));
  private static final Trial.Operation LAYER =
      in -> List.of(Norms.layer(in.get(0), in.get(1), in.get(2), EPS));
  private static final Trial.Operation SRMS_REFERENCE =
      in -> List.of(NormReference.srms(in.get(0), EPS));
  private static final Trial.Operation RMS_REFERENCE =
      in -> List.of(NormReference.rms(in.get(0), in.get(1), EPS));
  private static final Trial.Operation LAYER_REFERENCE =
      in -> List.of(NormReference.layer(in.get(0), in.get(1), in.get(2), EPS));

  private static Trial rows(double size, long tokens, long width) {
    return new Trial().normal("x", size, 2, tokens, width);
  }

  private static Trial weighted(double size, long tokens, long width) {
    return rows(size, tokens, width).normal("weight", 1, width);
  }

  private static Trial affine(double size, long tokens, long width) {
    return weighted(size, tokens, width).normal("bias", 1, width);
  }

  /** At 1e-4 the mean square is 1e-2 eps, at 1e-3 it is eps: a wrong eps shows. */
  @ParameterizedTest
  @CsvSource({"1,1,7", "1,63,64", "1,65,33", "30,257,16", "1e-3,9,48", "1e-4,9,48"})
  void fastFormsAgreeWithFormulas(double size, long tokens, long width) {
    rows(size, tokens, width).agree(SRMS, SRMS_REFERENCE);
    weighted(size, tokens, width).agree(RMS, RMS_REFERENCE);
    affine(size, tokens, width).agree(LAYER, LAYER_REFERENCE);
  }

  @Test
  void formulasAgreeWithFiniteDifferences() {
    rows(1, 5, 7).matchesFiniteDifferences(SRMS_REFERENCE);
    weighted(1, 5, 7).matchesFiniteDifferences(RMS_REFERENCE);
    affine(1, 5, 7).matchesFiniteDifferences(LAYER_REFERENCE);
  }

  @Test
  void knownValues() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.of(new double[] {3, 4, 0, 0}, 1, 4);
      Tensor w = Tensors.of(new double[] {1, 2, 3, 4}, 4);
      Trial.close(Norms.srms(x, 0).toDoubles(), new double[] {1.2, 1.6, 0, 0}, 1e-15, "srms");
      Trial.close(Norms.rms(x, w, 0).toDoubles(), new double[] {1.2, 3.2, 0, 0}, 1e-15, "rms");
      Trial.close(
          Norms.srms(x, 93.75).toDoubles(), new double[] {0.3, 0.4, 0, 0}, 1e-15, "large eps");
      double r = 1 / Math.sqrt((1.25 * 1.25 + 2.25 * 2.25 + 2 * 1.75 * 1.75) / 4);
      Trial.close(
          Norms.layer(x, w, w, 0).toDoubles(),
          new double[] {1.25 * r + 1, 4.5 * r + 2, -5.25 * r + 3, -7 * r + 4},
          1e-15,
          "layer");
    }
  }

  @Test
  void zeroRowsStayFinite() {
    Trial zeros = new Trial().given("x", new double[12], 3, 4);
    zeros.agree(SRMS, SRMS_REFERENCE);
  }

  /** In binary16 the squares of 300 overflow and those of 1e-4 underflow. */
  @ParameterizedTest
  @ValueSource(doubles = {300, 1e-4})
  void sixteenBitStatisticsAreWide(double size) {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.full(size, DType.FLOAT16, Device.CPU, 3, 50).requiresGrad(true);
      double rounded = x.toDoubles()[0];
      double inverse = 1 / Math.sqrt(rounded * rounded + EPS);
      Tensor y = Norms.srms(x, EPS);
      y.sum().backward();
      assertThat(y.toDoubles()).containsOnly(new double[] {rounded * inverse}, within(1e-3));
      double slope = inverse * (1 - Math.pow(rounded * inverse, 2));
      assertThat(x.grad().orElseThrow().toDoubles())
          .containsOnly(new double[] {slope}, within(1e-3 * inverse));
    }
  }

  @Test
  void customNodesLeakNothing() {
    rows(1, 5, 7).leaksNothing(SRMS);
    weighted(1, 5, 7).leaksNothing(RMS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void impossibleEpsIsRefused(double eps) {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 2, 3);
      assertThatThrownBy(() -> Norms.srms(x, eps))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("eps = " + eps);
    }
  }

  @Test
  void misfitsAreRefusedByName() {
    try (Scope scope = new Scope()) {
      Tensor x = Tensors.ones(DType.FLOAT32, 2, 3);
      Tensor good = Tensors.ones(DType.FLOAT32, 3);
      Tensor wide = Tensors.ones(DType.FLOAT64, 3);
      Tensor integers = Tensors.ones(DType.INT64, 2, 3);
      assertThatThrownBy(() -> Norms.rms(x, wide, EPS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("weight is FLOAT64[3] on cpu, must be FLOAT32[3]");
      assertThatThrownBy(() -> Norms.layer(x, good, x, EPS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bias is FLOAT32[2, 3]");
      assertThatThrownBy(() -> Norms.srms(integers, EPS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x is INT64[2, 3], must be floating [any, any]");
      assertThatThrownBy(() -> Norms.srms(x.sum(), EPS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least one dimension");
    }
  }
}
