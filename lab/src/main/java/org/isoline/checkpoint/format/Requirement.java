package org.isoline.checkpoint.format;

import java.util.ArrayList;
import java.util.List;
import org.isoline.checkpoint.CheckpointException;

/** Collects what a format cannot express about a model, and tells it at once. */
final class Requirement {
  private final String format;
  private final List<String> unmet = new ArrayList<>();

  Requirement(Format format) {
    this.format = format.id();
  }

  Requirement that(boolean holds, String otherwise) {
    if (!holds) {
      unmet.add(otherwise);
    }
    return this;
  }

  void check() {
    if (!unmet.isEmpty()) {
      throw new CheckpointException(
          "format %s cannot hold this model: %s; export it as isoline, which holds every model"
              .formatted(format, String.join("; ", unmet)));
    }
  }
}
