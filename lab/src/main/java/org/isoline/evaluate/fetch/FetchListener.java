package org.isoline.evaluate.fetch;

import java.util.OptionalLong;

/** Told of what happens during a fetch. */
public interface FetchListener {
  /** A line for people. */
  void say(String line);

  /**
   * Bytes have come.
   *
   * @param name of the file
   * @param bytes how many are there, those of earlier runs included
   * @param total how many there will be, if the server says so
   */
  void progress(String name, long bytes, OptionalLong total);
}
