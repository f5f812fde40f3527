package org.isoline.corpus;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;

/**
 * Parquet files, one document a row, read by DuckDB. A text that is null counts as empty.
 *
 * @param pattern a file, a folder (its {@code .parquet} files, sub-folders included) or a glob, as
 *     in {@link TextFiles}
 * @param textField the column that holds the text, a string or bytes
 * @param idField the column that holds the document's id; without it the id is the file's name and
 *     the number of the row, from 0
 * @param where an SQL condition over the columns; only rows that meet it are documents
 */
public record Parquet(
    String pattern,
    String textField,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> idField,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> where)
    implements Source {
  /**
   * Checks that pattern and column are there.
   *
   * @throws CorpusException if one is missing or blank
   */
  public Parquet {
    InputFiles.requirePattern(pattern);
    InputFiles.requireField(textField, pattern);
    idField = idField == null ? Optional.empty() : idField;
    where = where == null ? Optional.empty() : where;
  }

  @Override
  public String label() {
    return "parquet " + pattern;
  }
}
