package org.isoline.model;

/**
 * Which form of each operation a model runs. All forms give the same numbers up to rounding.
 *
 * @param form how recurrences are evaluated
 * @param chunk tokens of a chunk in the chunkwise form
 * @param lossRows tokens whose logits exist at one time
 */
public record Kernels(Form form, int chunk, int lossRows) {

  /** Ways to evaluate a recurrence. */
  public enum Form {
    /** Token by token, as the equations read: for checking, in any dtype. */
    RECURRENT,
    /** Matrix products inside chunks, a carried state between them: for every device. */
    CHUNKWISE
  }

  /** Chunkwise with chunks of 64, which is near the cheapest for head dimensions up to 128. */
  public static final Kernels DEFAULT = new Kernels(Form.CHUNKWISE, 64, 256);

  /** Token by token. */
  public static final Kernels REFERENCE = new Kernels(Form.RECURRENT, 1, 256);

  /** Checks the numbers. */
  public Kernels {
    if (chunk < 1 || lossRows < 1) {
      throw new IllegalArgumentException(
          "chunk = " + chunk + " and loss rows = " + lossRows + " must be at least 1");
    }
  }
}
