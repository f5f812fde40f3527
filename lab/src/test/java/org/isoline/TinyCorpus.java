package org.isoline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.isoline.corpus.CorpusSpec;
import org.isoline.corpus.InvalidText;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.corpus.TextFiles;
import org.isoline.corpus.TokenizerSpec;

/** Generated text with something to learn in it, for tests. */
public final class TinyCorpus {
  private static final List<String> WORDS =
      List.of(
          "the", "law", "of", "small", "models", "bends", "near", "its", "floor", "and", "rises");

  private TinyCorpus() {}

  /** Writes text files, each a few hundred bytes. */
  public static void write(Path folder, int files) {
    try {
      Files.createDirectories(folder);
      Random random = new Random(5);
      for (int file = 0; file < files; file++) {
        StringBuilder text = new StringBuilder();
        int word = random.nextInt(WORDS.size());
        for (int i = 0; i < 60; i++) {
          text.append(WORDS.get(word)).append(' ');
          word =
              (word + (random.nextInt(4) == 0 ? random.nextInt(WORDS.size()) : 1)) % WORDS.size();
        }
        Files.writeString(folder.resolve("text-%03d.txt".formatted(file)), text.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A prepared corpus of bytes in a folder. */
  public static PreparedCorpus prepare(Path folder) {
    write(folder.resolve("text"), 60);
    CorpusSpec spec =
        new CorpusSpec(
            List.of(new TextFiles(folder.resolve("text").toString())),
            new TokenizerSpec(TokenizerSpec.Kind.BYTES, 257),
            0.2,
            0,
            InvalidText.STOP);
    return PreparedCorpus.prepare(spec, folder.resolve("cache"), folder.resolve("out"), line -> {});
  }
}
