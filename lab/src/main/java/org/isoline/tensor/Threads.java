package org.isoline.tensor;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/**
 * Threads of the native libraries.
 *
 * <p>Two pools do the work: libtorch's loops run on libgomp, its matrix products on OpenBLAS's own
 * threads, and neither knows of the other. One process per core with one thread each is faster here
 * than one process with two threads (1.2x) and makes results independent of timing.
 */
public final class Threads {
  private Threads() {}

  /**
   * Sets both pools.
   *
   * @param threads at least 1
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static void set(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", must be at least 1");
    }
    Native.load();
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /** Threads of libtorch's own loops. */
  public static int get() {
    Native.load();
    return torch.get_num_threads();
  }
}
