package org.isoline.study;

import org.isoline.model.ModelConfig.Init;

/**
 * What all models of a study share.
 *
 * @param profile everything that distinguishes the architectures
 * @param context n, tokens of a training sequence
 * @param headDim dh, channels of a head
 * @param init initial weights
 */
public record ModelSection(Profile profile, int context, int headDim, Init init) {

  /** A complete description of the four architectures. */
  public enum Profile {
    /** As arXiv 2406.16690 trained them: {@link org.isoline.model.ModelConfig#paper}. */
    PAPER
  }
}
