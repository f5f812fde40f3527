package org.isoline;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Large files of other people that a few tests use where they are; elsewhere those are skipped. */
public final class SharedData {
  private SharedData() {}

  /**
   * A file of the folder that the system property {@code isoline.data} names, or of {@code
   * ../../shared/data}. Without it the calling test is skipped.
   */
  public static Path require(String relative) {
    Path folder = Path.of(System.getProperty("isoline.data", "../../shared/data"));
    Path file = folder.resolve(relative);
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: no " + file + "; set -Disoline.data=FOLDER");
    return file;
  }
}
