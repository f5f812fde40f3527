package org.isoline.tensor;

import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/**
 * What memory holds before anybody writes to it. For tests and for the search of errors.
 *
 * <p>Fresh memory usually happens to be zero, so that an operation which forgets to write, or reads
 * too far, gives the right result until the day it does not. Poisoned memory turns such an error
 * into a NaN, or into the largest integer.
 *
 * <p>Covered are tensors made empty: {@link Tensors#empty}, and the empty tensors that libtorch's
 * own operations make and fill in steps. Not covered are outputs of its elementwise operations and
 * reductions, which allocate below the switch and write every element.
 */
public final class FreshMemory {
  private FreshMemory() {}

  /**
   * Switches poison on or off, for all threads of the process. While it is on, libtorch also
   * prefers algorithms that repeat their bits, and warns where it has none.
   */
  public static void poison(boolean on) {
    Native.load();
    Context context = torch.globalContext();
    context.setDeterministicAlgorithms(on, true);
    context.setDeterministicFillUninitializedMemory(on);
  }

  /** Whether fresh memory is poisoned. */
  public static boolean isPoisoned() {
    Native.load();
    Context context = torch.globalContext();
    return context.deterministicAlgorithms() && context.deterministicFillUninitializedMemory();
  }
}
