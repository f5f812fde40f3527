package org.isoline.evaluate.run;

/**
 * Which model a result is of.
 *
 * @param name path below the evaluated folder, without the word "checkpoints"
 * @param run the training run it belongs to: its name without the step
 * @param architecture identifier
 * @param step updates made; -1 where nothing says so
 * @param tokens seen in training; -1 where nothing says so
 * @param parametersNonEmbedding N
 * @param parametersTotal with embedding and head
 * @param flopsPaper training FLOPs as the study counts them; NaN where the tokens are unknown
 * @param flopsCausal training FLOPs with causal attention counted as half; NaN likewise
 * @param stateBytes of decoding in FLOAT32 behind one training context
 * @param context tokens of a training sequence
 * @param hash of configuration, weights and tokenizer
 */
public record CheckpointInfo(
    String name,
    String run,
    String architecture,
    long step,
    long tokens,
    long parametersNonEmbedding,
    long parametersTotal,
    double flopsPaper,
    double flopsCausal,
    double stateBytes,
    int context,
    String hash) {}
