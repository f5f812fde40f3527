package org.isoline.corpus;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;

/**
 * Files with one JSON object a line, unpacked if their names end in {@code .gz} or {@code .zst}.
 * Blank lines are passed over; a text that is null counts as empty.
 *
 * @param pattern a file, a folder (its {@code .jsonl}, {@code .jsonl.gz} and {@code .jsonl.zst}
 *     files, sub-folders included) or a glob, as in {@link TextFiles}
 * @param textField the field that holds the text, a string
 * @param idField the field that holds the document's id, a string or a number; without it the id is
 *     the file's name and where the line starts
 * @param where an SQL condition over the fields; only rows that meet it are documents. Files are
 *     then read by DuckDB, which demands valid UTF-8
 */
public record JsonLines(
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
   * Checks that pattern and field are there.
   *
   * @throws CorpusException if one is missing or blank
   */
  public JsonLines {
    InputFiles.requirePattern(pattern);
    InputFiles.requireField(textField, pattern);
    idField = idField == null ? Optional.empty() : idField;
    where = where == null ? Optional.empty() : where;
  }

  /** All rows. */
  public JsonLines(String pattern, String textField, Optional<String> idField) {
    this(pattern, textField, idField, Optional.empty());
  }

  @Override
  public String label() {
    return "jsonl " + pattern;
  }
}
