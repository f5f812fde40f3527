package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Where text comes from. In YAML and JSON the variant is told by the key {@code type}: {@code
 * maven}, {@code text} or {@code jsonl}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MavenArtifact.class, name = "maven"),
  @JsonSubTypes.Type(value = TextFiles.class, name = "text"),
  @JsonSubTypes.Type(value = JsonLines.class, name = "jsonl")
})
public sealed interface Source permits MavenArtifact, TextFiles, JsonLines {
  /** A short name for messages and for the manifest. */
  String label();
}
