package org.isoline.model;

import org.isoline.ops.linear.Precision;

/**
 * Which form of each operation a model runs. All forms give the same numbers up to rounding.
 *
 * @param softmax how softmax attention is evaluated; recurrent stands for all scores on the tape
 * @param decay how recurrences with constant decay, or none, are evaluated
 * @param gate how recurrences with data-dependent decay are evaluated
 * @param toeplitz how the Toeplitz positional encoding is evaluated
 * @param chunk tokens of a chunk in the chunkwise form
 * @param lossRows tokens whose logits exist at one time
 * @param precision operands of matrix products with weights
 * @param recompute whether training keeps the input of each layer only, and runs the layer again in
 *     the backward pass
 */
public record Kernels(
    Form softmax,
    Form decay,
    Form gate,
    Form toeplitz,
    int chunk,
    int lossRows,
    Precision precision,
    boolean recompute) {

  /** Ways to evaluate an operation. */
  public enum Form {
    /** Token by token, as the equations read: for checking, in any dtype. */
    RECURRENT,
    /** Matrix products inside chunks, a carried state between them: for every device. */
    CHUNKWISE,
    /**
     * The definition as one kernel with the state in registers, for FLOAT32 on the CPU; chunkwise
     * for other operands and where the operation has no such kernel.
     */
    FUSED
  }

  /**
   * Fused, with chunks of 64 where there is no fused kernel: near the cheapest for head dimensions
   * up to 128.
   */
  public static final Kernels DEFAULT = of(Form.FUSED, 64, 256);

  /** Token by token. */
  public static final Kernels REFERENCE = of(Form.RECURRENT, 1, 256);

  /** Checks the numbers. */
  public Kernels {
    if (chunk < 1 || lossRows < 1) {
      throw new IllegalArgumentException(
          "chunk = " + chunk + " and loss rows = " + lossRows + " must be at least 1");
    }
  }

  /** Every operation by chunks. */
  public static Kernels chunkwise(int chunk, int lossRows) {
    return of(Form.CHUNKWISE, chunk, lossRows);
  }

  private static Kernels of(Form form, int chunk, int lossRows) {
    return new Kernels(form, form, form, form, chunk, lossRows, Precision.FULL, false);
  }

  /** The same by chunks where constant decay is fused. */
  public Kernels withoutFusedDecay() {
    Form form = decay == Form.FUSED ? Form.CHUNKWISE : decay;
    return new Kernels(softmax, form, gate, toeplitz, chunk, lossRows, precision, recompute);
  }

  /** The same by chunks where data-dependent decay is fused. */
  public Kernels withoutFusedGate() {
    Form form = gate == Form.FUSED ? Form.CHUNKWISE : gate;
    return new Kernels(softmax, decay, form, toeplitz, chunk, lossRows, precision, recompute);
  }

  /** The same with the definition in place of the fast softmax attention. */
  public Kernels withReferenceSoftmax() {
    return new Kernels(
        Form.RECURRENT, decay, gate, toeplitz, chunk, lossRows, precision, recompute);
  }

  /** The same with the definition in place of the fast constant decay. */
  public Kernels withReferenceDecay() {
    return new Kernels(
        softmax, Form.RECURRENT, gate, toeplitz, chunk, lossRows, precision, recompute);
  }

  /** The same with the definition in place of the fast data-dependent decay. */
  public Kernels withReferenceGate() {
    return new Kernels(
        softmax, decay, Form.RECURRENT, toeplitz, chunk, lossRows, precision, recompute);
  }

  /** The same with the definition in place of the fast Toeplitz encoding. */
  public Kernels withReferenceToeplitz() {
    return new Kernels(softmax, decay, gate, Form.RECURRENT, chunk, lossRows, precision, recompute);
  }

  /** The same with layers run again in the backward pass. */
  public Kernels recomputing() {
    return new Kernels(softmax, decay, gate, toeplitz, chunk, lossRows, precision, true);
  }

  /** The same with other chunks. */
  public Kernels withChunk(int tokens) {
    return new Kernels(softmax, decay, gate, toeplitz, tokens, lossRows, precision, recompute);
  }

  /** The same with products with weights in bfloat16. */
  public Kernels inBfloat16() {
    return withPrecision(Precision.BFLOAT16);
  }

  /** The same with products with weights in another precision. */
  public Kernels withPrecision(Precision other) {
    return new Kernels(softmax, decay, gate, toeplitz, chunk, lossRows, other, recompute);
  }
}
