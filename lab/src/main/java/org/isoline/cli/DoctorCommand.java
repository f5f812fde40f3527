package org.isoline.cli;

import java.util.concurrent.Callable;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Threads;
import org.isoline.train.GemmCeiling;
import picocli.CommandLine.Command;

/** {@code isoline doctor}: what this machine can do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Shows the JDK, the native library, threads, devices and the measured matrix rate.")
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
    }
    return Main.DONE;
  }

  private static void print(String what, String value) {
    System.out.printf("%-16s %s%n", what, value);
  }
}
