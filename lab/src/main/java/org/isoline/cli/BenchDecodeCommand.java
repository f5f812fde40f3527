package org.isoline.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.speed.DecodeBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench decode}. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = {
      "Milliseconds a token of generation, one sequence, after contexts of growing length. The state"
          + " is drawn at random instead of read, so a long context costs nothing to reach.",
      "",
      "A token needs every weight once, so it cannot take less than their bytes over the read"
          + " bandwidth: the floor. '%% of floor speed' is 100 where nothing is left to win. The"
          + " linear architectures' state has the same bytes at any context; LLaMA's grows, and it"
          + " reads all of it for every token.",
      ""
    })
final class BenchDecodeCommand implements Callable<Integer> {
  @Mixin private BenchModelOptions models;

  @Option(
      names = "--context",
      split = ",",
      defaultValue = "1024,4096,16384,65536",
      paramLabel = "TOKENS",
      description = "Tokens read before (default: ${DEFAULT-VALUE}).")
  private List<Integer> contexts;

  @Option(
      names = "--tokens",
      defaultValue = "32",
      paramLabel = "N",
      description =
          "Tokens decoded at each context, after 3 that do not count; takes the place of --repeats"
              + " (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    DecodeBench.Request request =
        new DecodeBench.Request(
            models.architectures(),
            contexts,
            models.types(),
            models.size(),
            models.vocabulary(),
            tokens);
    return options.deliver(DecodeBench.decode(request, options.effort(), options.progress()));
  }
}
