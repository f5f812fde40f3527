package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Where text comes from. In YAML and JSON the variant is told by the key {@code type}: {@code
 * maven}, {@code text}, {@code jsonl}, {@code parquet} or {@code csv}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MavenArtifact.class, name = "maven"),
  @JsonSubTypes.Type(value = TextFiles.class, name = "text"),
  @JsonSubTypes.Type(value = JsonLines.class, name = "jsonl"),
  @JsonSubTypes.Type(value = Parquet.class, name = "parquet"),
  @JsonSubTypes.Type(value = Csv.class, name = "csv")
})
public sealed interface Source permits MavenArtifact, TextFiles, JsonLines, Parquet, Csv {
  /** A short name for messages and for the manifest. */
  String label();
}
