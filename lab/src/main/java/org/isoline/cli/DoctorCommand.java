package org.isoline.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.model.Kernels;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Threads;
import org.isoline.train.Bfloat16Probe;
import org.isoline.train.GemmCeiling;
import org.isoline.verify.KernelSelfTest;
import picocli.CommandLine.Command;

/** {@code isoline doctor}: what this machine can do, and whether it computes what it should. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the JDK, the native library, threads, devices and the measured matrix rate, and",
      "compares every fast kernel with its reference. Exit code 1 if one had to fall back."
    })
final class DoctorCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Threads.set(1);
    try (Scope scope = new Scope()) {
      print("JDK", System.getProperty("java.vendor") + " " + Runtime.version());
      print("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
      print("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
      print("native threads", Threads.get() + " in each process");
      print("best device", Device.best() + (Device.best().equals(Device.CPU) ? "" : " (untested)"));
      print("GEMM, fp32", "%.1f GFLOP/s on one thread".formatted(GemmCeiling.measure() * 1e-9));
      Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE"))
          .ifPresent(
              core ->
                  print(
                      "OpenBLAS",
                      "OPENBLAS_CORETYPE=%s is set and decides its kernels; without it they are those of this processor, which can be twice as fast"
                          .formatted(core)));
      Bfloat16Probe probe = Bfloat16Probe.run();
      print(
          "GEMM, bf16",
          "%.2f times fp32: precision auto means %s"
              .formatted(probe.ratio(), probe.pays() ? "bfloat16" : "float32"));
      return kernels(KernelSelfTest.run(Kernels.DEFAULT), System.out);
    }
  }

  /** The table of kernels; returns the exit code. */
  static int kernels(KernelSelfTest test, PrintStream out) {
    out.printf(
        "%nkernels, float32 against the reference in float64: outputs and gradients%n"
            + "%-32s %-18s %18s %10s  %s%n",
        "kernel", "form", "largest difference", "tolerance", "result");
    for (KernelSelfTest.Result result : test.results()) {
      out.printf(
          Locale.ROOT,
          "%-32s %-18s %18.1e %10.1e  %s%n",
          result.name(),
          result.form(),
          result.check().maxDifference(),
          result.check().tolerance(),
          verdict(result));
    }
    test.messages().forEach(out::println);
    return test.pass() ? Main.DONE : Main.CHECK_FAILED;
  }

  private static String verdict(KernelSelfTest.Result result) {
    if (result.check().pass()) {
      return "ok";
    }
    return result.switchable() ? "falls back to another form" : "WRONG";
  }

  private static void print(String what, String value) {
    System.out.printf("%-16s %s%n", what, value);
  }
}
