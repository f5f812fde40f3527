package org.isoline.study;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.isoline.evaluate.run.EvaluatedFolder;
import org.isoline.evaluate.run.ResultStore;
import org.isoline.evaluate.task.DataPlace;
import org.isoline.evaluate.task.Protocol;
import org.isoline.evaluate.task.Task;
import org.isoline.evaluate.task.TaskCatalog;

/**
 * Asks the checkpoints of a study its tasks, in worker processes that share the work: each takes
 * what has no result yet. One that dies loses the result that it was at, and nothing else.
 */
final class TaskEvaluations {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);

  private final Study study;
  private final Path folder;
  private final WorkerCommand command;
  private final PrintStream out;
  private final boolean terminal;

  TaskEvaluations(
      Study study, Path folder, WorkerCommand command, PrintStream out, boolean terminal) {
    this.study = study;
    this.folder = folder;
    this.command = command;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Looks before anything is trained whether all tasks are known and their data there.
   *
   * @throws StudyException naming those that are not, and the command that brings them
   */
  void requireData() {
    TaskCatalog catalog = TaskCatalog.builtIn();
    List<String> absent = new ArrayList<>();
    for (String name : study.evaluation().tasks()) {
      for (Task task : parts(StudyFile.told(() -> catalog.find(name)), catalog)) {
        if (DataPlace.of(task, command.data()) == DataPlace.FETCH) {
          absent.add(task.name());
        }
      }
    }
    if (!absent.isEmpty()) {
      throw new StudyException(
          "%s: evaluation.tasks: the data of %s are not in %s; run isoline fetch %s, or leave them out"
              .formatted(
                  command.studyFile(),
                  String.join(", ", absent),
                  command.data(),
                  String.join(" ", absent)));
    }
  }

  private static List<Task> parts(Task task, TaskCatalog catalog) {
    return task.protocol() instanceof Protocol.Average average
        ? average.parts().stream().map(part -> catalog.find(part.task())).distinct().toList()
        : List.of(task);
  }

  /**
   * Evaluates what has no result.
   *
   * @return whether every worker ended well
   */
  boolean run() throws IOException, InterruptedException {
    if (study.evaluation().tasks().isEmpty()) {
      return true;
    }
    ResultStore store = new ResultStore(new EvaluatedFolder(folder).results());
    Files.createDirectories(store.folder());
    List<Process> workers = new ArrayList<>();
    try {
      for (int i = 0; i < study.workers().resolvedProcesses(); i++) {
        workers.add(start(store, i));
      }
      watch(workers, store);
      return settle(workers, store);
    } finally {
      workers.forEach(Process::destroy);
    }
  }

  private Process start(ResultStore store, int worker) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command.forTasks(study.evaluation(), folder, store.folder()))
            .redirectErrorStream(true)
            .redirectOutput(log(store, worker).toFile());
    WorkerPool.limitThreads(builder, study.workers().threads());
    return builder.start();
  }

  private static Path log(ResultStore store, int worker) {
    return store.folder().resolve("worker-" + worker + ".log");
  }

  private void watch(List<Process> workers, ResultStore store) throws InterruptedException {
    long before = results(store);
    long began = System.nanoTime();
    long shown = 0;
    while (workers.stream().anyMatch(Process::isAlive)) {
      for (Process worker : workers) {
        worker.waitFor(POLL.toMillis() / workers.size(), TimeUnit.MILLISECONDS);
      }
      boolean due = terminal || System.nanoTime() - shown > PLAIN_INTERVAL.toNanos();
      if (due) {
        show(results(store) - before, (System.nanoTime() - began) * 1e-9);
        shown = System.nanoTime();
      }
    }
    if (terminal) {
      out.print("\r" + " ".repeat(60) + "\r");
    }
    out.println(
        "%,d new results of %s in %s"
            .formatted(
                results(store) - before,
                String.join(", ", study.evaluation().tasks()),
                store.folder()));
  }

  private void show(long results, double seconds) {
    String line = "[evaluation: %,d results in %.0f s]".formatted(results, seconds);
    if (terminal) {
      out.print("\r" + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  private static long results(ResultStore store) {
    if (!Files.isDirectory(store.results())) {
      return 0;
    }
    try (Stream<Path> files = Files.list(store.results())) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table was written by whoever ended last, so it has everything. */
  private boolean settle(List<Process> workers, ResultStore store) throws IOException {
    boolean well = true;
    for (int i = 0; i < workers.size(); i++) {
      int code = workers.get(i).exitValue();
      if (code != 0) {
        well = false;
        List<String> lines = Files.readAllLines(log(store, i));
        out.println("evaluation worker %d ended with code %d:".formatted(i, code));
        lines
            .subList(Math.max(0, lines.size() - 8), lines.size())
            .forEach(line -> out.println("    " + line));
      }
    }
    return well;
  }
}
