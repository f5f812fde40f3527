package org.isoline.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.isoline.speed.EvaluateBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline bench evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Items per second of the seven common-sense tasks (csr7): with contexts shared by the choices"
          + " of an item, as 'isoline evaluate' scores them; without sharing; and one request at a"
          + " time.",
      "",
      "Items are synthetic, with the real ones' numbers of choices and tokens, so no data are"
          + " needed; weights are random. The row csr7 is for all 20,465 items together: tasks count"
          + " by their items.",
      ""
    })
final class BenchEvaluateCommand implements Callable<Integer> {
  @Mixin private BenchModelOptions models;

  @Option(
      names = "--items",
      defaultValue = "40",
      paramLabel = "N",
      description =
          "Items of each task in a repetition; a multiple of 10 has the tasks' mean lengths"
              + " (default: ${DEFAULT-VALUE}).")
  private int items;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException {
    EvaluateBench.Request request =
        new EvaluateBench.Request(
            models.architectures(), models.types(), models.size(), models.vocabulary(), items);
    return options.deliver(EvaluateBench.run(request, options.effort(), options.progress()));
  }
}
