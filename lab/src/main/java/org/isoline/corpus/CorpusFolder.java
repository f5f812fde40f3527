package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.isoline.files.AtomicFile;

/**
 * Names in the folder of a prepared corpus.
 *
 * @param path the folder
 */
record CorpusFolder(Path path) {
  static final String TRAIN = "train";
  static final String VALIDATION = "validation";

  Path manifest() {
    return path.resolve("manifest.json");
  }

  Path tokenizer() {
    return path.resolve("tokenizer.json");
  }

  ShardFiles shard(String side) {
    return ShardFiles.of(path, side);
  }

  Path spool() {
    return path.resolve("documents.tmp");
  }

  /** Files of the search for duplicates. */
  Path duplicates() {
    return path.resolve("duplicates.tmp");
  }

  Path lock() {
    return path.resolve("prepare.lock");
  }

  boolean complete() {
    return Files.exists(manifest());
  }

  /** Deletes what an interrupted preparation left, and nothing else. */
  void clear() throws IOException {
    List<Path> own = new ArrayList<>(List.of(manifest(), tokenizer()));
    own.addAll(shard(TRAIN).all());
    own.addAll(shard(VALIDATION).all());
    Files.deleteIfExists(spool());
    deleteFolder(duplicates());
    for (Path file : own) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(AtomicFile.temporary(file));
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
