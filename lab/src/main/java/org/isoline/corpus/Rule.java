package org.isoline.corpus;

import java.util.function.ToDoubleFunction;

/**
 * A bound on a document, beyond which it is left out. Those marked G are rules of Rae et al.,
 * "Scaling Language Models: Methods, Analysis &amp; Insights from Training Gopher" (arXiv
 * 2112.11446), appendix A.1.1, with the bound printed there. A word is what stands between white
 * space.
 */
public enum Rule {
  /** Characters (code points) at least. */
  MIN_CHARACTERS(Side.LEAST, Range.COUNT, "characters, at least", TextStatistics::characters),
  /** Characters (code points) at most. */
  MAX_CHARACTERS(Side.MOST, Range.COUNT, "characters, at most", TextStatistics::characters),
  /** Words at least; G: 50. */
  MIN_WORDS(Side.LEAST, Range.COUNT, "words, at least; Gopher: 50", TextStatistics::words),
  /** Words at most; G: 100,000. */
  MAX_WORDS(Side.MOST, Range.COUNT, "words, at most; Gopher: 100,000", TextStatistics::words),
  /** Mean characters of a word at least; G: 3. */
  MIN_MEAN_WORD(
      Side.LEAST,
      Range.COUNT,
      "mean characters of a word, at least; Gopher: 3",
      TextStatistics::meanWord),
  /** Mean characters of a word at most; G: 10. */
  MAX_MEAN_WORD(
      Side.MOST,
      Range.COUNT,
      "mean characters of a word, at most; Gopher: 10",
      TextStatistics::meanWord),
  /** Share of the characters that are letters, white space not counted, at least. */
  MIN_LETTER_SHARE(
      Side.LEAST,
      Range.SHARE,
      "share of letters in what is not white space, at least",
      TextStatistics::letterShare),
  /** Share of the words with a letter in them at least; G: 0.8. */
  MIN_WORDS_WITH_LETTER(
      Side.LEAST,
      Range.SHARE,
      "share of words that have a letter, at least; Gopher: 0.8",
      TextStatistics::wordsWithLetter),
  /** Hash signs and ellipses a word at most; G: 0.1. */
  MAX_SYMBOLS_PER_WORD(
      Side.MOST,
      Range.COUNT,
      "hash signs, or ellipses, for each word, at most; Gopher: 0.1",
      TextStatistics::symbolsPerWord),
  /** Different ones of eight common English words at least; G: 2. */
  MIN_STOP_WORDS(
      Side.LEAST,
      Range.COUNT,
      "how many of the, be, to, of, and, that, have, with occur, at least; Gopher: 2",
      TextStatistics::stopWords),
  /** Share of the lines that begin with a bullet at most; G: 0.9. */
  MAX_BULLET_LINES(
      Side.MOST,
      Range.SHARE,
      "share of lines that begin with a bullet, at most; Gopher: 0.9",
      TextStatistics::bulletLines),
  /** Share of the lines that end in an ellipsis at most; G: 0.3. */
  MAX_ELLIPSIS_LINES(
      Side.MOST,
      Range.SHARE,
      "share of lines that end in an ellipsis, at most; Gopher: 0.3",
      TextStatistics::ellipsisLines),
  /** Share of the lines that stood before in the document at most; G: 0.3. */
  MAX_REPEATED_LINES(
      Side.MOST,
      Range.SHARE,
      "share of lines that repeat an earlier line of the document, at most; Gopher: 0.3",
      TextStatistics::repeatedLines),
  /** Characters of the longest line at most. */
  MAX_LINE_CHARACTERS(
      Side.MOST,
      Range.COUNT,
      "characters of the longest line, at most",
      TextStatistics::longestLine);

  /** Which side of its bound a document must be on. */
  private enum Side {
    LEAST,
    MOST
  }

  /** Which bounds make sense. */
  public enum Range {
    /** 0 or more. */
    COUNT,
    /** 0 to 1. */
    SHARE
  }

  private final Side side;
  private final Range range;
  private final String description;
  private final ToDoubleFunction<TextStatistics> measure;

  Rule(Side side, Range range, String description, ToDoubleFunction<TextStatistics> measure) {
    this.side = side;
    this.range = range;
    this.description = description;
    this.measure = measure;
  }

  /** Which bounds make sense. */
  public Range range() {
    return range;
  }

  /** What is bounded, with the published bound if there is one. */
  public String description() {
    return description;
  }

  boolean legal(double bound) {
    return bound >= 0 && bound <= (range == Range.SHARE ? 1 : Double.MAX_VALUE);
  }

  boolean keeps(TextStatistics text, double bound) {
    double value = measure.applyAsDouble(text);
    return side == Side.LEAST ? value >= bound : value <= bound;
  }
}
