package org.isoline.law;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/** What N, C and L are, as every file of laws says it. */
public final class ConventionJson {
  private ConventionJson() {}

  /** {@code parameters}, {@code compute}, {@code loss} and {@code words}; null if there is none. */
  public static JsonNode of(Optional<Convention> convention) {
    return convention
        .<JsonNode>map(
            c ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("parameters", c.parameters().id())
                    .put("compute", c.compute().id())
                    .put("loss", c.loss().id())
                    .put("words", c.describe()))
        .orElseGet(JsonNodeFactory.instance::nullNode);
  }
}
