package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What to do with a document that holds the character U+0000. It is legal Unicode but stands in no
 * prose: most often it says that the file is not text.
 */
public enum NulText {
  /** Leave the text as it is. */
  @JsonProperty("keep")
  KEEP,
  /** Take the characters out, and count the document. */
  @JsonProperty("strip")
  STRIP,
  /** Leave the document out, and count it. */
  @JsonProperty("skip")
  SKIP,
  /** Stop with a {@link CorpusException} that says where. */
  @JsonProperty("stop")
  STOP
}
