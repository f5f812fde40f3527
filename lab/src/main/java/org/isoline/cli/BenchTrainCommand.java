package org.isoline.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.isoline.model.TrainingMemory;
import org.isoline.speed.TrainBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Whole training steps: forward, backward, clipping, AdamW. One row for every combination of"
          + " architecture, context and type.",
      "",
      "'%% of ceiling' is the figure to watch: FLOP/s of the model's matrix products over those of a"
          + " plain product of the same type, measured around the row. The shares say where the"
          + " time goes: each part is run alone on tensors of the step's shapes, forward and"
          + " backward; 'rest' is what they leave over, and is negative where parts are slower"
          + " alone than together. 'predicted' is what isoline plan expects the tensors of a step to"
          + " need, 'live' what they needed; 'resident' is the same with what lies idle in the"
          + " native heap. Both are of a fresh process, beyond its 'base' without a model.",
      ""
    },
    footer = {
      "",
      "Example: isoline bench train --arch llama,hgrn2 --context 512,2048 --dtype fp32,bf16"
    })
final class BenchTrainCommand implements Callable<Integer> {
  @Mixin private BenchModelOptions models;

  @Option(
      names = "--context",
      split = ",",
      defaultValue = "512,2048",
      paramLabel = "TOKENS",
      description = "Tokens of a training sequence (default: ${DEFAULT-VALUE}).")
  private List<Integer> contexts;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      description =
          "Sequences of a step (default: as many as make 2048 tokens, at least 1). More use more"
              + " memory and hardly less time a token.")
  private Optional<Integer> sequences = Optional.empty();

  @Option(
      names = "--recompute",
      description =
          "Keep the input of each layer only and run layers again in the backward pass: less memory"
              + " for a third more arithmetic, which the FLOPs do not count.")
  private boolean recompute;

  @Option(
      names = "--no-memory",
      description = "Do not measure memory, which takes two processes more for each row.")
  private boolean withoutMemory;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    TrainBench.Request request =
        new TrainBench.Request(
            models.architectures(),
            contexts,
            models.types(),
            models.size(),
            models.vocabulary(),
            sequences.map(OptionalInt::of).orElseGet(OptionalInt::empty),
            recompute,
            !withoutMemory);
    return options.deliver(
        TrainBench.run(
            request,
            options.effort(),
            (cost, number, kernels) -> TrainingMemory.of(cost, number, kernels).total(),
            options.progress()));
  }
}
