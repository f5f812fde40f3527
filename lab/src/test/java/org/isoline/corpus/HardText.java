package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Strings on which two tokenizers should agree: real ones of this repository, and hard ones. */
final class HardText {
  private static final List<String> HARD =
      List.of(
          "👩‍👩‍👧‍👦",
          "🇩🇪🏳️‍🌈",
          "👍🏽",
          "e\u0301a\u0308\u0323",
          "\u0000\u0001\u001F\u007F\u0085",
          "\t\t \n\r\n \u00A0\u2003 \u3000",
          "                                ",
          "\n\n\n\n\n\n",
          " \n \n  \n",
          "0123456789012345",
          "٣٤٥ Ⅷ½²",
          "'s 'S 'll 'LL 've 'rE 'd 'M ''t '\u017Fx",
          "中文字符 日本語テスト 한국어",
          "العربية עברית हिन्दी ไทย",
          "don't DON'T I'll we've you're",
          "<|endoftext|><|fim_prefix|>",
          "https://example.org/a?b=c&d=%20#e",
          "if (x != y) { return a[i++] << 2; }",
          "—“quoted”—‘single’…",
          "ﬁ ﬀ Å Å K µ ſ ß İ ı",
          "\uFEFF\u200B\u200D\u2060",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "𝒳𝓎𝟘 𐍈 🀄 \uDBFF\uDFFF");

  private HardText() {}

  /** That many strings, the same for the same seed and the same files. */
  static List<String> strings(int count, long seed) {
    List<String> real = realLines();
    Random random = new Random(seed);
    List<String> strings = new ArrayList<>(HARD);
    while (strings.size() < count) {
      strings.add(
          switch (random.nextInt(6)) {
            case 0 -> RandomText.awkward(random, 1 + random.nextInt(40));
            case 1 -> oldCharacters(random, 1 + random.nextInt(20));
            case 2 -> pick(random, HARD) + pick(random, HARD);
            case 3 -> pick(random, real) + pick(random, HARD) + pick(random, real);
            case 4 -> pick(random, HARD) + RandomText.awkward(random, 10) + pick(random, real);
            default -> pick(random, real) + "\n" + pick(random, real);
          });
    }
    return strings;
  }

  /**
   * Code points of blocks that have been full for long: which of the younger ones are letters
   * depends on the version of Unicode, and the libraries' is older than the JDK's.
   */
  private static String oldCharacters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int codePoint =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x250);
            case 1 -> 0x370 + random.nextInt(0x1C0);
            case 2 -> 0x4E00 + random.nextInt(0x5000);
            case 3 -> 0x1F300 + random.nextInt(0x300);
            default -> 0x2000 + random.nextInt(0x70);
          };
      if (Character.isDefined(codePoint)) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Prose and code of the repository. */
  private static List<String> realLines() {
    List<String> lines = new ArrayList<>();
    for (String folder : List.of("../docs", "src/main/java/org/isoline/corpus")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file :
            files.filter(f -> f.toString().matches(".*\\.(md|java)")).sorted().toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }
}
