package org.isoline.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts text into the pieces within which byte pairs may merge. Every rule is a regular expression
 * that other programs read, and the same written by hand over UTF-8 bytes, because a regular
 * expression engine is many times slower; tests hold the two together.
 */
enum SplitPattern {
  /**
   * The rule of tokenizers trained here: contractions, words with the blank or mark before them, up
   * to three digits, runs of marks, line ends, blanks. It follows {@link #CL100K} and keeps to what
   * Java, Rust and Oniguruma read alike: contractions list both cases (case folding differs between
   * engines), and {@code {1,3}} has no possessive plus (Oniguruma reads one as "repeat again").
   */
  OURS(
      "'(?:[sdmtSDMT]|[lL][lL]|[vV][eE]|[rR][eE])"
          + "|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++"
          + "|\\p{N}{1,3}"
          + "| ?+[^\\s\\p{L}\\p{N}]++[\\r\\n]*+"
          + "|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)"
          + "|\\s+"),
  /**
   * OpenAI's rule for cl100k_base (tiktoken). Its {@code (?i:'s)} takes the long s (U+017F) too,
   * which folds to s.
   */
  CL100K(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
  /** OpenAI's rule for GPT-2, which Hugging Face's ByteLevel has built in. */
  GPT2(
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
      "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
  /** No rule: the whole text is one piece. */
  NONE("");

  private static final int LONGEST_NUMBER = 3;
  private static final byte LONG_S_FIRST = (byte) 0xC5;
  private static final byte LONG_S_SECOND = (byte) 0xBF;

  private final List<String> regexes;

  SplitPattern(String... regexes) {
    this.regexes = List.of(regexes);
  }

  /** The regular expression that says the same. */
  String regex() {
    return regexes.getFirst();
  }

  /** The rule that a regular expression stands for, if it is one of these. */
  static Optional<SplitPattern> of(String regex) {
    return Arrays.stream(values())
        .filter(pattern -> pattern != NONE && pattern.regexes.contains(regex))
        .findFirst();
  }

  /** Where the piece that begins at {@code start}, below {@code limit}, ends. */
  int end(byte[] text, int start, int limit) {
    return switch (this) {
      case OURS, CL100K -> wordEnd(text, start, limit);
      case GPT2 -> oldWordEnd(text, start, limit);
      case NONE -> limit;
    };
  }

  private int wordEnd(byte[] text, int start, int limit) {
    int first = CharacterKinds.read(text, start, limit);
    int kind = CharacterKinds.kind(first);
    int next = start + CharacterKinds.length(first);
    if (kind == CharacterKinds.LETTER) {
      return CharacterKinds.run(text, next, limit, CharacterKinds.LETTER);
    }
    if (text[start] == '\'') {
      int end = contraction(text, start, limit);
      if (end > start) {
        return end;
      }
    }
    if (kind == CharacterKinds.NUMBER) {
      return number(text, next, limit);
    }
    if (kind == CharacterKinds.LINE_END) {
      return blanks(text, start, limit);
    }
    int afterLetters = CharacterKinds.run(text, next, limit, CharacterKinds.LETTER);
    if (afterLetters > next) {
      return afterLetters;
    }
    boolean marks = kind == CharacterKinds.MARK || text[start] == ' ' && markAt(text, next, limit);
    return marks ? marksAndLineEnds(text, next, limit) : blanks(text, start, limit);
  }

  private static int oldWordEnd(byte[] text, int start, int limit) {
    if (text[start] == '\'') {
      int end = lowerContraction(text, start, limit);
      if (end > start) {
        return end;
      }
    }
    int led = text[start] == ' ' && start + 1 < limit ? start + 1 : start;
    int first = CharacterKinds.read(text, led, limit);
    int kind = CharacterKinds.kind(first);
    if (kind == CharacterKinds.BLANK || kind == CharacterKinds.LINE_END) {
      return allBlanks(text, start, limit);
    }
    return CharacterKinds.run(text, led + CharacterKinds.length(first), limit, kind);
  }

  private int contraction(byte[] text, int start, int limit) {
    int one = lower(text, start + 1, limit);
    if (one == 's' || one == 'd' || one == 'm' || one == 't') {
      return start + 2;
    }
    if (this == CL100K
        && start + 2 < limit
        && text[start + 1] == LONG_S_FIRST
        && text[start + 2] == LONG_S_SECOND) {
      return start + 3;
    }
    int two = lower(text, start + 2, limit);
    boolean matches =
        one == 'l' && two == 'l' || one == 'v' && two == 'e' || one == 'r' && two == 'e';
    return matches ? start + 3 : start;
  }

  private static int lowerContraction(byte[] text, int start, int limit) {
    int one = start + 1 < limit ? text[start + 1] : 0;
    if (one == 's' || one == 'd' || one == 'm' || one == 't') {
      return start + 2;
    }
    int two = start + 2 < limit ? text[start + 2] : 0;
    boolean matches =
        one == 'l' && two == 'l' || one == 'v' && two == 'e' || one == 'r' && two == 'e';
    return matches ? start + 3 : start;
  }

  /** The ASCII letter there in lower case, or something else. */
  private static int lower(byte[] text, int at, int limit) {
    return at < limit ? text[at] | 0x20 : 0;
  }

  private static int number(byte[] text, int from, int limit) {
    int at = from;
    for (int digits = 1; digits < LONGEST_NUMBER && at < limit; digits++) {
      int read = CharacterKinds.read(text, at, limit);
      if (CharacterKinds.kind(read) != CharacterKinds.NUMBER) {
        break;
      }
      at += CharacterKinds.length(read);
    }
    return at;
  }

  private static boolean markAt(byte[] text, int at, int limit) {
    return at < limit
        && CharacterKinds.kind(CharacterKinds.read(text, at, limit)) == CharacterKinds.MARK;
  }

  private static int marksAndLineEnds(byte[] text, int from, int limit) {
    int marks = CharacterKinds.run(text, from, limit, CharacterKinds.MARK);
    return CharacterKinds.run(text, marks, limit, CharacterKinds.LINE_END);
  }

  /**
   * White space: up to its last line end if it has one; else all of it but the last character if
   * something follows (which that character then leads), unless it has only one.
   */
  private static int blanks(byte[] text, int start, int limit) {
    int afterLineEnd = start;
    int last = start;
    int at = start;
    while (at < limit) {
      int read = CharacterKinds.read(text, at, limit);
      int kind = CharacterKinds.kind(read);
      if (kind != CharacterKinds.BLANK && kind != CharacterKinds.LINE_END) {
        break;
      }
      last = at;
      at += CharacterKinds.length(read);
      if (kind == CharacterKinds.LINE_END) {
        afterLineEnd = at;
      }
    }
    if (afterLineEnd > start) {
      return afterLineEnd;
    }
    return at == limit || last == start ? at : last;
  }

  /** White space: all of it but the last character if something follows, unless it has only one. */
  private static int allBlanks(byte[] text, int start, int limit) {
    int last = start;
    int at = start;
    while (at < limit) {
      int read = CharacterKinds.read(text, at, limit);
      int kind = CharacterKinds.kind(read);
      if (kind != CharacterKinds.BLANK && kind != CharacterKinds.LINE_END) {
        break;
      }
      last = at;
      at += CharacterKinds.length(read);
    }
    return at == limit || last == start ? at : last;
  }
}
