package org.isoline.study;

import java.util.Optional;

/** One source of documents. */
public sealed interface SourceSection {

  /**
   * An archive from a Maven repository.
   *
   * @param coordinates group:artifact:version, with type and classifier if need be
   * @param sha256 64 hexadecimal digits, lower case
   * @param format how it holds documents
   */
  record Maven(String coordinates, String sha256, String format) implements SourceSection {}

  /**
   * Text files, one document each.
   *
   * @param pattern path with wildcards, relative to the working directory
   */
  record Text(String pattern) implements SourceSection {}

  /**
   * Files with a JSON object a line, one document each.
   *
   * @param pattern path with wildcards, relative to the working directory
   * @param field holds the text
   * @param id names the document
   */
  record JsonLines(String pattern, String field, Optional<String> id) implements SourceSection {}
}
