package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where a text file ends one document and begins the next.
 *
 * @param form how it is told
 * @param separator with {@link Form#SEPARATOR}: the text between documents
 */
public record TextSplit(Form form, String separator) {
  /** How documents are told apart. */
  public enum Form {
    /** One file is one document. */
    NONE,
    /** Every line that is not blank is a document. */
    LINES,
    /** Lines without a blank one between them are a document. */
    BLANK_LINES,
    /**
     * Documents lie between occurrences of a text, line breaks at both their ends taken off. Such a
     * file is read in one piece.
     */
    SEPARATOR
  }

  /** One file, one document. */
  public static final TextSplit NONE = new TextSplit(Form.NONE, "");

  /**
   * Checks that a separator is there where it is needed.
   *
   * @throws CorpusException if not
   */
  public TextSplit {
    if ((form == Form.SEPARATOR) == separator.isEmpty()) {
      throw new CorpusException(
          "split: \"%s\"; legal: none, lines, blank_lines, or the text between documents"
              .formatted(separator));
    }
  }

  /** From {@code none}, {@code lines}, {@code blank_lines}, or a separator. */
  @JsonCreator
  public static TextSplit of(String word) {
    return switch (word) {
      case "none" -> NONE;
      case "lines" -> new TextSplit(Form.LINES, "");
      case "blank_lines" -> new TextSplit(Form.BLANK_LINES, "");
      default -> new TextSplit(Form.SEPARATOR, word);
    };
  }

  /** What {@link #of} makes this of. */
  @JsonValue
  public String word() {
    return switch (form) {
      case NONE -> "none";
      case LINES -> "lines";
      case BLANK_LINES -> "blank_lines";
      case SEPARATOR -> separator;
    };
  }

  FileRange.Cut cut() {
    return switch (form) {
      case NONE, SEPARATOR -> FileRange.Cut.NONE;
      case LINES -> FileRange.Cut.LINES;
      case BLANK_LINES -> FileRange.Cut.BLANK_LINES;
    };
  }
}
