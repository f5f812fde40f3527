package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text as words. It is gone through again when more of them are wanted than it has.
 *
 * @param words without white space
 */
record Prose(List<String> words) {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  private static final Pattern SENTENCE_END = Pattern.compile(".*[.!?][\"'”’)\\]]*");

  static Prose of(String text) {
    return new Prose(List.of(WHITE_SPACE.split(text.strip())));
  }

  /**
   * The first words as sentences: each ends with a word that ends with a full stop, exclamation or
   * question mark, closing quotes and brackets aside. RULER asks NLTK, which also knows
   * abbreviations; a needle behind one of them does no harm.
   */
  List<String> sentences(int count) {
    List<String> sentences = new ArrayList<>();
    StringBuilder sentence = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String word = words.get(i % words.size());
      sentence.append(sentence.isEmpty() ? "" : " ").append(word);
      if (i == count - 1 || SENTENCE_END.matcher(word).matches()) {
        sentences.add(sentence.toString());
        sentence.setLength(0);
      }
    }
    return sentences;
  }
}
