package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.model.Architecture;
import org.isoline.speed.ModelSize;
import org.isoline.speed.PrecisionBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench precision}. */
@Command(
    name = "precision",
    mixinStandardHelpOptions = true,
    description = {
      "Trains small models twice from the same seeds, with float32 and with bfloat16 products, and"
          + " compares validation losses. 'largest / noise' is the figure to watch: the largest"
          + " difference between the types over the deviation between seeds; below 1 the types"
          + " cannot be told apart by their losses.",
      ""
    },
    footer = {
      "",
      "Example: isoline prepare studies/quick.yaml && isoline bench precision --corpus"
          + " runs/quick/corpus"
    })
final class BenchPrecisionCommand implements Callable<Integer> {
  @Option(
      names = "--corpus",
      required = true,
      paramLabel = "DIR",
      description = "A prepared corpus: see isoline prepare.")
  private Path corpus;

  @Option(
      names = "--arch",
      split = ",",
      paramLabel = "ARCH",
      description = "llama, tnl, hgrn2, cosformer2 (default: all).")
  private List<Architecture> architectures = List.of(Architecture.values());

  @Option(
      names = "--size",
      defaultValue = "4x128x32",
      paramLabel = "SIZE",
      description =
          "LAYERSxWIDTHxHEADDIM, or a published size: 70M, 160M, 410M, 1B, 3B, 7B (default:"
              + " ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--context",
      defaultValue = "256",
      paramLabel = "TOKENS",
      description = "Tokens of a sequence (default: ${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--sequences",
      defaultValue = "4",
      paramLabel = "N",
      description = "Sequences of an update (default: ${DEFAULT-VALUE}).")
  private int sequences;

  @Option(
      names = "--steps",
      defaultValue = "300",
      paramLabel = "N",
      description = "Updates (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Runs of each architecture and type (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    PrecisionBench.Request request =
        new PrecisionBench.Request(
            architectures, new ModelSize(size), context, sequences, steps, seeds);
    try (PreparedCorpus text = PreparedCorpus.open(corpus)) {
      return options.deliver(
          PrecisionBench.run(request, text, options.effort(), options.progress()));
    }
  }
}
