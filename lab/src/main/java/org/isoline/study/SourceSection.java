package org.isoline.study;

import java.util.Optional;

/** One source of documents. */
public sealed interface SourceSection {

  /** Share of the corpus in bytes, in any unit; empty takes the source whole. */
  Optional<Double> weight();

  /**
   * An archive from a Maven repository.
   *
   * @param coordinates group:artifact:version, with type and classifier if need be
   * @param sha256 64 hexadecimal digits, lower case
   * @param format how it holds documents
   * @param weight share in a mixture
   */
  record Maven(String coordinates, String sha256, String format, Optional<Double> weight)
      implements SourceSection {}

  /**
   * Text files.
   *
   * @param pattern path with wildcards, relative to the working directory
   * @param split where documents begin and end within a file: none, lines, blank_lines, or the text
   *     between them
   * @param weight share in a mixture
   */
  record Text(String pattern, String split, Optional<Double> weight) implements SourceSection {}

  /**
   * Files with a JSON object a line, one document each.
   *
   * @param pattern path with wildcards, relative to the working directory
   * @param field holds the text
   * @param id names the document
   * @param where condition in SQL
   * @param weight share in a mixture
   */
  record JsonLines(
      String pattern,
      String field,
      Optional<String> id,
      Optional<String> where,
      Optional<Double> weight)
      implements SourceSection {}

  /**
   * Parquet files, a row one document.
   *
   * @param pattern path with wildcards, relative to the working directory
   * @param field holds the text
   * @param id names the document
   * @param where condition in SQL
   * @param weight share in a mixture
   */
  record Parquet(
      String pattern,
      String field,
      Optional<String> id,
      Optional<String> where,
      Optional<Double> weight)
      implements SourceSection {}

  /**
   * Tables of text, a row one document.
   *
   * @param pattern path with wildcards, relative to the working directory
   * @param field holds the text
   * @param id names the document
   * @param delimiter between fields; told by the file's name if absent
   * @param where condition in SQL
   * @param weight share in a mixture
   */
  record Csv(
      String pattern,
      String field,
      Optional<String> id,
      Optional<String> delimiter,
      Optional<String> where,
      Optional<Double> weight)
      implements SourceSection {}
}
