package org.isoline.law;

import java.io.IOException;
import java.nio.file.Path;
import org.isoline.files.AtomicFile;

/** Writes results whole or not at all. */
final class TableFile {
  private TableFile() {}

  /**
   * Replaces a file, creating its folder if need be.
   *
   * @throws LawException if the folder cannot be written
   */
  static void write(Path file, String text) {
    try {
      AtomicFile.write(file, text);
    } catch (IOException e) {
      throw new LawException(e.getMessage() + "; check the folder and its permissions", e);
    }
  }
}
