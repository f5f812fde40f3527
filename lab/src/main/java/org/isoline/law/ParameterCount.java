package org.isoline.law;

/**
 * Which parameters the N of a law counts. Small models carry most of their weights in the
 * embedding, so the choice moves exponents (Pearce and Song, arXiv 2406.12907).
 */
public enum ParameterCount {
  /** Every weight except the token embedding and the output head; the count of arXiv 2406.16690. */
  NON_EMBEDDING("non_embedding", "parameters without the embeddings"),
  /** Every weight. */
  TOTAL("total", "all parameters");

  private final String id;
  private final String words;

  ParameterCount(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /** The name used in files. */
  public String id() {
    return id;
  }

  /** What is counted, in words. */
  public String words() {
    return words;
  }

  /** The count of a checkpoint; NaN where its table lacks the column. */
  public double of(Observation observation) {
    return switch (this) {
      case NON_EMBEDDING -> observation.paramsNonEmbedding();
      case TOTAL -> observation.paramsTotal();
    };
  }
}
