package org.isoline.evaluate.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * One line about an evaluation: rewritten in place on a terminal, printed now and then elsewhere.
 *
 * <p>Remaining time is the remaining items over the rate since the plan was made; items of
 * different tasks cost differently, so it is a guess until each task has had its turn.
 */
public final class EvaluationProgress implements EvaluationListener {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);
  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(200);

  private final PrintStream out;
  private final boolean terminal;
  private int units;
  private int unitsDone;
  private double unitItems;
  private long itemsOfUnit;
  private long items;
  private long started = System.nanoTime();
  private long lastShown = System.nanoTime();
  private int lastWidth;
  private String now = "";
  private String lastPlan = "";

  /**
   * A line on a stream.
   *
   * @param terminal whether people watch it being rewritten
   */
  public EvaluationProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void onPlan(int checkpoints, int missing, int done) {
    units = missing;
    unitsDone = 0;
    items = 0;
    started = System.nanoTime();
    plan(
        String.format(
            Locale.ROOT,
            "%,d checkpoints, %,d units (checkpoints x tasks): %,d done, %,d to do",
            checkpoints,
            missing + done,
            done,
            missing));
  }

  /** Said once, however often a folder that is watched is looked at. */
  private void plan(String line) {
    if (!line.equals(lastPlan)) {
      say(line);
      lastPlan = line;
    }
  }

  @Override
  public void onUnit(CheckpointInfo checkpoint, Evaluation evaluation) {
    now = evaluation.task() + " of " + checkpoint.name();
    unitItems = evaluation.items();
    itemsOfUnit = 0;
    show(false);
  }

  @Override
  public void onItems(int more) {
    items += more;
    itemsOfUnit += more;
    show(false);
  }

  @Override
  public void onResult(Result result, boolean first) {
    unitsDone++;
    String value =
        result
            .metric(result.primary())
            .map(EvaluationProgress::shown)
            .orElse("no " + result.primary());
    say(
        String.format(
            Locale.ROOT,
            "%s  %s  %s %s  (%,d items, %.1f s)%s",
            result.checkpoint().name(),
            result.key().task(),
            result.primary(),
            value,
            result.items(),
            result.seconds(),
            first ? "" : "  another process was first"));
  }

  private static String shown(Measurement measurement) {
    String error =
        measurement.standardError().isPresent()
            ? String.format(Locale.ROOT, " +- %.4f", measurement.standardError().getAsDouble())
            : "";
    String floor = measurement.coversChance().orElse(false) ? ", not above chance" : "";
    return String.format(Locale.ROOT, "%.4f%s%s", measurement.value(), error, floor);
  }

  @Override
  public void onRemark(String remark) {
    say(remark);
  }

  private void show(boolean always) {
    Duration interval = terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL;
    if (!always && System.nanoTime() - lastShown < interval.toNanos()) {
      return;
    }
    lastShown = System.nanoTime();
    String line =
        String.format(
            Locale.ROOT,
            "[%d/%d units, %.1f items/s, %s left] %s %.0f%%",
            unitsDone,
            units,
            rate(),
            remaining(),
            now,
            unitItems == 0 ? 0 : 100 * itemsOfUnit / unitItems);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      out.flush();
      lastWidth = line.length();
    } else {
      out.println(line);
    }
  }

  private double rate() {
    double seconds = (System.nanoTime() - started) * 1e-9;
    return seconds > 0 ? items / seconds : 0;
  }

  private String remaining() {
    double unit = unitItems == 0 ? 0 : Math.min(1, itemsOfUnit / unitItems);
    double done = unitsDone + unit;
    double seconds = (System.nanoTime() - started) * 1e-9;
    if (done <= 0 || seconds < 2) {
      return "?";
    }
    long left = Math.round((units - done) / done * seconds);
    return left >= 3600
        ? "%d:%02d:%02d".formatted(left / 3600, left / 60 % 60, left % 60)
        : "%d:%02d".formatted(left / 60, left % 60);
  }

  private void say(String line) {
    if (terminal && lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      lastWidth = 0;
    }
    out.println(line);
  }
}
