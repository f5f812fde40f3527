package org.isoline.cli;

/** Whether people look at standard output as it is written. */
final class Terminal {
  private Terminal() {}

  static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
