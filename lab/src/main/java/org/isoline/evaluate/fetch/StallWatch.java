package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream from which nothing comes any more: a read of java.net.http's streams waits for
 * ever if the other side falls silent without closing the connection.
 */
final class StallWatch implements AutoCloseable {
  private final InputStream stream;
  private final Duration silence;
  private final Thread thread;
  private volatile long last = System.nanoTime();
  private volatile boolean stalled;

  StallWatch(InputStream stream, Duration silence) {
    this.stream = stream;
    this.silence = silence;
    this.thread = Thread.ofVirtual().name("stall watch").start(this::watch);
  }

  /** Something came. */
  void alive() {
    last = System.nanoTime();
  }

  /** Whether this watch closed the stream. */
  boolean isStalled() {
    return stalled;
  }

  private void watch() {
    try {
      long left = silence.toNanos();
      while (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
        left = silence.toNanos() - (System.nanoTime() - last);
      }
      stalled = true;
      stream.close();
    } catch (InterruptedException finished) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.getLogger(StallWatch.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot close a stalled stream", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
