package org.isoline.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.isoline.corpus.CorpusException;
import org.isoline.study.Plan;
import org.isoline.study.PublishedTable;
import org.isoline.study.RecallFile;
import org.isoline.study.RecallPlan;
import org.isoline.study.Study;
import org.isoline.study.StudyException;
import org.isoline.study.StudyFile;
import org.isoline.study.StudyRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code isoline plan FILE}: what a study will do and cost; {@code isoline plan --table7}: the
 * published models' arithmetic beside what the paper prints.
 */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a study and prints what it will do, without training: resolved settings, and for every"
          + " run parameters, FLOPs under each convention, tokens, steps, checkpoints, decode state"
          + " and an estimate of memory, with warnings about known pitfalls.",
      "With --table7 instead of a study: parameters, FLOPs and decode state of the 24 models of"
          + " arXiv 2406.16690, computed beside the numbers that its Table 7 prints."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:planned", "2:the study or an option is wrong"})
public final class PlanCommand implements Callable<Integer> {
  private static final int WRONG_INPUT = 2;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Study file, such as studies/quick.yaml.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--table7",
      description =
          "Print Table 7 of arXiv 2406.16690 computed beside printed, and the other 1B shapes of its"
              + " Table 5. Takes no FILE.")
  private boolean table7;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description =
          "Folder of all runs (default: ${DEFAULT-VALUE}); epochs are known if the study's corpus is"
              + " prepared there.")
  private Path runs = Path.of("runs");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(
      names = "--gflops",
      paramLabel = "RATE",
      description =
          "Assumed rate of a run in 1e9 FLOP/s; adds estimates of time. There is no default: measure"
              + " a short run first.")
  private Optional<Double> gflops = Optional.empty();

  /** Made by picocli. */
  public PlanCommand() {}

  @Override
  public Integer call() {
    requireOneSubject();
    PrintWriter out = spec.commandLine().getOut();
    if (table7) {
      PublishedTable table = PublishedTable.compute();
      out.println(json ? table.json().toPrettyString() : table.text().stripTrailing());
      out.flush();
      return 0;
    }
    OptionalDouble rate =
        gflops.stream().mapToDouble(Double::doubleValue).peek(this::requirePositive).findFirst();
    try {
      if (RecallFile.isRecall(file.orElseThrow())) {
        RecallPlan plan = new RecallPlan(RecallFile.read(file.orElseThrow()));
        out.println(json ? plan.json().toPrettyString() : plan.text(rate).stripTrailing());
        out.flush();
        return 0;
      }
      Study study = StudyFile.read(file.orElseThrow());
      Plan plan = Plan.of(study, StudyRunner.preparedTokens(runs.resolve(study.name())));
      out.println(json ? plan.json(rate).toPrettyString() : plan.text(rate).stripTrailing());
      out.flush();
      return 0;
    } catch (StudyException | CorpusException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().flush();
      return WRONG_INPUT;
    }
  }

  private void requireOneSubject() {
    if (file.isPresent() == table7) {
      throw new ParameterException(
          spec.commandLine(),
          table7
              ? "both FILE (" + file.orElseThrow() + ") and --table7 given; give one of them"
              : "neither FILE nor --table7 given; give a study file, such as studies/quick.yaml, or"
                  + " --table7");
    }
    if (table7 && gflops.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--gflops needs the steps of a study: give FILE instead of --table7");
    }
  }

  private void requirePositive(double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new ParameterException(
          spec.commandLine(),
          "--gflops = " + value + ", must be above 0: the 1e9 FLOP/s that a run sustains");
    }
  }
}
