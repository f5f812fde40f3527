package org.isoline.evaluate.average;

import java.util.List;
import java.util.OptionalDouble;

/**
 * An average with what went into it.
 *
 * @param average the rule
 * @param value in the unit of the scores; empty where the rule gives none for what is missing
 * @param standardError {@code 1/k sqrt(sum se^2)} over k parts, in the unit of the scores; empty
 *     where a part or its error is missing. It takes parts as independent, which ROUGE scores of
 *     the same texts are not: for {@link Average#SCROLLS13} it is too small
 * @param used names of the parts that were there, in the order of the rule
 * @param missing names of those that were not
 */
public record Averaged(
    Average average,
    OptionalDouble value,
    OptionalDouble standardError,
    List<String> used,
    List<String> missing) {
  /** Copies the lists. */
  public Averaged {
    used = List.copyOf(used);
    missing = List.copyOf(missing);
  }
}
