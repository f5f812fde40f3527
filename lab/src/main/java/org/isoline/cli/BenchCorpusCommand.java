package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.speed.CorpusBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench corpus}. */
@Command(
    name = "corpus",
    mixinStandardHelpOptions = true,
    description = {
      "From text to token shards in MB/s, stage by stage, and how long 300 B tokens would take at"
          + " that rate; then how fast batches come out of the shards.",
      "",
      "The text is generated unless one is given. Its tokenizer is trained once and not counted.",
      ""
    })
final class BenchCorpusCommand implements Callable<Integer> {
  @Option(
      names = "--text",
      paramLabel = "FILE.jsonl",
      description = "JSON lines with the field text (also .gz, .zst); default: generated text.")
  private Optional<Path> text = Optional.empty();

  @Option(
      names = "--megabytes",
      defaultValue = "100",
      paramLabel = "MB",
      description = "Size of generated text (default: ${DEFAULT-VALUE}).")
  private int megabytes;

  @Option(
      names = "--vocabulary",
      defaultValue = "32000",
      paramLabel = "V",
      description = "Ids of the BPE tokenizer (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--cores",
      split = ",",
      defaultValue = "1,2",
      paramLabel = "N",
      description = "Threads of the preparation (default: ${DEFAULT-VALUE}).")
  private List<Integer> cores;

  @Option(
      names = "--context",
      defaultValue = "2048",
      paramLabel = "TOKENS",
      description = "Length of the batches' sequences (default: ${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--training-rate",
      paramLabel = "TOKENS/S",
      description = "What training consumes, to hold the supply of batches against.")
  private Optional<Double> trainingRate = Optional.empty();

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    CorpusBench.Request request =
        new CorpusBench.Request(text, megabytes, vocabulary, cores, context, trainingRate);
    return options.deliver(CorpusBench.run(request, options.effort(), options.progress()));
  }
}
