package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A file as it was when it was listed.
 *
 * @param path where it is
 * @param name its {@link InputFiles.InputFile#name()}
 * @param bytes its size
 * @param modified when it was last written
 */
record FileStamp(Path path, String name, long bytes, Instant modified) {
  static FileStamp of(InputFiles.InputFile file) {
    return of(file.path(), file.name());
  }

  static FileStamp of(Path path, String name) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileStamp(path, name, now.size(), now.lastModifiedTime().toInstant());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Checks that the file is still the one that was listed.
   *
   * @throws CorpusException if its size or time is another
   */
  void requireUnchanged() {
    FileStamp now = of(path, name);
    if (!equals(now)) {
      throw new CorpusException(
          "%s: changed while it was being read: %,d bytes of %s when listed, now %,d bytes of %s; let whatever writes it finish, then prepare again"
              .formatted(path, bytes, modified, now.bytes(), now.modified()));
    }
  }

  static CorpusException unreadable(Path path, IOException e) {
    String reason = Files.exists(path) ? e.getMessage() : "there is no such file";
    return new CorpusException("%s: cannot be read: %s".formatted(path, reason), e);
  }
}
