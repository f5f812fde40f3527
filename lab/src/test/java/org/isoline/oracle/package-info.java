/**
 * An independent float64 reference of the four architectures, which writes golden cases.
 *
 * <p>The equations of the token mixers, norms and channel mixers are evaluated token by token on
 * plain {@code double[]} matrices (a recurrence over a K x V state where the text has one), and
 * differentiated by a small tape. Nothing numerical is shared with the product: this package
 * imports no other package of ours, so that an error would have to be made twice to go unseen.
 *
 * <p>{@link org.isoline.oracle.OracleSpec} describes a case, {@link
 * org.isoline.oracle.OracleSpecs#all()} lists the ones worth having, and {@link
 * org.isoline.oracle.OracleCase#write} writes one as a folder: {@code config.json}, {@code
 * model.safetensors}, {@code io.safetensors} and {@code expected.json}.
 */
package org.isoline.oracle;
