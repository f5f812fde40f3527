package org.isoline.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.isoline.law.ArchitectureLaws;
import org.isoline.law.Convention;
import org.isoline.law.EnvelopeLaws;
import org.isoline.law.LawsJson;
import org.isoline.law.Observations;
import org.isoline.law.Outcome;
import org.isoline.law.ParametricLaw;
import org.isoline.law.PowerLaw;
import org.isoline.law.StudyLaws;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isoline fit FILE.csv}: laws from a table of observations. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Fits scaling laws to a table of observations, one row a checkpoint.",
      "Columns: params_total or params_non_embedding, tokens, loss; and arch, run, size, flops_paper, flops_causal, val_loss, train_loss where there are any.",
      "Exit code 1 if no law could be fitted."
    })
final class FitCommand implements Callable<Integer> {
  /** Which estimators to show. */
  enum Method {
    ENVELOPE,
    PARAMETRIC,
    ALL
  }

  @Parameters(
      paramLabel = "FILE.csv",
      description = "Observations, e.g. runs/quick/observations.csv.")
  private Path file;

  @Option(
      names = "--method",
      defaultValue = "all",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Method method;

  @Option(names = "--json", description = "Print all laws as one JSON document on stdout.")
  private boolean json;

  @Override
  public Integer call() {
    StudyLaws laws = StudyLaws.fit(Observations.read(file));
    if (json) {
      System.out.println(LawsJson.json(laws));
    } else {
      laws.architectures().values().forEach(own -> print(System.out, own));
    }
    return laws.architectures().values().stream().anyMatch(FitCommand::anyFitted)
        ? Main.DONE
        : Main.CHECK_FAILED;
  }

  private static boolean anyFitted(ArchitectureLaws own) {
    return own.envelopes().values().stream().anyMatch(outcome -> outcome.fitted().isPresent())
        || own.parametric().values().stream().anyMatch(outcome -> outcome.fitted().isPresent());
  }

  private void print(PrintStream out, ArchitectureLaws own) {
    out.println(own.arch());
    if (method != Method.PARAMETRIC) {
      own.envelopes().forEach((convention, outcome) -> printEnvelope(out, convention, outcome));
    }
    if (method != Method.ENVELOPE) {
      own.parametric().forEach((convention, outcome) -> printSurface(out, convention, outcome));
    }
  }

  private static void printEnvelope(
      PrintStream out, Convention convention, Outcome<EnvelopeLaws> outcome) {
    out.printf("  envelope, %s: %s%n", convention.describe(), outcome.describe());
    outcome
        .fitted()
        .ifPresent(
            law ->
                out.printf(
                    Locale.ROOT,
                    "    L = %s   N = %s   D = %s   (C in PFLOP/s-days; a s + b = %.3f, %d sizes win)%n",
                    power(law.loss()),
                    power(law.parameters()),
                    power(law.tokens()),
                    law.consistency(),
                    law.distinctWinners()));
    warnings(out, outcome);
  }

  private static void printSurface(
      PrintStream out, Convention convention, Outcome<ParametricLaw> outcome) {
    out.printf("  parametric, %s: %s%n", convention.describe(), outcome.describe());
    outcome
        .fitted()
        .ifPresent(
            law ->
                out.printf(
                    Locale.ROOT,
                    "    L(N, D) = %.4f + %.4g N^-%.4f + %.4g D^-%.4f%n",
                    law.e(),
                    law.a(),
                    law.alpha(),
                    law.b(),
                    law.beta()));
    warnings(out, outcome);
  }

  private static void warnings(PrintStream out, Outcome<?> outcome) {
    outcome.report().warnings().forEach(warning -> out.println("    ! " + warning));
  }

  private static String power(PowerLaw law) {
    return String.format(Locale.ROOT, "%.4g C^%.4f", law.coefficient(), law.exponent());
  }
}
