package org.isoline.law;

/** Which loss a law is about, in nats per token. */
public enum LossColumn {
  /**
   * The loss on training batches; what arXiv 2406.16690 fits, on the argument that one epoch never
   * repeats a token.
   */
  TRAIN("train", "training loss"),
  /** The loss on held-out text. */
  VALIDATION("validation", "validation loss");

  private final String id;
  private final String words;

  LossColumn(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /** The name used in files. */
  public String id() {
    return id;
  }

  /** The loss, in words. */
  public String words() {
    return words;
  }

  /** The loss of a checkpoint; NaN where it was not measured. */
  public double of(Observation observation) {
    return switch (this) {
      case TRAIN -> observation.trainLoss();
      case VALIDATION -> observation.valLoss();
    };
  }
}
