package org.isoline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code isoline bench}: how fast this machine is, beside how fast it could be. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures speed, always beside the rate at which this machine multiplies matrices in the same"
          + " process at the same time: the same code gives half the figure on a busy machine, but"
          + " not half the share.",
      ""
    },
    footer = {
      "",
      "A first look:   isoline bench ceiling",
      "A record:       isoline bench train --context 2048 --dtype fp32,bf16 --out bench/records",
      "After a change: isoline bench compare BEFORE.json AFTER.json",
      "",
      "docs/guides/benchmarks.md explains every figure."
    },
    subcommands = {
      BenchCeilingCommand.class,
      BenchTrainCommand.class,
      BenchPrecisionCommand.class,
      BenchMixerCommand.class,
      BenchDecodeCommand.class,
      BenchPrefillCommand.class,
      BenchEvaluateCommand.class,
      BenchCorpusCommand.class,
      BenchTokenizerCommand.class,
      BenchCompareCommand.class,
      HelpCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which benchmark? ceiling, train, mixer, decode, prefill, evaluate, corpus, tokenizer or compare");
  }
}
