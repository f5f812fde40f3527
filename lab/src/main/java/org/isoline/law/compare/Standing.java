package org.isoline.law.compare;

import java.util.Optional;

/**
 * How an architecture stands to the baseline at a budget.
 *
 * @param budget FLOP
 * @param lossRatio its least loss over that of the baseline
 * @param multiplier the compute it needs for the loss of the baseline at the budget, over the
 *     budget
 * @param undefined why there is no multiplier
 * @param beyond whether the budget is more than ten times beyond what was measured
 * @param verdict what may be said
 * @param sentence the same in words
 */
public record Standing(
    double budget,
    Figure lossRatio,
    Figure multiplier,
    Optional<String> undefined,
    boolean beyond,
    Verdict verdict,
    String sentence) {}
