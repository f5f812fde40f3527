package org.isoline.corpus;

import java.nio.file.Path;
import java.util.List;

/**
 * The three files of a shard.
 *
 * @param tokens {@code NAME.bin}
 * @param documents {@code NAME.documents.bin}
 * @param info {@code NAME.json}
 */
record ShardFiles(Path tokens, Path documents, Path info) {
  /** Bytes of a row of the documents file: first token, bytes of text. */
  static final int ROW = 2 * Long.BYTES;

  static ShardFiles of(Path folder, String name) {
    return new ShardFiles(
        folder.resolve(name + ".bin"),
        folder.resolve(name + ".documents.bin"),
        folder.resolve(name + ".json"));
  }

  List<Path> all() {
    return List.of(tokens, documents, info);
  }
}
