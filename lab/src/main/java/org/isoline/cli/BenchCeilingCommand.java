package org.isoline.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.isoline.speed.CeilingBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isoline bench ceiling}. */
@Command(
    name = "ceiling",
    mixinStandardHelpOptions = true,
    description = {
      "What this machine reaches: GFLOP/s of plain matrix products at the shapes of training steps,"
          + " in float32 and bfloat16, and memory bandwidth.",
      "",
      "A linear map needs three products a step: forward (x W^T), and backward for its input (dy W)"
          + " and its weight (dy^T x). bfloat16 pays where 'bf16 / fp32' is clearly above 1, which"
          + " takes a processor with avx512_bf16 or amx_bf16. Decoding is bound by 'read'.",
      ""
    })
final class BenchCeilingCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    return options.deliver(CeilingBench.run(options.effort(), options.progress()));
  }
}
