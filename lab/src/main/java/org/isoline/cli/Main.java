package org.isoline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.corpus.CorpusException;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.task.MissingDataException;
import org.isoline.evaluate.task.TaskDataException;
import org.isoline.law.LawException;
import org.isoline.report.ReportException;
import org.isoline.settings.SettingsException;
import org.isoline.speed.SpeedException;
import org.isoline.study.StudyException;
import org.isoline.verify.VerifyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Entry point.
 *
 * <pre>
 * ./isoline study studies/quick.yaml     corpus, training, laws, report: run again, it goes on
 * ./isoline plan studies/paper.yaml      what a study would cost, without running it
 * </pre>
 */
@Command(
    name = "isoline",
    mixinStandardHelpOptions = true,
    version = "Isoline 0.1.0",
    description =
        "A laboratory for the scaling laws of language models whose cost is linear in context.",
    footer = {
      "",
      "Exit codes: 0 done, 1 a check or fit failed, 2 bad usage or input,",
      "            3 failure while running, 130 interrupted."
    },
    subcommands = {
      StudyCommand.class,
      PlanCommand.class,
      PrepareCommand.class,
      TrainCommand.class,
      FitCommand.class,
      CompareCommand.class,
      ForecastCommand.class,
      BacktestCommand.class,
      RehearseCommand.class,
      EvaluateCommand.class,
      ReportCommand.class,
      FetchCommand.class,
      VerifyCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      GenerateCommand.class,
      TokenizeCommand.class,
      TokensCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  static final int DONE = 0;
  static final int CHECK_FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int RUN_FAILED = 3;
  static final int INTERRUPTED = 130;

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Failures());
  }

  /** Turns exceptions into one line for people and an exit code for scripts. */
  private static final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception exception, CommandLine command, ParseResult parsed) {
      return switch (exception) {
        case StudyException e -> tell(command, e, BAD_INPUT);
        case SettingsException e -> tell(command, e, BAD_INPUT);
        case CorpusException e -> tell(command, e, BAD_INPUT);
        case LawException e -> tell(command, e, BAD_INPUT);
        case ReportException e -> tell(command, e, BAD_INPUT);
        case CheckpointException e -> tell(command, e, BAD_INPUT);
        case VerifyException e -> tell(command, e, BAD_INPUT);
        case SpeedException e -> tell(command, e, BAD_INPUT);
        case EvaluationException e -> tell(command, e, BAD_INPUT);
        case MissingDataException e -> tell(command, e, BAD_INPUT);
        case TaskDataException e -> tell(command, e, BAD_INPUT);
        case IOException e -> tell(command, e, RUN_FAILED);
        case UncheckedIOException e -> tell(command, e, RUN_FAILED);
        case InterruptedException e -> tell(command, e, INTERRUPTED);
        default -> {
          exception.printStackTrace(command.getErr());
          yield RUN_FAILED;
        }
      };
    }

    private static int tell(CommandLine command, Exception exception, int code) {
      command.getErr().println("isoline: " + exception.getMessage());
      return code;
    }
  }
}
