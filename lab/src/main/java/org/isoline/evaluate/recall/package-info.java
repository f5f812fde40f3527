/**
 * Associative recall: how much of what it has read a model can find again.
 *
 * <p>Loss on text hides what a state of constant size cannot hold; here it is all that counts. With
 * {@code c_i} of the K queries of example i answered, {@code a_i = c_i / K} and n examples,
 *
 * <pre>
 * accuracy = mean a_i,   standard error = sqrt(sum (a_i - accuracy)^2 / (n (n - 1)))
 * </pre>
 */
package org.isoline.evaluate.recall;
