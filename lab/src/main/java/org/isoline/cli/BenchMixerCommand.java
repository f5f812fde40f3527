package org.isoline.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.speed.MixerBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench mixer}. */
@Command(
    name = "mixer",
    mixinStandardHelpOptions = true,
    description = {
      "The cores of token mixers alone, at growing context: nanoseconds for a token of one head,"
          + " forward without the tape, and forward and backward.",
      "",
      "softmax grows with context, the others do not: where the lines cross is what linear"
          + " complexity is worth on this machine. 'decay' fades by a constant (TNL), 'cosine' not"
          + " at all but carries cosine LRPE on twice the key channels (cosFormer2), 'gate' by a"
          + " number for each token and channel (HGRN2). Every form of each that exists is"
          + " measured; 'recurrent' is the definition, token by token, up to 512 tokens.",
      ""
    })
final class BenchMixerCommand implements Callable<Integer> {
  @Option(
      names = "--mixer",
      split = ",",
      paramLabel = "MIXER",
      description = "softmax, decay, cosine or gate (default: all).")
  private List<String> mixers = List.of();

  @Option(
      names = "--context",
      split = ",",
      defaultValue = "512,1024,2048,4096,8192,16384,32768,65536",
      paramLabel = "TOKENS",
      description = "Tokens of a sequence (default: ${DEFAULT-VALUE}).")
  private List<Integer> contexts;

  @Option(
      names = "--sequences",
      defaultValue = "1",
      paramLabel = "N",
      description = "Sequences (default: ${DEFAULT-VALUE}).")
  private int sequences;

  @Option(
      names = "--heads",
      defaultValue = "4",
      paramLabel = "H",
      description = "Heads (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--key",
      defaultValue = "128",
      paramLabel = "K",
      description = "Channels of a query and a key (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--value",
      defaultValue = "128",
      paramLabel = "V",
      description = "Channels of a value (default: ${DEFAULT-VALUE}).")
  private int values;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    MixerBench.Request request =
        new MixerBench.Request(contexts, sequences, heads, keys, values, mixers);
    return options.deliver(MixerBench.run(request, options.effort(), options.progress()));
  }
}
