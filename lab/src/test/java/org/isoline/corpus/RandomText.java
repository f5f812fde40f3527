package org.isoline.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts for tests, the same for the same seed. */
final class RandomText {
  private static final String AWKWARD =
      "aZé ßſK'sSLlvVEReTdDm0123٣Ⅷ²\n\r\t\u000B\u0085\u00A0\u2028\u2003\u3000.,!?-—_(){}\u0301中文日本\u200D\u200B\uFEFF";

  private RandomText() {}

  /** Words and sentences, repetitive enough for a tokenizer to learn from. */
  static String prose(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      String word = Integer.toString(random.nextInt(30_000), 36);
      text.append(i == 0 ? "" : random.nextInt(8) == 0 ? ". " : " ")
          .append(word)
          .append(random.nextBoolean() ? "ing" : "ed");
    }
    return text.toString();
  }

  static List<String> documents(long seed, int count) {
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(prose(random, 5 + random.nextInt(40)));
    }
    return texts;
  }

  /** Characters at which splitting rules differ, in any order. */
  static String awkward(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(AWKWARD.charAt(random.nextInt(AWKWARD.length())));
    }
    return text.toString();
  }

  /** Code points of every plane, no halves of surrogate pairs. */
  static String unicode(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int plane = random.nextInt(17);
      int codePoint = (plane << 16) + random.nextInt(1 << 16);
      if (Character.getType(codePoint) != Character.SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }
}
