package org.isoline.law;

/**
 * A checkpoint that a fit left out.
 *
 * @param run the run it belongs to
 * @param point which checkpoint: its step, or its token count
 * @param reason why it was left out
 */
public record Dropped(String run, String point, String reason) {}
