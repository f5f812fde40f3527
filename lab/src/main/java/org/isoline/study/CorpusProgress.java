package org.isoline.study;

import java.io.PrintStream;
import java.time.Duration;
import org.isoline.corpus.PrepareProgress;

/** A preparation on one line: rewritten in place on a terminal, printed now and then elsewhere. */
public final class CorpusProgress implements PrepareProgress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);
  private static final double MEGA = 1e6;

  private final PrintStream out;
  private final boolean terminal;
  private long lastPlain = System.nanoTime();
  private int lastWidth;

  /**
   * Progress on a stream.
   *
   * @param terminal whether it is one
   */
  public CorpusProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void say(String line) {
    if (lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      lastWidth = 0;
    }
    out.println(line);
  }

  @Override
  public void show(Standing standing) {
    if (terminal) {
      String line = line(standing);
      out.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      out.flush();
      lastWidth = line.length();
    } else if (System.nanoTime() - lastPlain > PLAIN_INTERVAL.toNanos()) {
      out.println(line(standing));
      lastPlain = System.nanoTime();
    }
  }

  static String line(Standing standing) {
    return "%s: %.0f%%, %,d documents, %,.1f MB, %.1f MB/s, %s left"
        .formatted(
            standing.pass(),
            100 * standing.share(),
            standing.documents(),
            standing.bytes() / MEGA,
            standing.bytesPerSecond() / MEGA,
            remaining(standing.secondsLeft()));
  }

  private static String remaining(double seconds) {
    if (Double.isNaN(seconds)) {
      return "?";
    }
    long left = Math.round(Math.max(0, seconds));
    return left >= 3600
        ? "%d:%02d:%02d".formatted(left / 3600, left / 60 % 60, left % 60)
        : "%d:%02d".formatted(left / 60, left % 60);
  }
}
