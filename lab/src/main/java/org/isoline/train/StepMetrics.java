package org.isoline.train;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One line of {@code metrics.jsonl}.
 *
 * @param step updates made, 1 after the first
 * @param tokens training tokens seen
 * @param loss mean cross-entropy of the step's batch before its update, nats per token
 * @param learningRate lr of the update
 * @param gradientNorm norm of all gradients before clipping
 * @param phase of the schedule
 * @param tokensPerSecond rate of this step
 * @param seconds training time so far
 */
public record StepMetrics(
    long step,
    long tokens,
    double loss,
    @JsonProperty("lr") double learningRate,
    @JsonProperty("grad_norm") double gradientNorm,
    String phase,
    @JsonProperty("tokens_per_second") double tokensPerSecond,
    double seconds) {}
