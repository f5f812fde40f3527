package org.isoline.study;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One line about all workers: rewritten in place on a terminal, printed now and then elsewhere.
 *
 * <p>Remaining time is the remaining arithmetic over the rate since this run began.
 */
final class Progress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);

  private final PrintStream out;
  private final boolean terminal;
  private final int cells;
  private final double allFlops;
  private final long started = System.nanoTime();
  private double flopsAtStart = Double.NaN;
  private long lastPlain = System.nanoTime();
  private int lastWidth;

  Progress(PrintStream out, boolean terminal, List<Cell> cells) {
    this.out = out;
    this.terminal = terminal;
    this.cells = cells.size();
    this.allFlops = cells.stream().mapToDouble(WorkerPool::flops).sum();
  }

  /** Shows where things stand; {@code doneFlops} is the arithmetic of cells that ended. */
  void show(int ended, double doneFlops, List<WorkerPool.Report> running) {
    double flops = doneFlops + running.stream().mapToDouble(Progress::flopsSoFar).sum();
    if (Double.isNaN(flopsAtStart)) {
      flopsAtStart = flops;
    }
    String line =
        "[%d/%d cells, %.0f%%, %s left] %s"
            .formatted(
                ended,
                cells,
                100 * flops / allFlops,
                remaining(flops),
                running.stream().map(Progress::describe).collect(Collectors.joining(" | ")));
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      out.flush();
      lastWidth = line.length();
    } else if (System.nanoTime() - lastPlain > PLAIN_INTERVAL.toNanos()) {
      out.println(line);
      lastPlain = System.nanoTime();
    }
  }

  /** Prints a line that stays. */
  void say(String line) {
    if (terminal && lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      lastWidth = 0;
    }
    out.println(line);
  }

  private String remaining(double flops) {
    double seconds = (System.nanoTime() - started) * 1e-9;
    double gained = flops - flopsAtStart;
    if (gained <= 0 || seconds < 5) {
      return "?";
    }
    long left = Math.round((allFlops - flops) / gained * seconds);
    return left >= 3600
        ? "%d:%02d:%02d".formatted(left / 3600, left / 60 % 60, left % 60)
        : "%d:%02d".formatted(left / 60, left % 60);
  }

  private static double flopsSoFar(WorkerPool.Report report) {
    double share = (double) report.step() / report.cell().recipe().steps();
    return share * WorkerPool.flops(report.cell());
  }

  private static String describe(WorkerPool.Report report) {
    if (Double.isNaN(report.loss())) {
      return report.cell().id() + " starting";
    }
    return "%s %d/%d loss %.3f %s tok/s%s"
        .formatted(
            report.cell().id(),
            report.step(),
            report.cell().recipe().steps(),
            report.loss(),
            thousands(report.tokensPerSecond()),
            report.utilisation() > 0 ? " %.0f%%".formatted(100 * report.utilisation()) : "");
  }

  private static String thousands(double rate) {
    return rate >= 10_000
        ? String.format(Locale.ROOT, "%.1fk", rate / 1000)
        : String.format(Locale.ROOT, "%.0f", rate);
  }
}
