package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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
public record JsonLines(String pattern, String textField, @JsonIgnore Optional<String> idField)
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

  /** What a plain object mapper calls, which knows no {@link Optional}: null means none. */
  @JsonCreator
  static JsonLines of(
      @JsonProperty("pattern") String pattern,
      @JsonProperty("textField") String textField,
      @JsonProperty("idField") String idField) {
    return new JsonLines(pattern, textField, Optional.ofNullable(idField));
  }

  @JsonGetter("idField")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  String idFieldOrNull() {
    return idField.orElse(null);
  }

  @Override
  public String label() {
    return "jsonl " + pattern;
  }
}
