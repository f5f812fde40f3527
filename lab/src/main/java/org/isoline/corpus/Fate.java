package org.isoline.corpus;

import java.util.Optional;

/** What becomes of a text that cleaning kept. */
enum Fate {
  TRAIN(null),
  VALIDATION(null),
  DUPLICATE("duplicate"),
  NEAR_DUPLICATE("near duplicate"),
  WEIGHT("weight of the source");

  private static final Fate[] BY_CODE = values();

  private final String reason;

  Fate(String reason) {
    this.reason = reason;
  }

  /** Why it is left out, if it is. */
  Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  byte code() {
    return (byte) ordinal();
  }

  static Fate of(byte code) {
    return BY_CODE[code];
  }
}
