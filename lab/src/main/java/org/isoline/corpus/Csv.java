package org.isoline.corpus;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;

/**
 * Tables of text in the form of RFC 4180, one document a row: a first row of names, fields with
 * line breaks, delimiters or quotes in quotes, quotes within them doubled. Unpacked if the name
 * ends in {@code .gz} or {@code .zst}. A text that is empty counts as empty.
 *
 * @param pattern a file, a folder (its {@code .csv} and {@code .tsv} files, compressed or not,
 *     sub-folders included) or a glob, as in {@link TextFiles}
 * @param textField the column that holds the text
 * @param idField the column that holds the document's id; without it the id is the file's name and
 *     where the row starts
 * @param delimiter the character between fields, ASCII; without it a tab if the file's name has the
 *     suffix {@code .tsv}, else a comma
 * @param where an SQL condition over the columns, all of which are text (cast where numbers are
 *     meant: {@code score::double > 0.5}); only rows that meet it are documents. Files are then
 *     read by DuckDB, which demands valid UTF-8
 */
public record Csv(
    String pattern,
    String textField,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> idField,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> delimiter,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> where)
    implements Source {
  /**
   * Checks that pattern and column are there.
   *
   * @throws CorpusException if one is missing or blank, or the delimiter cannot be one
   */
  public Csv {
    InputFiles.requirePattern(pattern);
    InputFiles.requireField(textField, pattern);
    idField = idField == null ? Optional.empty() : idField;
    delimiter = delimiter == null ? Optional.empty() : delimiter;
    where = where == null ? Optional.empty() : where;
    delimiter.ifPresent(Csv::requireDelimiter);
  }

  char delimiter(FileStamp file) {
    return delimiter
        .orElse(InputStreams.named(file.path().getFileName().toString(), ".tsv") ? "\t" : ",")
        .charAt(0);
  }

  private static void requireDelimiter(String text) {
    if (text.length() != 1 || text.charAt(0) >= 128 || "\"\r\n".contains(text)) {
      throw new CorpusException(
          "delimiter: \"%s\"; legal: one ASCII character that is no quote and no line break"
              .formatted(text));
    }
  }

  @Override
  public String label() {
    return "csv " + pattern;
  }
}
