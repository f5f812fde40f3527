/**
 * A study: architectures times sizes times seeds, trained by one recipe on one corpus.
 *
 * <p>A {@link org.isoline.study.StudyFile} is read strictly into a {@link org.isoline.study.Study}:
 * every key is declared once with its legal values and its description, and everything else is an
 * error that names file, line and key. A study unfolds into {@link org.isoline.study.Cell}s, one
 * training run each, and {@link org.isoline.study.Plan} says what they will cost before anything
 * runs. Nothing here touches a tensor.
 */
package org.isoline.study;
