package org.isoline.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** The architectures of the study. */
public enum Architecture {
  /** Softmax attention with rotary positions: the baseline. */
  LLAMA("LLaMA"),
  /** Linear attention with a constant decay per head (TransNormerLLM, lightning attention). */
  TNL("TNL"),
  /** Linear recurrence with a data-dependent decay per channel. */
  HGRN2("HGRN2"),
  /** Linear attention without decay, reweighted by cosines of the distance. */
  COSFORMER2("cosFormer2");

  private final String title;

  Architecture(String title) {
    this.title = title;
  }

  /** Name as papers write it. */
  public String title() {
    return title;
  }

  /** Name as files and commands write it: lower case. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether cost per token does not grow with context. */
  public boolean isLinear() {
    return this != LLAMA;
  }

  /**
   * The architecture with an id.
   *
   * @throws IllegalArgumentException naming the legal ids
   */
  @JsonCreator
  public static Architecture of(String id) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "architecture '"
                        + id
                        + "' is not one of "
                        + Arrays.stream(values()).map(Architecture::id).toList()));
  }
}
