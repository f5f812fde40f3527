package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  UnfinishedFolder unfinished() {
    return new UnfinishedFolder(path.resolve("unfinished"));
  }

  /** Every file that the manifest vouches for. */
  List<Path> content() {
    List<Path> content = new ArrayList<>(List.of(tokenizer()));
    content.addAll(shard(TRAIN).all());
    content.addAll(shard(VALIDATION).all());
    return content;
  }

  Path lock() {
    return path.resolve("prepare.lock");
  }

  boolean complete() {
    return Files.exists(manifest());
  }

  /** Deletes the files of an earlier corpus, whole or not; what is finished of this one stays. */
  void clear() throws IOException {
    Files.deleteIfExists(manifest());
    for (Path file : content()) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(AtomicFile.temporary(file));
    }
  }
}
