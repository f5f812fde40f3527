/**
 * Training of one model.
 *
 * <p>A {@link org.isoline.train.Recipe} says how: tokens, batch, learning rate and its {@link
 * org.isoline.train.Schedule}, optimizer, {@link org.isoline.train.CheckpointPlan} and seeds.
 *
 * <p>A <em>step</em> is one update of the parameters from one batch. Updates are numbered from 0:
 * update s takes the parameters after s steps to those after s + 1. A checkpoint at step S holds
 * the parameters after S updates, that is after S batches; step 0 is the initial model. A batch may
 * be split into micro-batches whose gradients are summed.
 */
package org.isoline.train;
