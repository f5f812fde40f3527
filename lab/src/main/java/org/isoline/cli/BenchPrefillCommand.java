package org.isoline.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.speed.DecodeBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench prefill}. */
@Command(
    name = "prefill",
    mixinStandardHelpOptions = true,
    description = {
      "Tokens per second of reading a prompt into a state, in pieces, as generation does.",
      "",
      "LLaMA scores every token of a piece against all before it, so its rate falls with context and"
          + " its memory grows with both; the others read the millionth token like the first.",
      ""
    })
final class BenchPrefillCommand implements Callable<Integer> {
  @Mixin private BenchModelOptions models;

  @Option(
      names = "--context",
      split = ",",
      defaultValue = "1024,4096,16384",
      paramLabel = "TOKENS",
      description = "Tokens to read (default: ${DEFAULT-VALUE}).")
  private List<Integer> contexts;

  @Option(
      names = "--piece",
      defaultValue = "512",
      paramLabel = "TOKENS",
      description = "Tokens read at once; generation uses 512 (default: ${DEFAULT-VALUE}).")
  private int piece;

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
            piece);
    return options.deliver(DecodeBench.prefill(request, options.effort(), options.progress()));
  }
}
