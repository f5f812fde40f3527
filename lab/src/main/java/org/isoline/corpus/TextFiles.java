package org.isoline.corpus;

/**
 * Plain UTF-8 text files: one file is one document, whatever its length, and its path below the
 * folder (or the fixed part of the glob) is the document's id. A byte-order mark is dropped; line
 * ends stay as they are.
 *
 * @param pattern a file; a folder, read with its sub-folders but without names that begin with a
 *     dot; or a glob such as {@code texts/**}{@code /*.txt}, where {@code **}{@code /} also matches
 *     no folder at all. Relative patterns start at the working directory
 */
public record TextFiles(String pattern) implements Source {
  /**
   * Checks that there is a pattern.
   *
   * @throws CorpusException if the pattern is missing or blank
   */
  public TextFiles {
    InputFiles.requirePattern(pattern);
  }

  @Override
  public String label() {
    return "text " + pattern;
  }
}
