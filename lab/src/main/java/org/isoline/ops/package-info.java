/**
 * Operations of the models. Each sub-package is one operation: its equations in the package
 * documentation, a reference that reads like them, and the fast forms that are tested against it.
 *
 * <p>This package holds what the linear token mixers share. A mixer turns queries, keys and values
 * into a {@link org.isoline.ops.Mixed} output and state; its chunkwise form is a {@link
 * org.isoline.ops.ChunkKernel} that {@link org.isoline.ops.Chunkwise} runs over the {@link
 * org.isoline.ops.Segment}s of a sequence.
 */
package org.isoline.ops;
