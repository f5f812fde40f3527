package org.isoline.checkpoint;

import java.util.Set;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/**
 * Named tensors on disk, loaded one at a time. May be used from several threads; once it is closed,
 * {@link #load} throws and the rest still answers.
 */
public interface TensorSource extends AutoCloseable {
  /** The place of the tensors, for messages. */
  String describe();

  /** Names of the tensors, in the order of the file. */
  Set<String> names();

  /**
   * Extents of a tensor.
   *
   * @throws CheckpointException if there is none of that name
   */
  long[] shape(String name);

  /**
   * Element type in which a tensor is stored.
   *
   * @throws CheckpointException if there is none of that name
   */
  DType dtype(String name);

  /**
   * A copy of a tensor on the CPU, in the type in which it is stored; it belongs to the innermost
   * open scope.
   *
   * @throws CheckpointException if there is none of that name, or this source is closed
   */
  Tensor load(String name);

  /** Lets go of the files; closing again does nothing. */
  @Override
  void close();
}
