/**
 * Is this the model that was published, and does it compute what it should on this machine?
 *
 * <p>Three questions of that kind: golden cases compare a model with what an independent float64
 * implementation made of the same weights; the trust page compares a user's own checkpoint with
 * itself, computed in every way that should not matter; the self-test compares every fast kernel
 * with its reference.
 */
package org.isoline.verify;
