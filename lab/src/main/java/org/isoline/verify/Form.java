package org.isoline.verify;

import org.isoline.model.Kernels;

/** The forms of the kernels in which a model is verified. */
public enum Form {
  /** What training and evaluation run. */
  FAST("fast", Kernels.DEFAULT),
  /** Token by token. */
  RECURRENT("recurrent", Kernels.REFERENCE),
  /** Chunks of 16 tokens. */
  CHUNK16("chunks of 16", Kernels.chunkwise(16, 7)),
  /** Chunks of 64 tokens. */
  CHUNK64("chunks of 64", Kernels.chunkwise(64, 64)),
  /** Chunks of 100 tokens. */
  CHUNK100("chunks of 100", Kernels.chunkwise(100, 256));

  private final String label;
  private final Kernels kernels;

  Form(String label, Kernels kernels) {
    this.label = label;
    this.kernels = kernels;
  }

  /** For people. */
  public String label() {
    return label;
  }

  Kernels kernels() {
    return kernels;
  }
}
