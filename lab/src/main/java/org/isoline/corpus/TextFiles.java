package org.isoline.corpus;

/**
 * Plain UTF-8 text files, unpacked if their names end in {@code .gz} or {@code .zst}. A byte-order
 * mark is dropped; line ends within a document stay as they are. The id of a document is the file's
 * path below the folder (or the fixed part of the glob), and where it starts if the file is split.
 *
 * @param pattern a file; a folder, read with its sub-folders but without names that begin with a
 *     dot; or a glob such as {@code texts/**}{@code /*.txt}, where {@code **}{@code /} also matches
 *     no folder at all. Relative patterns start at the working directory
 * @param split where documents begin and end within a file
 */
public record TextFiles(String pattern, TextSplit split) implements Source {
  /**
   * Checks that there is a pattern.
   *
   * @throws CorpusException if the pattern is missing or blank
   */
  public TextFiles {
    InputFiles.requirePattern(pattern);
    split = split == null ? TextSplit.NONE : split;
  }

  /** Files of one document each. */
  public TextFiles(String pattern) {
    this(pattern, TextSplit.NONE);
  }

  @Override
  public String label() {
    return "text " + pattern;
  }
}
