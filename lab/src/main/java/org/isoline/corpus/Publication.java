package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.isoline.files.AtomicFile;

/** How a file that was written under a temporary name gets its own. */
enum Publication {
  /** Flushed to the device first: nothing will look whether it is whole. */
  FLUSHED {
    @Override
    void publish(Path temporary, Path file) throws IOException {
      AtomicFile.publish(temporary, file);
    }
  },

  /**
   * Not flushed: a killed process loses nothing by that, and what a machine without power loses is
   * seen by the checksum before the file is used.
   */
  CHECKED_BEFORE_USE {
    @Override
    void publish(Path temporary, Path file) throws IOException {
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  };

  abstract void publish(Path temporary, Path file) throws IOException;
}
