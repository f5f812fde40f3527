package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.speed.TokenizerBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench tokenizer}. */
@Command(
    name = "tokenizer",
    mixinStandardHelpOptions = true,
    description = {
      "How long it takes to train a byte-level BPE, and how fast it and cl100k_base encode: our own"
          + " encoder beside jtokkit and Hugging Face's library, on the same text in one run.",
      ""
    })
final class BenchTokenizerCommand implements Callable<Integer> {
  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description =
          "Plain text, or JSON lines with the field text (.jsonl); either may be compressed (.gz).")
  private Path text;

  @Option(
      names = "--train-megabytes",
      defaultValue = "100",
      paramLabel = "MB",
      description =
          "Text to train on (default: ${DEFAULT-VALUE}); a shorter file is repeated from its start.")
  private int trainMegabytes;

  @Option(
      names = "--encode-megabytes",
      defaultValue = "10",
      paramLabel = "MB",
      description = "Text to encode (default: ${DEFAULT-VALUE}).")
  private int encodeMegabytes;

  @Option(
      names = "--merges",
      defaultValue = "32000",
      paramLabel = "N",
      description = "Merges to learn (default: ${DEFAULT-VALUE}).")
  private int merges;

  @Option(
      names = "--cores",
      split = ",",
      defaultValue = "1,2",
      paramLabel = "N",
      description = "Threads to train with (default: ${DEFAULT-VALUE}).")
  private List<Integer> cores;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    TokenizerBench.Request request =
        new TokenizerBench.Request(text, trainMegabytes, encodeMegabytes, merges, cores);
    return options.deliver(TokenizerBench.run(request, options.effort(), options.progress()));
  }
}
