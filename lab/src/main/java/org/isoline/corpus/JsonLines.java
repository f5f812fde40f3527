package org.isoline.corpus;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;

/**
 * Files with one JSON object a line, plain or compressed with gzip (told by the suffix {@code
 * .gz}). Blank lines are passed over.
 *
 * @param pattern a file, a folder (its {@code .jsonl} and {@code .jsonl.gz} files, sub-folders
 *     included) or a glob, as in {@link TextFiles}
 * @param textField the field that holds the text, a string
 * @param idField the field that holds the document's id, a string or a number; without it the id is
 *     the file's name and the line's number
 */
public record JsonLines(
    String pattern,
    String textField,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> idField)
    implements Source {
  /**
   * Checks that pattern and field are there.
   *
   * @throws CorpusException if one is missing or blank
   */
  public JsonLines {
    InputFiles.requirePattern(pattern);
    if (textField == null || textField.isBlank()) {
      throw new CorpusException(
          "textField: missing for %s; name the field that holds the text, for example text"
              .formatted(pattern));
    }
    idField = idField == null ? Optional.empty() : idField;
  }

  @Override
  public String label() {
    return "jsonl " + pattern;
  }
}
