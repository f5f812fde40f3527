package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.isoline.model.Cost;

/**
 * Runs cells in worker processes, a fixed number at a time, dearest first.
 *
 * <p>A process of its own makes a native crash the failure of one cell. A worker reads its standard
 * input and stops at its end, so none outlives the study that started it, however that ends.
 */
final class WorkerPool implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final int LOG_TAIL = 20;

  private final Path studyFolder;
  private final WorkerCommand command;
  private final int processes;
  private final int threads;
  private final List<Worker> running = new ArrayList<>();

  private record Worker(Cell cell, RunFolder folder, Process process) {}

  /**
   * What a running cell last reported.
   *
   * @param loss training loss, nats per token; NaN before the first step
   */
  record Report(Cell cell, long step, double loss, double tokensPerSecond, double utilisation) {}

  WorkerPool(Path studyFolder, WorkerCommand command, int processes, int threads) {
    this.studyFolder = studyFolder;
    this.command = command;
    this.processes = processes;
    this.threads = threads;
  }

  /**
   * Runs all cells to their end.
   *
   * @param progress told several times a second
   * @param ended told when a cell ends
   */
  void run(List<Cell> cells, Consumer<List<Report>> progress, Consumer<Cell> ended)
      throws InterruptedException {
    Deque<Cell> waiting = new ArrayDeque<>(dearestFirst(cells));
    while (!waiting.isEmpty() || !running.isEmpty()) {
      while (running.size() < processes && !waiting.isEmpty()) {
        running.add(start(waiting.poll()));
      }
      running.getFirst().process().waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      for (Worker worker : List.copyOf(running)) {
        if (!worker.process().isAlive()) {
          running.remove(worker);
          settle(worker);
          ended.accept(worker.cell());
        }
      }
      progress.accept(running.stream().map(WorkerPool::report).toList());
    }
  }

  private static List<Cell> dearestFirst(List<Cell> cells) {
    return cells.stream()
        .sorted(Comparator.comparingDouble(WorkerPool::flops).reversed().thenComparing(Cell::id))
        .toList();
  }

  /** Arithmetic of training a cell: causal, with the head. */
  static double flops(Cell cell) {
    Cost cost = Cost.of(cell.model());
    return (cost.flopsPerToken(Cost.Convention.CAUSAL) + cost.embeddingFlopsPerToken() / 2)
        * cell.recipe().trainedTokens();
  }

  private Worker start(Cell cell) {
    RunFolder folder = new RunFolder(studyFolder.resolve(cell.id()));
    try {
      Files.createDirectories(folder.path());
      File log = folder.log().toFile();
      ProcessBuilder builder =
          new ProcessBuilder(command.forCell(cell, folder.path()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
      limitThreads(builder, threads);
      return new Worker(cell, folder, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the worker of cell " + cell.id(), e);
    }
  }

  /** Native libraries read their number of threads when they are loaded. */
  static void limitThreads(ProcessBuilder builder, int threads) {
    Map<String, String> environment = builder.environment();
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    environment.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    environment.put("OMP_WAIT_POLICY", "passive");
  }

  private static Report report(Worker worker) {
    return RunFolder.lastRecord(worker.folder().metrics())
        .map(line -> report(worker.cell(), line))
        .orElseGet(() -> new Report(worker.cell(), 0, Double.NaN, 0, 0));
  }

  private static Report report(Cell cell, JsonNode line) {
    return new Report(
        cell,
        line.path("step").asLong(),
        line.path("loss").asDouble(),
        line.path("tokens_per_second").asDouble(),
        line.path("flop_utilisation").asDouble());
  }

  /** A worker that ended without a final state has failed. */
  private static void settle(Worker worker) {
    int code = worker.process().exitValue();
    if (!worker.folder().state().isFinal()) {
      worker
          .folder()
          .write(
              new CellState.Failed(
                  "the worker ended with code "
                      + code
                      + (code > 128 ? " (signal " + (code - 128) + ")" : ""),
                  worker.folder().logTail(LOG_TAIL)));
    }
  }

  /** Stops the workers that still run; they go on from their last checkpoint next time. */
  @Override
  public void close() {
    running.forEach(worker -> worker.process().destroy());
  }
}
