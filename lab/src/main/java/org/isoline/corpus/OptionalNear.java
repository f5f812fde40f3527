package org.isoline.corpus;

import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.Optional;

/** Lets a plain object mapper read and write an optional record; none is null. */
final class OptionalNear {
  private OptionalNear() {}

  /** For reading. */
  static final class FromNullable extends StdConverter<NearDuplicates, Optional<NearDuplicates>> {
    @Override
    public Optional<NearDuplicates> convert(NearDuplicates value) {
      return Optional.ofNullable(value);
    }
  }

  /** For writing. */
  static final class ToNullable extends StdConverter<Optional<NearDuplicates>, NearDuplicates> {
    @Override
    public NearDuplicates convert(Optional<NearDuplicates> value) {
      return value.orElse(null);
    }
  }
}
