package org.isoline.law;

/**
 * The best run at one budget.
 *
 * @param compute the budget in PFLOP/s-days (8.64e19 FLOP)
 * @param loss of the best run there, nats per token
 * @param parameters of the best run
 * @param tokens the best run has seen there
 * @param size of the best run
 * @param edge true if no smaller or no larger size has a loss at this budget: the winner is then
 *     the best of what was trained, and a better size may lie outside the ladder or beyond the end
 *     of its curve. In interval mode, true if one of the budgets it stands for is such.
 */
public record EnvelopePoint(
    double compute, double loss, double parameters, double tokens, String size, boolean edge) {}
