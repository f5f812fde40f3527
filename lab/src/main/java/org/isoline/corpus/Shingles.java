package org.isoline.corpus;

import java.util.Arrays;

/**
 * Hashes of the word shingles of a text: of every {@code n} words that follow one another. A word
 * is a run of letters and digits in lower case, and an ideograph is a word of its own. A text with
 * fewer words is one shingle; a text without words has none.
 */
final class Shingles {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private Shingles() {}

  static int[] of(String text, int n) {
    long[] words = words(text);
    if (words.length == 0) {
      return new int[0];
    }
    int size = Math.min(n, words.length);
    int[] shingles = new int[words.length - size + 1];
    for (int i = 0; i < shingles.length; i++) {
      long hash = 0;
      for (int j = i; j < i + size; j++) {
        hash = SplitMix64.mix(hash * MULTIPLIER + words[j]);
      }
      shingles[i] = (int) (hash >>> Integer.SIZE);
    }
    return shingles;
  }

  private static long[] words(String text) {
    long[] words = new long[16];
    int count = 0;
    long word = 0;
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      boolean alone = Character.isIdeographic(codePoint);
      boolean part = Character.isLetterOrDigit(codePoint);
      if (word != 0 && (alone || !part)) {
        words = append(words, count++, word);
        word = 0;
      }
      if (part) {
        word = (word + Character.toLowerCase(codePoint) + 1) * MULTIPLIER;
        word ^= word >>> Integer.SIZE;
      }
      if (alone) {
        words = append(words, count++, word);
        word = 0;
      }
      i += Character.charCount(codePoint);
    }
    if (word != 0) {
      words = append(words, count++, word);
    }
    return Arrays.copyOf(words, count);
  }

  private static long[] append(long[] words, int count, long word) {
    long[] room = count == words.length ? Arrays.copyOf(words, 2 * count) : words;
    room[count] = word;
    return room;
  }
}
