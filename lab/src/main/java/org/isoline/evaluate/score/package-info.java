/** Scores of texts under a model. */
package org.isoline.evaluate.score;
