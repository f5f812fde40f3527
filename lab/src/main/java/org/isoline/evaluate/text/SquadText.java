package org.isoline.evaluate.text;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Answers compared as SQuAD does (Rajpurkar et al., arXiv 1606.05250; {@code evaluate-v1.1.py}),
 * the rule that the SCROLLS metric takes for F1 and exact match.
 *
 * <p>Texts are normalised first: lower case; ASCII punctuation dropped without leaving a space;
 * "a", "an" and "the" replaced by a space; whitespace squeezed. Words and whitespace are Python's,
 * whose {@code \b} and {@code split()} know Unicode.
 *
 * <p>A text of which nothing is left has no word in common with any: F1 is 0, as in SQuAD 1.1, even
 * where both are empty. (SQuAD 2.0 gives 1 there.) Exact match of two such texts is true.
 */
public final class SquadText {
  /** Python's {@code string.punctuation}. */
  private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");

  /** {@code \b(a|an|the)\b}, where a word is of letters, numbers of any kind, and underscores. */
  private static final Pattern ARTICLE =
      Pattern.compile("(?<![\\p{L}\\p{N}_])(?:a|an|the)(?![\\p{L}\\p{N}_])");

  /** What {@code str.split()} splits at. */
  private static final Pattern SPACE = Pattern.compile("[\\t-\\r\\x1c-\\x1f\\x85\\p{Z}]+");

  private SquadText() {}

  /** The text as it is compared: words with one space between. */
  public static String normalise(String text) {
    return String.join(" ", words(text));
  }

  /** Whether the texts are equal once normalised. */
  public static boolean exactMatch(String prediction, String reference) {
    return words(prediction).equals(words(reference));
  }

  /** Words in common, each as often as the text that has it less often. */
  public static Overlap overlap(String prediction, String reference) {
    List<String> predicted = words(prediction);
    List<String> expected = words(reference);
    Map<String, Integer> left = new HashMap<>();
    expected.forEach(word -> left.merge(word, 1, Integer::sum));
    long common =
        predicted.stream().filter(word -> left.merge(word, -1, Integer::sum) >= 0).count();
    return Overlap.of(common, predicted.size(), expected.size());
  }

  private static List<String> words(String text) {
    String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    String plain = ARTICLE.matcher(bare).replaceAll(" ");
    return SPACE.splitAsStream(plain).filter(word -> !word.isEmpty()).toList();
  }
}
