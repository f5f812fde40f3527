package org.isoline.corpus;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@link Rule rules} look at. Lines are those with something in them.
 *
 * @param characters code points
 * @param words what stands between white space
 * @param meanWord characters of a word on average; 0 without words
 * @param letterShare letters among the code points that are not white space
 * @param wordsWithLetter share of words that have a letter
 * @param symbolsPerWord hash signs or ellipses, whichever are more, for each word
 * @param stopWords how many different ones of {@link #STOP_WORDS} occur
 * @param bulletLines share of lines that begin with a bullet
 * @param ellipsisLines share of lines that end in an ellipsis
 * @param repeatedLines share of lines equal to an earlier one
 * @param longestLine its code points
 */
record TextStatistics(
    long characters,
    long words,
    double meanWord,
    double letterShare,
    double wordsWithLetter,
    double symbolsPerWord,
    int stopWords,
    double bulletLines,
    double ellipsisLines,
    double repeatedLines,
    long longestLine) {
  /** The words of Rae et al., appendix A.1.1. */
  static final Set<String> STOP_WORDS =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  private static final List<String> BULLETS = List.of("•", "‣", "▪", "●", "-", "*");
  private static final List<String> ELLIPSES = List.of("...", "…");

  static TextStatistics of(String text) {
    Words words = new Words();
    text.codePoints().forEach(words::add);
    words.endWord();
    Lines lines = new Lines();
    text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    long symbols = Math.max(count(text, "#"), count(text, "...") + count(text, "…"));
    return new TextStatistics(
        words.characters,
        words.count,
        share(words.solid, words.count),
        share(words.letters, words.solid),
        share(words.withLetter, words.count),
        share(symbols, words.count),
        words.stopWords.size(),
        share(lines.bullets, lines.count),
        share(lines.ellipses, lines.count),
        share(lines.repeated, lines.count),
        lines.longest);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static long count(String text, String symbol) {
    long found = 0;
    for (int i = text.indexOf(symbol); i >= 0; i = text.indexOf(symbol, i + symbol.length())) {
      found++;
    }
    return found;
  }

  private static final class Words {
    private static final int LONGEST_STOP_WORD = 4;

    private long characters;
    private long solid;
    private long letters;
    private long count;
    private long withLetter;
    private final Set<String> stopWords = new HashSet<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean hasLetter;

    void add(int codePoint) {
      characters++;
      if (Character.isWhitespace(codePoint)) {
        endWord();
        return;
      }
      inWord = true;
      solid++;
      if (Character.isLetter(codePoint)) {
        letters++;
        hasLetter = true;
        if (word.length() <= LONGEST_STOP_WORD) {
          word.appendCodePoint(codePoint);
        }
      }
    }

    void endWord() {
      if (!inWord) {
        return;
      }
      count++;
      withLetter += hasLetter ? 1 : 0;
      if (word.length() <= LONGEST_STOP_WORD) {
        String lower = word.toString().toLowerCase(Locale.ROOT);
        if (STOP_WORDS.contains(lower)) {
          stopWords.add(lower);
        }
      }
      word.setLength(0);
      inWord = false;
      hasLetter = false;
    }
  }

  private static final class Lines {
    private long count;
    private long bullets;
    private long ellipses;
    private long repeated;
    private long longest;
    private final Set<String> seen = new HashSet<>();

    void add(String line) {
      count++;
      bullets += BULLETS.stream().anyMatch(line::startsWith) ? 1 : 0;
      ellipses += ELLIPSES.stream().anyMatch(line::endsWith) ? 1 : 0;
      repeated += seen.add(line) ? 0 : 1;
      longest = Math.max(longest, line.codePointCount(0, line.length()));
    }
  }
}
