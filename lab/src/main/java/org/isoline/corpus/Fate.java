package org.isoline.corpus;

import java.util.Optional;

/** What becomes of a text that cleaning kept. */
enum Fate {
  TRAIN(null),
  VALIDATION(null),
  EXACT_DUPLICATE("exact_duplicate"),
  NEAR_DUPLICATE("near_duplicate"),
  MIXTURE("mixture");

  private static final Fate[] BY_CODE = values();

  private final String reason;

  Fate(String reason) {
    this.reason = reason;
  }

  /** Why it is left out, if it is. */
  Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** The side of the corpus, of a text that is not left out. */
  String side() {
    return this == TRAIN ? CorpusFolder.TRAIN : CorpusFolder.VALIDATION;
  }

  byte code() {
    return (byte) ordinal();
  }

  static Fate of(byte code) {
    return BY_CODE[code];
  }
}
