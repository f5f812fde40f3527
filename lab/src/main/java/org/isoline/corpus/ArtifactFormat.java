package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the text lies inside a Maven artefact, and how it is taken out. */
public enum ArtifactFormat {
  /**
   * The database files of WordNet. One document a synset, in the form {@code words: gloss;
   * examples} on one line.
   */
  @JsonProperty("wordnet")
  WORDNET,

  /**
   * A {@code -sources} jar. One document a Java file: the prose of its documentation comments,
   * without tags; paragraphs under 40 characters and repeated paragraphs are dropped.
   */
  @JsonProperty("javadoc")
  JAVADOC,

  /**
   * The service models of the AWS SDK for Java. One document a service: the strings under {@code
   * documentation}, without tags; paragraphs under 40 characters and repeated paragraphs are
   * dropped.
   */
  @JsonProperty("aws-documentation")
  AWS_DOCUMENTATION
}
