package org.isoline.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a run stood when its checkpoint was made.
 *
 * @param step updates made
 * @param tokens training tokens seen
 * @param cellHash hash of everything that determines the run; a run resumes only under the same one
 * @param epoch data cursor: passes over the corpus completed
 * @param window data cursor: windows of the current pass consumed
 * @param seconds time spent training, over all processes that worked on the run
 */
public record TrainingState(
    long step,
    long tokens,
    @JsonProperty("cell_hash") String cellHash,
    long epoch,
    long window,
    double seconds) {}
