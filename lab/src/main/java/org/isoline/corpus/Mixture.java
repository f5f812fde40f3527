package org.isoline.corpus;

import java.util.List;

/**
 * Shares of the sources in a corpus, as bytes of UTF-8 after cleaning. The corpus is the largest in
 * which the shares hold and no document is there twice: the source that is scarce for its share is
 * taken whole, of the others as many documents as its share allows, chosen by a hash of their text.
 *
 * @param weights one for each source, above 0, in any unit (2 and 1 are two thirds and one third);
 *     none takes every source whole
 * @param seed of the hash
 */
public record Mixture(List<Double> weights, long seed) {
  /** Every source whole. */
  public static final Mixture WHOLE = new Mixture(List.of(), 0);

  /**
   * Checks the weights.
   *
   * @throws CorpusException if one is not above 0
   */
  public Mixture {
    weights = weights == null ? List.of() : List.copyOf(weights);
    for (double weight : weights) {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new CorpusException("mixture: weight %s; legal: a number above 0".formatted(weight));
      }
    }
  }
}
