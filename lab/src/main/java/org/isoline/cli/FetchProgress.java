package org.isoline.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;
import org.isoline.evaluate.fetch.FetchListener;

/**
 * Bytes that come, on one line: rewritten in place on a terminal, printed now and then elsewhere.
 */
final class FetchProgress implements FetchListener {
  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(200);
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);
  private static final double MEGA = 1e6;

  private final PrintStream out;
  private final boolean terminal;
  private String name = "";
  private long beganAt;
  private long beganWith;
  private long lastShown;
  private int lastWidth;

  /**
   * Progress on a stream.
   *
   * @param terminal whether it is one
   */
  FetchProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void say(String line) {
    clear();
    out.println(line);
    name = "";
  }

  @Override
  public void progress(String file, long bytes, OptionalLong total) {
    long now = System.nanoTime();
    if (!file.equals(name)) {
      name = file;
      beganAt = now;
      beganWith = bytes;
      lastShown = now;
    }
    Duration interval = terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL;
    if (now - lastShown >= interval.toNanos()) {
      lastShown = now;
      show(line(file, bytes, total, (bytes - beganWith) / ((now - beganAt) / 1e9)));
    }
  }

  /** Leaves the line of the terminal empty. */
  void clear() {
    if (lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      out.flush();
      lastWidth = 0;
    }
  }

  private void show(String line) {
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      out.flush();
      lastWidth = line.length();
    } else {
      out.println(line);
    }
  }

  static String line(String file, long bytes, OptionalLong total, double bytesPerSecond) {
    String share =
        total.isPresent()
            ? " of %,.1f MB (%.0f%%)"
                .formatted(total.getAsLong() / MEGA, 100.0 * bytes / Math.max(1, total.getAsLong()))
            : " MB";
    return "%s: %,.1f%s, %,.1f MB/s".formatted(file, bytes / MEGA, share, bytesPerSecond / MEGA);
  }
}
