package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A corpus of two kinds of files that small units cut into many parts, for tests. */
final class PrepareTexts {
  static final long SMALL_UNIT = 4096;

  private PrepareTexts() {}

  /** Writes files with a few hundred bytes in each document. */
  static CorpusSpec write(Path folder, int documents) throws IOException {
    Path text = Files.createDirectories(folder.resolve("text"));
    List<String> texts = RandomText.documents(7, documents);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < documents; i++) {
      if (i % 3 == 0) {
        Files.writeString(text.resolve("%05d.txt".formatted(i)), texts.get(i));
      } else {
        lines.append("{\"text\": \"%s\"}%n".formatted(texts.get(i)));
      }
    }
    Files.writeString(folder.resolve("lines.jsonl"), lines);
    return spec(folder);
  }

  static CorpusSpec spec(Path folder) {
    return new CorpusSpec(
        List.of(
            new TextFiles(folder.resolve("text").toString()),
            new JsonLines(folder.resolve("lines.jsonl").toString(), "text", Optional.empty())),
        TokenizerSpec.bpe(600),
        0.1,
        1,
        InvalidText.STOP);
  }

  static void prepare(
      CorpusSpec spec, Path out, int threads, long unitBytes, PrepareProgress progress) {
    PreparedCorpus.prepare(
            spec,
            out.resolveSibling("cache"),
            out,
            new PrepareSettings(threads, unitBytes),
            progress)
        .close();
  }

  /** Hash of every file of a folder. */
  static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        hashes.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return hashes;
  }
}
