package org.isoline.ops.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.ops.Mixed;
import org.isoline.ops.MixerShape;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Threads;

/** Linear recurrences as one kernel on the CPU. The package documentation says how. */
public final class Fused {
  private static final String MODULE = "jdk.incubator.vector";

  private Fused() {}

  /**
   * Whether {@link #run} can: FLOAT32 on the CPU, in a JVM that has the vector module, on a machine
   * with vectors of 256 bits or more.
   */
  public static boolean supports(DType dtype, Device device) {
    return dtype == DType.FLOAT32
        && device.equals(Device.CPU)
        && ModuleLayer.boot().findModule(MODULE).isPresent()
        && Elementwise.preferredBits() >= 256;
  }

  /**
   * Runs a recurrence over a sequence as one operation of the tape, with as many threads as {@link
   * Threads#get()} says; the result does not depend on them.
   *
   * @param shape extents of the call
   * @param q queries {@code [B, H, T, K]}
   * @param k keys {@code [B, H, T, K]}
   * @param v values {@code [B, H, T, V]}
   * @param fading how the state fades
   * @param initial state before the first token, zeros if empty
   * @throws IllegalArgumentException if {@link #supports} says no
   */
  public static Mixed run(
      MixerShape shape, Tensor q, Tensor k, Tensor v, Fading fading, Optional<Tensor> initial) {
    if (!supports(shape.dtype(), shape.device())) {
      throw new IllegalArgumentException(
          "q is %s on %s: the fused form is for FLOAT32 on the CPU, in a JVM with --add-modules %s and on vectors of 256 bits or more; use the chunkwise form"
              .formatted(q, shape.device(), MODULE));
    }
    return run(Tile.preferred(), Threads.get(), shape, q, k, v, fading, initial);
  }

  static Mixed run(
      Tile tile,
      int threads,
      MixerShape shape,
      Tensor q,
      Tensor k,
      Tensor v,
      Fading fading,
      Optional<Tensor> initial) {
    List<Tensor> inputs = new ArrayList<>(List.of(q, k, v));
    fading.operand().ifPresent(inputs::add);
    initial.ifPresent(inputs::add);
    Call call = new Call(tile, threads, shape, q, k, v, fading, initial);
    List<Tensor> outputs =
        CustomGradient.apply(
            inputs,
            () -> new Forward(call).run(),
            gradients -> new Backward(call, gradients).run());
    return new Mixed(outputs.getFirst(), outputs.getLast());
  }
}
