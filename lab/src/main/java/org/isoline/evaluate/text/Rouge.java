package org.isoline.evaluate.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * ROUGE (Lin, ACL workshop 2004) by the rules of Google's rouge_score (google-research, {@code
 * rouge/rouge_scorer.py} and {@code tokenize.py}) without its stemmer.
 *
 * <p>Tokens are runs of a-z and 0-9 in the lower-cased text; all else separates them, so that a
 * text in another script has none, and "caf\u00e9" is "caf". A text without tokens scores 0 against
 * every text, itself too; so does ROUGE-2 of a single word.
 *
 * <p>ROUGE-L here is {@code rougeL}: one common subsequence of the whole texts. The SCROLLS metric
 * ({@code metrics/scrolls.py} of tau/scrolls) has rouge1, rouge2, rougeL and rougeLsum computed of
 * texts that nltk cut into sentences, one a line, and reports the first three; its geometric mean,
 * and the lm-evaluation-harness ({@code lm_eval/tasks/scrolls/task.py}), take rougeL. Only
 * rougeLsum looks at lines: to the other three a line break is one more separator where whitespace
 * was before. Texts are therefore not cut into sentences here.
 */
public final class Rouge {
  private static final Pattern SEPARATOR = Pattern.compile("[^a-z0-9]+");

  private Rouge() {}

  /** The tokens of a text, in order. */
  public static List<String> tokens(String text) {
    return Arrays.stream(SEPARATOR.split(text.toLowerCase(Locale.ROOT)))
        .filter(token -> !token.isEmpty())
        .toList();
  }

  /**
   * ROUGE-n: n-grams in common, each as often as the text that has it less often.
   *
   * @param n at least 1
   * @throws IllegalArgumentException for a smaller n
   */
  public static Overlap ngrams(String prediction, String reference, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + "; an n-gram has at least 1 token");
    }
    Map<List<String>, Long> predicted = counts(tokens(prediction), n);
    Map<List<String>, Long> expected = counts(tokens(reference), n);
    long common =
        expected.entrySet().stream()
            .mapToLong(gram -> Math.min(gram.getValue(), predicted.getOrDefault(gram.getKey(), 0L)))
            .sum();
    return Overlap.of(common, total(predicted), total(expected));
  }

  /** ROUGE-L: the longest common subsequence of tokens. */
  public static Overlap subsequence(String prediction, String reference) {
    List<String> predicted = tokens(prediction);
    List<String> expected = tokens(reference);
    return Overlap.of(longestCommon(predicted, expected), predicted.size(), expected.size());
  }

  private static Map<List<String>, Long> counts(List<String> tokens, int n) {
    return IntStream.rangeClosed(0, tokens.size() - n)
        .mapToObj(start -> tokens.subList(start, start + n))
        .collect(Collectors.groupingBy(gram -> gram, HashMap::new, Collectors.counting()));
  }

  private static long total(Map<List<String>, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Length of the longest common subsequence. Tokens are numbered, since comparing them is what the
   * table spends its time on, and only the last row of it is kept.
   */
  private static int longestCommon(List<String> first, List<String> second) {
    Map<String, Integer> numbers = new HashMap<>();
    second.forEach(token -> numbers.putIfAbsent(token, numbers.size()));
    int[] columns = second.stream().mapToInt(numbers::get).toArray();
    int[] lengths = new int[columns.length + 1];
    for (String token : first) {
      int number = numbers.getOrDefault(token, -1);
      int diagonal = 0;
      for (int j = 1; j < lengths.length; j++) {
        int above = lengths[j];
        lengths[j] = columns[j - 1] == number ? diagonal + 1 : Math.max(above, lengths[j - 1]);
        diagonal = above;
      }
    }
    return lengths[columns.length];
  }
}
