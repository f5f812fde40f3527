package org.isoline.evaluate.retrieval;

import java.util.Locale;

/**
 * A fact that stands nowhere else in a haystack.
 *
 * @param sentence that states it, ending with a full stop
 * @param question about it
 * @param answer to the question, as the sentence words it
 */
public record Needle(String sentence, String question, String answer) {
  /**
   * A statement that nobody can know from elsewhere, in the style of the one about San Francisco
   * that LLMTest_NeedleInAHaystack hides. Models may have read that one, with its answer, in
   * training; this is another.
   */
  public static final Needle DEFAULT =
      new Needle(
          "The surest way to stay warm in Bergen is to drink hot blackcurrant juice beside the old"
              + " harbour crane on a foggy morning.",
          "What is the surest way to stay warm in Bergen?",
          "drink hot blackcurrant juice beside the old harbour crane on a foggy morning");

  /**
   * Checks that the answer can be read off the sentence.
   *
   * @throws IllegalArgumentException if a part is blank or has a line feed (answers end at one), or
   *     if the sentence does not contain the answer
   */
  public Needle {
    requireLine("sentence", sentence);
    requireLine("question", question);
    requireLine("answer", answer);
    if (!sentence.toLowerCase(Locale.ROOT).contains(answer.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "the answer \"%s\" does not stand in the sentence \"%s\"; word it as the sentence does"
              .formatted(answer, sentence));
    }
  }

  private static void requireLine(String part, String text) {
    if (text.isBlank() || text.contains("\n")) {
      throw new IllegalArgumentException(
          "the %s \"%s\" of a needle must be one line with text in it".formatted(part, text));
    }
  }
}
