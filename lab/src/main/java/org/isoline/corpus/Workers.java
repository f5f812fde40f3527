package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Works on the parts of a pass, several at a time, while the caller watches. */
final class Workers {
  private static final long LOOK_MILLIS = 200;

  /** A part of a pass. */
  interface Task {
    /** Size of the part, for the remaining time. */
    long weight();

    /** Does it; told of each document, the meter may throw to end it early. */
    void run(Meter.Part part) throws IOException;
  }

  private final int threads;
  private final PrepareProgress progress;

  Workers(int threads, PrepareProgress progress) {
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Does all tasks. When one fails those that run are ended, and the failure of the earliest task
   * that has one is thrown; what was finished stays.
   *
   * @param weightBefore of the tasks that an earlier run finished
   */
  void run(String pass, List<? extends Task> tasks, long weightBefore) throws IOException {
    if (tasks.isEmpty()) {
      return;
    }
    long weight = tasks.stream().mapToLong(Task::weight).sum();
    Meter meter = new Meter(pass, weightBefore + weight, weightBefore);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(threads, tasks.size()),
            Thread.ofPlatform().daemon().name("isoline-" + pass + "-", 0).factory());
    List<Future<Void>> futures = new ArrayList<>();
    try {
      tasks.forEach(task -> futures.add(pool.submit(() -> run(task, meter))));
      for (Future<Void> future : futures) {
        watch(future, meter);
      }
      progress.show(meter.standing());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CorpusException(
          "interrupted while " + pass + "; what is finished is kept: run prepare again", e);
    } finally {
      meter.stop();
      pool.shutdown();
      await(pool);
    }
  }

  private static Void run(Task task, Meter meter) throws IOException {
    if (meter.stopped()) {
      throw new Meter.Stopped();
    }
    Meter.Part part = meter.begin(task.weight());
    try {
      task.run(part);
      part.finish();
      return null;
    } catch (IOException | RuntimeException | Error e) {
      part.abandon();
      meter.stop();
      throw e;
    }
  }

  private void watch(Future<Void> future, Meter meter) throws IOException, InterruptedException {
    while (true) {
      try {
        future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException stillRunning) {
        progress.show(meter.standing());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Meter.Stopped) {
          return;
        }
        throw failure(e.getCause());
      } catch (CancellationException e) {
        return;
      }
    }
  }

  /** The failure as the caller would have seen it had it done the work itself. */
  private static IOException failure(Throwable cause) {
    switch (cause) {
      case IOException e -> {
        return e;
      }
      case UncheckedIOException e -> {
        return e.getCause();
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(cause);
    }
  }

  private static void await(ExecutorService pool) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (pool.awaitTermination(1, TimeUnit.HOURS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
