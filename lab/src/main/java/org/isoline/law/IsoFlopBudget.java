package org.isoline.law;

import java.util.Optional;

/**
 * One budget of an IsoFLOP fit.
 *
 * @param compute the budget in PFLOP/s-days (8.64e19 FLOP)
 * @param points models compared at it
 * @param curvature c2 of the parabola in ln N, nats per token and square of ln N
 * @param parameters N at its vertex
 * @param tokens D at the vertex of the parabola in ln D
 * @param loss at the vertex in N, nats per token
 * @param excluded why the budget takes no part in the laws, if it does not
 */
public record IsoFlopBudget(
    double compute,
    int points,
    double curvature,
    double parameters,
    double tokens,
    double loss,
    Optional<String> excluded) {}
