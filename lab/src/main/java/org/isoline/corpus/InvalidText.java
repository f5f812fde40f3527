package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do with a document that is not well-formed UTF-8 (or holds half a surrogate pair). */
public enum InvalidText {
  /** Put U+FFFD where it is malformed, and count the document as invalid. */
  @JsonProperty("replace")
  REPLACE,
  /** Leave the document out, and count it as invalid. */
  @JsonProperty("skip")
  SKIP,
  /** Stop with a {@link CorpusException} that says where. */
  @JsonProperty("stop")
  STOP
}
