package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.isoline.model.Kernels;
import org.isoline.verify.FastKernel;
import org.isoline.verify.KernelSelfTest;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private record Printed(int exitCode, String text) {}

  private static Printed print(KernelSelfTest test) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int exitCode =
        DoctorCommand.kernels(test, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return new Printed(exitCode, bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyKernelHasALine() {
    Printed printed = print(KernelSelfTest.run(Kernels.DEFAULT));
    assertThat(printed.exitCode()).as(printed.text()).isEqualTo(Main.DONE);
    assertThat(printed.text().lines().filter(line -> line.endsWith(" ok")))
        .hasSameSizeAs(KernelSelfTest.run(Kernels.DEFAULT).results());
    assertThat(printed.text()).contains("softmax attention", "chunks of 64", "1.5e-05");
  }

  @Test
  void aWrongKernelIsNamedAndTheExitCodeSaysSo() {
    UnaryOperator<Kernels> without = Kernels::withReferenceGate;
    FastKernel wrong =
        new FastKernel(
            "gate",
            "sabotaged",
            operands -> List.of(operands.getFirst().mul(2)),
            operands -> List.of(operands.getFirst().mul(1)),
            List.of(FastKernel.Operand.of(-1, 1, 7)),
            Optional.of(without));
    Printed printed = print(KernelSelfTest.of(List.of(wrong)));
    assertThat(printed.exitCode()).isEqualTo(Main.CHECK_FAILED);
    assertThat(printed.text())
        .contains("falls back to another form", "kernel 'gate' (sabotaged) differs", "slower");
  }
}
