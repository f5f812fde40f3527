package org.isoline.evaluate.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether an output holds an answer, in order or in pieces.
 *
 * <p>Scores of a needle in a haystack and of the retrieval tasks of RULER (Hsieh et al., arXiv
 * 2404.06654).
 */
public final class Containment {
  /** Highest score of a cell in the needle heat maps of arXiv 2406.16690; the lowest is 1. */
  public static final int HIGHEST = 10;

  /** Runs of letters with their marks and of numbers; an apostrophe ends a word. */
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  private Containment() {}

  /**
   * Share of the distinct words of an answer that are words of an output, without regard to case, 0
   * to 1.
   *
   * @throws IllegalArgumentException if the answer has no word
   */
  public static double words(String answer, String output) {
    Words words = Words.of(answer, output);
    return words.found() / (double) words.all();
  }

  /**
   * The score of a needle that was to be retrieved: {@code 1 + round(9 r)}, half up, with r the
   * share of {@link #words}.
   *
   * <p>arXiv 2406.16690 prints integer scores 1 to 10 and does not name their judge; the tool that
   * it seems to have used (gkamradt/LLMTest_NeedleInAHaystack) asks another model. This is a judge
   * that always answers the same.
   *
   * @return 1 to {@link #HIGHEST}
   * @throws IllegalArgumentException if the answer has no word
   */
  public static int needleScore(String answer, String output) {
    Words words = Words.of(answer, output);
    // In whole numbers, so that a half is one.
    return 1 + (2 * (HIGHEST - 1) * words.found() + words.all()) / (2 * words.all());
  }

  /** Whether an output holds an answer letter by letter. */
  public static boolean verbatim(String answer, String output) {
    return output.contains(checked(answer));
  }

  /**
   * Share of the references that an output holds, without regard to case, 0 to 1: {@code
   * string_match_all} of NVIDIA/RULER for one item.
   *
   * @param references at least one, none empty
   * @throws IllegalArgumentException for others
   */
  public static double all(List<String> references, String output) {
    requireReference(references);
    long found = references.stream().filter(in(output)).count();
    return found / (double) references.size();
  }

  /**
   * 1 if an output holds any of the references, without regard to case, else 0: {@code
   * string_match_part} of NVIDIA/RULER for one item, which scores its questions.
   *
   * @param references at least one, none empty
   * @throws IllegalArgumentException for others
   */
  public static double any(List<String> references, String output) {
    return all(references, output) > 0 ? 1 : 0;
  }

  private static Predicate<String> in(String output) {
    String lower = output.toLowerCase(Locale.ROOT);
    return reference -> lower.contains(checked(reference).toLowerCase(Locale.ROOT));
  }

  private static void requireReference(List<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("no reference to look for; give at least one");
    }
  }

  private static String checked(String reference) {
    if (reference.isEmpty()) {
      throw new IllegalArgumentException(
          "a reference is the empty string, which every output holds; leave it out");
    }
    return reference;
  }

  /** Distinct words of an answer, and how many of them an output has. */
  private record Words(int all, int found) {
    static Words of(String answer, String output) {
      Set<String> wanted = distinct(answer);
      if (wanted.isEmpty()) {
        throw new IllegalArgumentException(
            "the answer '" + answer + "' has no word of letters or digits to look for");
      }
      Set<String> written = distinct(output);
      return new Words(wanted.size(), (int) wanted.stream().filter(written::contains).count());
    }

    private static Set<String> distinct(String text) {
      return WORD.matcher(text.toLowerCase(Locale.ROOT))
          .results()
          .map(MatchResult::group)
          .collect(Collectors.toSet());
    }
  }
}
