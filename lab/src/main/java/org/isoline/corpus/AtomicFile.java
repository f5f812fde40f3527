package org.isoline.corpus;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are either whole or absent: written under a temporary name in the same folder, forced
 * to the disk, then renamed.
 */
final class AtomicFile {
  private AtomicFile() {}

  static Path temporary(Path target) {
    return target.resolveSibling(target.getFileName() + ".tmp");
  }

  static void write(Path target, byte[] content) throws IOException {
    Path temporary = temporary(target);
    Files.write(temporary, content);
    publish(temporary, target);
  }

  /** Forces what was written to {@code temporary} to the disk and gives it its name. */
  static void publish(Path temporary, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
