/**
 * Averages of task scores into one number, with what went into it: the same rule for a model that
 * was evaluated here and for the tables that the paper prints.
 */
package org.isoline.evaluate.average;
