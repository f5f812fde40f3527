package org.isoline.cli;

import java.util.List;
import org.isoline.model.Architecture;
import org.isoline.speed.ModelSize;
import org.isoline.speed.Products;
import picocli.CommandLine.Option;

/** Which models a benchmark runs. */
final class BenchModelOptions {
  @Option(
      names = "--arch",
      split = ",",
      paramLabel = "ARCH",
      description = "llama, tnl, hgrn2, cosformer2 (default: all).")
  private List<Architecture> architectures = List.of(Architecture.values());

  @Option(
      names = "--size",
      defaultValue = "6x512x128",
      paramLabel = "SIZE",
      description =
          "LAYERSxWIDTHxHEADDIM, or a published size: 70M, 160M, 410M, 1B, 3B, 7B (default:"
              + " ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--vocabulary",
      defaultValue = "32000",
      paramLabel = "V",
      description =
          "Token ids; the head's share of a small model's time is large (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--dtype",
      split = ",",
      defaultValue = "fp32",
      paramLabel = "TYPE",
      description =
          "fp32, bf16 (default: ${DEFAULT-VALUE}). bf16 while training and evaluating:"
              + " operands of products with weights; while decoding: weights and activations.")
  private List<Products> types;

  List<Architecture> architectures() {
    return architectures;
  }

  ModelSize size() {
    return new ModelSize(size);
  }

  int vocabulary() {
    return vocabulary;
  }

  List<Products> types() {
    return types;
  }
}
