package org.isoline.corpus;

import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.Optional;

/** Lets a plain object mapper read and write an optional string; none is null. */
final class OptionalText {
  private OptionalText() {}

  /** For reading. */
  static final class FromNullable extends StdConverter<String, Optional<String>> {
    @Override
    public Optional<String> convert(String text) {
      return Optional.ofNullable(text);
    }
  }

  /** For writing. */
  static final class ToNullable extends StdConverter<Optional<String>, String> {
    @Override
    public String convert(Optional<String> text) {
      return text.orElse(null);
    }
  }
}
