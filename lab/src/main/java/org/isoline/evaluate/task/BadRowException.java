package org.isoline.evaluate.task;

/** What is wrong with a row of data; the reader adds where the row is. */
final class BadRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 60;

  BadRowException(String message) {
    super(message);
  }

  /** The start of a text, for messages. */
  static String cut(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
