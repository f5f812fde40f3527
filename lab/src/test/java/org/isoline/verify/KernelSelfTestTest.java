package org.isoline.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.isoline.model.Kernels;
import org.isoline.ops.fused.Fused;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelSelfTestTest {
  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  /** The kernels of a model with one of them replaced. */
  private static KernelSelfTest sabotaged(String name, UnaryOperator<FastKernel> sabotage) {
    List<FastKernel> kernels = new ArrayList<>(FastKernels.of(Kernels.DEFAULT));
    kernels.replaceAll(kernel -> kernel.name().equals(name) ? sabotage.apply(kernel) : kernel);
    return KernelSelfTest.of(kernels);
  }

  /** Outputs a little too large, as by a kernel that rounds its products to 11 bits. */
  private static FastKernel imprecise(FastKernel kernel) {
    return kernel.withFast(
        operands -> kernel.fast().apply(operands).stream().map(o -> o.mul(1 + 0x1p-12)).toList());
  }

  @Test
  void everyKernelIsRightAndNothingFallsBack() {
    KernelSelfTest test = KernelSelfTest.run(Kernels.DEFAULT);

    assertThat(test.messages()).isEmpty();
    assertThat(test.pass()).isTrue();
    assertThat(test.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT);
    assertThat(test.results()).hasSizeGreaterThanOrEqualTo(12);
    for (KernelSelfTest.Result result : test.results()) {
      assertThat(result.check().maxDifference())
          .as(result.name())
          .isBetween(0x1p-27, KernelSelfTest.TOLERANCE / 8);
    }
  }

  @Test
  void itTakesLessThanASecondWithAnyChunk() {
    KernelSelfTest.run(Kernels.DEFAULT);
    long started = CpuTime.nanoseconds();
    assertThat(KernelSelfTest.run(Kernels.chunkwise(128, 256)).pass()).isTrue();
    assertThat((CpuTime.nanoseconds() - started) * 1e-9).isLessThan(1);
  }

  @Test
  void aWrongKernelFallsBackAloneAndIsNamed() {
    KernelSelfTest decay = sabotaged("constant decay", KernelSelfTestTest::imprecise);
    assertThat(decay.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT.withReferenceDecay());
    assertThat(decay.messages().getLast())
        .contains("'constant decay' (chunks of 64) differs", "0.00024", "another form runs");

    KernelSelfTest gate =
        sabotaged("gated recurrence, strong decay", KernelSelfTestTest::imprecise);
    assertThat(gate.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT.withReferenceGate());
    KernelSelfTest softmax = sabotaged("softmax attention", KernelSelfTestTest::imprecise);
    assertThat(softmax.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT.withReferenceSoftmax());
    KernelSelfTest toeplitz = sabotaged("Toeplitz encoding", KernelSelfTestTest::imprecise);
    assertThat(toeplitz.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT.withReferenceToeplitz());
  }

  @Test
  void aWrongFusedKernelGivesWayToChunks() {
    assumeTrue(Fused.supports(DType.FLOAT32, Device.CPU), "no fused kernels on this machine");
    List<FastKernel> kernels =
        FastKernels.of(Kernels.DEFAULT).stream()
            .map(
                kernel ->
                    kernel.form().equals("fused") && kernel.name().startsWith("gated")
                        ? imprecise(kernel)
                        : kernel)
            .toList();
    Kernels usable = KernelSelfTest.of(kernels).usable(Kernels.DEFAULT);
    assertThat(usable).isEqualTo(Kernels.DEFAULT.withoutFusedGate());
    assertThat(usable.gate()).isEqualTo(Kernels.Form.CHUNKWISE);
  }

  @Test
  void aWrongGradientIsAsBadAsAWrongOutput() {
    KernelSelfTest test =
        sabotaged(
            "softmax attention",
            kernel ->
                kernel.withFast(
                    operands -> {
                      List<Tensor> cut = new ArrayList<>(operands);
                      // The same numbers; half of their gradient is lost.
                      Tensor k = operands.get(1);
                      cut.set(1, k.mul(0.5).add(k.detach().mul(0.5)));
                      return kernel.fast().apply(cut);
                    }));
    assertThat(test.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT.withReferenceSoftmax());
  }

  @Test
  void aKernelThatGivesNoNumberOrDoesNotRunFallsBack() {
    KernelSelfTest poisoned =
        sabotaged(
            "Toeplitz encoding",
            kernel ->
                kernel.withFast(
                    operands ->
                        kernel.fast().apply(operands).stream()
                            .map(output -> output.mul(Double.NaN))
                            .toList()));
    assertThat(poisoned.usable(Kernels.DEFAULT).toeplitz()).isEqualTo(Kernels.Form.RECURRENT);
    KernelSelfTest broken =
        sabotaged(
            "constant decay",
            kernel ->
                kernel.withFast(
                    operands -> {
                      throw new IllegalStateException("illegal instruction");
                    }));
    assertThat(broken.usable(Kernels.DEFAULT).decay()).isEqualTo(Kernels.Form.RECURRENT);
    assertThat(broken.messages())
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message).contains("illegal instruction"));
  }

  @Test
  void aKernelWithoutAnotherFormIsReportedAndNothingIsReplaced() {
    KernelSelfTest test = sabotaged("RMSNorm", KernelSelfTestTest::imprecise);
    assertThat(test.pass()).isFalse();
    assertThat(test.usable(Kernels.DEFAULT)).isEqualTo(Kernels.DEFAULT);
    assertThat(test.messages()).singleElement().asString().contains("RMSNorm", "no other form");
  }
}
