package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do with a row or document that is longer than allowed. */
public enum LongText {
  /** Leave it out without ever holding it in memory, and count it. */
  @JsonProperty("skip")
  SKIP,
  /** Stop with a {@link CorpusException} that says where. */
  @JsonProperty("stop")
  STOP
}
