package org.isoline.speed;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Text whose words are as unevenly frequent as those of a language (Zipf's law: the frequency of
 * the r-th word is proportional to 1 / r), for benchmarks without a corpus at hand.
 */
final class GeneratedText {
  private static final int WORDS = 60_000;
  private static final int WORDS_A_DOCUMENT = 400;
  private static final String[] SYLLABLES =
      "ba con der e fi gra hel in jo ki lam men no or pre qua ra st ter un ve wi xe ya zo ing ed tion ly er"
          .split(" ");

  private final Random random;
  private final String[] words = new String[WORDS];

  private GeneratedText(long seed) {
    random = new Random(seed);
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      int syllables = 1 + (int) (Math.log(i + 1.0) / 4) + random.nextInt(2);
      for (int s = 0; s < syllables; s++) {
        word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      words[i] = word.toString();
    }
  }

  /** Writes JSON lines with the field {@code text}, of at least that many bytes. */
  static void write(Path file, long bytes) throws IOException {
    GeneratedText text = new GeneratedText(1);
    long written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      while (written < bytes) {
        String line = text.line();
        out.write(line);
        written += line.length();
      }
    }
  }

  private String line() {
    StringBuilder line = new StringBuilder("{\"text\": \"");
    for (int i = 0; i < WORDS_A_DOCUMENT; i++) {
      line.append(i == 0 ? "" : i % 15 == 0 ? ".\\n" : i % 7 == 0 ? ", " : " ");
      // The inverse of the distribution function of 1 / r over the ranks.
      line.append(words[(int) Math.exp(random.nextDouble() * Math.log(WORDS)) - 1]);
    }
    return line.append("\"}\n").toString();
  }
}
