package org.isoline.cli;

import java.io.IOException;
import java.io.OutputStream;

/** The process that started a worker. */
final class Supervisor {
  private Supervisor() {}

  /** The supervisor holds the other end of standard input; it ends when the supervisor does. */
  static void stopWithIt() {
    Thread.ofPlatform()
        .daemon()
        .name("supervisor watch")
        .start(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("lost the supervisor: " + e.getMessage());
              }
              Runtime.getRuntime().halt(Main.INTERRUPTED);
            });
  }
}
