package org.isoline.tensor;

import org.bytedeco.pytorch.global.torch;

/**
 * Where a tensor lives.
 *
 * <p>CUDA is selected by the same code and has not been run yet: call it untested.
 *
 * @param kind processor
 * @param index ordinal among processors of one kind, 0 for the CPU
 */
public record Device(Kind kind, int index) {
  /** Kinds of processor. */
  public enum Kind {
    /** The host. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA
  }

  /** The host processor. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** Checks the ordinal. */
  public Device {
    if (index < 0 || (kind == Kind.CPU && index != 0)) {
      throw new IllegalArgumentException(
          "device index "
              + index
              + " is not legal for "
              + kind
              + ": 0 for CPU, 0 or more for CUDA");
    }
  }

  /** The first GPU if the native library sees one, else the CPU. */
  public static Device best() {
    Native.load();
    return torch.cuda_is_available() ? new Device(Kind.CUDA, 0) : CPU;
  }

  org.bytedeco.pytorch.Device raw() {
    return kind == Kind.CPU
        ? new org.bytedeco.pytorch.Device(torch.DeviceType.CPU)
        : new org.bytedeco.pytorch.Device(torch.DeviceType.CUDA, (byte) index);
  }

  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "cuda:" + index;
  }
}
