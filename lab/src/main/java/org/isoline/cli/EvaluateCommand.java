package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.protocol.Evaluations;
import org.isoline.evaluate.run.EvaluatedFolder;
import org.isoline.evaluate.run.Evaluation;
import org.isoline.evaluate.run.EvaluationProgress;
import org.isoline.evaluate.run.EvaluationRun;
import org.isoline.evaluate.run.EvaluationRun.Summary;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.ResultStore;
import org.isoline.evaluate.run.ResultTable;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.evaluate.task.Task;
import org.isoline.evaluate.task.TaskCatalog;
import org.isoline.machine.Machine;
import org.isoline.model.Kernels;
import org.isoline.study.WorkerCommand;
import org.isoline.tensor.Threads;
import org.isoline.verify.KernelSelfTest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline evaluate}: tasks on every checkpoint of a folder. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Asks every checkpoint in a folder the tasks that are named, as far as there is no result yet.",
      "",
      "A result is a file that is written once, whole or not at all: stop it at any moment and call"
          + " it again, start it twice to share the work, let it watch a folder that fills. The"
          + " results of all checkpoints are in DIR/evaluations/results.csv (and .jsonl), a row a"
          + " metric, with standard errors and whether the interval covers chance.",
      "",
      "Data files are looked for in --data; isoline fetch puts them there.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  isoline evaluate runs/quick --tasks opposites,position_loss,niah_small",
      "  isoline evaluate runs/paper --tasks csr7,wikitext2,lambada_openai,niah_easy --watch",
      "  isoline evaluate DIR --tasks boolq --limit 100      a first look",
      "  isoline evaluate --list",
      "",
      "Another version of a task, other data or other options make another result; the former stays",
      "on disk and is left out of the table. Exit code 1 if some unit could not be measured."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description =
          "A study such as runs/quick, a run in it, a checkpoint, or any folder of models of the formats that import reads.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK",
      description = "Tasks by name; an average such as csr7 stands for its parts.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "List the tasks, and leave.")
  private boolean list;

  @Option(
      names = "--published",
      description =
          "Print the averages of arXiv 2406.16690 beside those that its own columns give, and leave.")
  private boolean published;

  @Option(
      names = "--task-folder",
      paramLabel = "DIR",
      description = "Task files of your own, beside those that are built in; may be repeated.")
  private List<Path> taskFolders = List.of();

  @Mixin private DataOptions data;

  @Option(
      names = "--skip-missing",
      description = "Leave out tasks whose data are not there, instead of asking for them.")
  private boolean skipMissing;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: evaluations in DIR).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N items of a task; such results are kept apart.")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--window",
      paramLabel = "TOKENS",
      description = "Tokens that a model may look at (default: the length it was trained with).")
  private Optional<Integer> window = Optional.empty();

  @Option(
      names = "--overflow",
      paramLabel = "POLICY",
      defaultValue = "TRUNCATE",
      description =
          "Prompts longer than the window: truncate keeps the end, as lm-evaluation-harness does; extend reads all; refuse is an error (default: truncate). Needles and RULER always read all.")
  private Overflow overflow;

  @Option(
      names = "--stateful",
      description =
          "Carry the state across windows of running text instead of beginning anew; another measurement, kept apart.")
  private boolean stateful;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "Tokenizer of all checkpoints (default: beside each, or that of its study).")
  private Optional<Path> tokenizer = Optional.empty();

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of each run every N-th checkpoint, counted back from the last, which is always one; 0 for the last only (default: all).")
  private int every;

  @Option(names = WorkerCommand.SUPERVISED, hidden = true)
  private boolean supervised;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "30",
      paramLabel = "SECONDS",
      description = "Look again every so many seconds (${FALLBACK-VALUE}) for new checkpoints.")
  private Optional<Integer> watch = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "MINUTES",
      description = "With --watch: stop when nothing new has come for so long (default: never).")
  private Optional<Double> patience = Optional.empty();

  @Option(names = "--json", description = "Print one JSON document on stdout at the end.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (published) {
      spec.commandLine().getOut().print(PublishedAverages.text());
      spec.commandLine().getOut().flush();
      return Main.DONE;
    }
    TaskCatalog catalog = TaskCatalog.with(taskFolders);
    if (list) {
      spec.commandLine().getOut().print(TaskList.of(catalog, data.folder()));
      spec.commandLine().getOut().flush();
      return Main.DONE;
    }
    requireSense();
    if (supervised) {
      Supervisor.stopWithIt();
    }
    Threads.set(threads);
    EvaluatedFolder evaluated = new EvaluatedFolder(folder.orElseThrow());
    EvaluationSettings settings =
        new EvaluationSettings(number(limit), number(window), overflow, stateful);
    Evaluations.Tasks tasks =
        Evaluations.of(asked(catalog), catalog, evaluated, data.folder(), settings);
    requireData(tasks);
    ResultStore store = new ResultStore(out.orElseGet(evaluated::results));
    PrintStream people = json ? System.err : System.out;
    EvaluationProgress progress = new EvaluationProgress(people, !json && Terminal.isTerminal());
    EvaluationRun run = new EvaluationRun(evaluated, options(tasks, settings), store, progress);
    Summary summary = watch.isPresent() ? watch(run) : run.pass();
    people.print(text(summary, store, tasks.evaluations()));
    people.flush();
    if (json) {
      spec.commandLine().getOut().println(document(summary, store));
      spec.commandLine().getOut().flush();
    }
    return summary.failed() == 0 ? Main.DONE : Main.CHECK_FAILED;
  }

  private void requireSense() {
    require(folder.isPresent(), "no folder: name a study, a run or a checkpoint");
    require(
        !names.isEmpty(),
        "no tasks: give --tasks TASK,TASK; isoline evaluate --list shows which there are");
    require(every >= 0, "--every = " + every + ", must be at least 0");
    require(threads >= 1, "--threads = " + threads + ", must be at least 1");
    require(limit.orElse(1) >= 1, "--limit = " + limit.orElse(1) + ", must be at least 1");
    require(window.orElse(1) >= 1, "--window = " + window.orElse(1) + ", must be at least 1");
    require(watch.orElse(1) >= 1, "--watch = " + watch.orElse(1) + " seconds, must be at least 1");
    require(patience.isEmpty() || watch.isPresent(), "--patience goes with --watch; give both");
  }

  private void require(boolean sense, String otherwise) {
    if (!sense) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private void requireData(Evaluations.Tasks tasks) {
    if (tasks.missing().isEmpty()) {
      return;
    }
    String what = String.join("\n", tasks.missing().values());
    if (!skipMissing || tasks.evaluations().isEmpty()) {
      throw new EvaluationException(
          what
              + "\nor leave these tasks out with --skip-missing; averages then name what they lack");
    }
    System.err.println(what + "\nleft out");
  }

  private static OptionalInt number(Optional<Integer> option) {
    return option.isPresent() ? OptionalInt.of(option.get()) : OptionalInt.empty();
  }

  private List<Task> asked(TaskCatalog catalog) {
    List<Task> tasks = new ArrayList<>();
    for (String name : names) {
      Task task = catalog.find(name.strip());
      if (!tasks.contains(task)) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private EvaluationRun.Options options(Evaluations.Tasks tasks, EvaluationSettings settings) {
    KernelSelfTest test = KernelSelfTest.run(Kernels.DEFAULT);
    test.messages().forEach(System.err::println);
    Machine machine = Machine.here();
    return new EvaluationRun.Options(
        tasks.evaluations(),
        tasks.averages(),
        settings,
        tokenizer,
        every,
        test.usable(Kernels.DEFAULT),
        machine.isoline() + " " + machine.commit());
  }

  /** Passes over the folder until nothing new has come for long enough. */
  private Summary watch(EvaluationRun run) throws IOException, InterruptedException {
    long lastNews = System.nanoTime();
    Summary all = run.pass();
    while (patience.isEmpty() || System.nanoTime() - lastNews < nanoseconds(patience.get())) {
      Thread.sleep(Duration.ofSeconds(watch.orElseThrow()));
      Summary pass = run.pass();
      if (pass.written() > 0) {
        lastNews = System.nanoTime();
      }
      all = all.then(pass);
    }
    return all;
  }

  private static double nanoseconds(double minutes) {
    return minutes * 60e9;
  }

  private static String text(Summary summary, ResultStore store, List<Evaluation> evaluations) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d checkpoints x %,d tasks = %,d units: %,d had a result, %,d written, %,d by others, %,d failed%n",
            summary.checkpoints(),
            evaluations.size(),
            summary.units(),
            summary.before(),
            summary.written(),
            summary.elsewhere(),
            summary.failed()));
    if (summary.passedOver() > 0) {
      text.append(
          String.format(Locale.ROOT, "%,d checkpoints passed over%n", summary.passedOver()));
    }
    if (summary.stale() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%,d results of another version, other data, options or checkpoints are left out of the table%n",
              summary.stale()));
    }
    return text.append(store.folder().resolve(ResultTable.CSV)).append('\n').toString();
  }

  private static String document(Summary summary, ResultStore store) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.createObjectNode();
    document.put("checkpoints", summary.checkpoints());
    document.put("units", summary.units());
    document.put("before", summary.before());
    document.put("written", summary.written());
    document.put("elsewhere", summary.elsewhere());
    document.put("failed", summary.failed());
    document.put("passed_over", summary.passedOver());
    document.put("stale", summary.stale());
    document.put("complete", summary.complete());
    document.put("table", store.folder().resolve(ResultTable.CSV).toString());
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }
}
