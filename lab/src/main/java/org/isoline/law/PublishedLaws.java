package org.isoline.law;

import java.util.List;
import java.util.Optional;

/**
 * The laws printed in "Scaling Laws for Linear Complexity Language Models" (arXiv 2406.16690),
 * Table 3: C in PFLOP/s-days by the paper's formulas, N without embeddings, L the training loss.
 *
 * <p>They are targets for a replica of the procedure rather than truths: each of the three laws was
 * drawn on its own, and multiplied together N_opt and D_opt do not give C back (see {@link
 * PublishedLaw#consistency()}).
 */
public final class PublishedLaws {
  /** Where the coefficients are printed. */
  public static final String SOURCE = "arXiv 2406.16690, Table 3";

  private static final List<PublishedLaw> TABLE =
      List.of(
          law("llama", "LLaMA", -0.0798, 3.7087, 0.7118, 1.82e8, 0.5102, 2.56e10, 0.832),
          law("tnl", "TNL", -0.0768, 3.5391, 0.6470, 2.74e8, 0.4684, 4.43e10, 0.989),
          law("hgrn2", "HGRN2", -0.0753, 3.4788, 0.6427, 2.66e8, 0.4500, 4.80e10, 0.989),
          law("cosformer2", "cosFormer2", -0.0756, 3.5877, 0.6516, 2.65e8, 0.4529, 4.23e10, 0.981));

  private PublishedLaws() {}

  /** The rows in the order of the table. */
  public static List<PublishedLaw> table() {
    return TABLE;
  }

  /**
   * The row of an architecture, by its identifier or its printed name, in any case; empty if the
   * table has none.
   */
  public static Optional<PublishedLaw> of(String arch) {
    return TABLE.stream()
        .filter(law -> law.arch().equalsIgnoreCase(arch) || law.label().equalsIgnoreCase(arch))
        .findFirst();
  }

  /** The convention of the table. */
  public static Convention convention() {
    return new Convention(ParameterCount.NON_EMBEDDING, ComputeCount.PAPER, LossColumn.TRAIN);
  }

  private static PublishedLaw law(
      String arch,
      String label,
      double lossExponent,
      double loss,
      double parametersExponent,
      double parameters,
      double tokensExponent,
      double tokens,
      double flopSlope) {
    return new PublishedLaw(
        arch,
        label,
        new PowerLaw(loss, lossExponent),
        new PowerLaw(parameters, parametersExponent),
        new PowerLaw(tokens, tokensExponent),
        flopSlope);
  }
}
