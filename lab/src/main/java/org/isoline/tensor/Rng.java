package org.isoline.tensor;

import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A seeded stream of random numbers with a state that can be saved.
 *
 * <p>Numbers are drawn on the CPU (Mersenne Twister of libtorch), so that a seed gives the same
 * numbers on every device.
 */
public final class Rng implements AutoCloseable {
  private final Generator generator;

  private Rng(Generator generator) {
    this.generator = generator;
  }

  /** A stream that starts at a seed. */
  public static Rng seeded(long seed) {
    Native.load();
    Generator generator = torch.make_generator_cpu(seed);
    generator.retainReference();
    return new Rng(generator);
  }

  /** Normal numbers with mean 0 and a standard deviation of at least 0. */
  public Tensor normal(double deviation, DType dtype, long... shape) {
    Tensor tensor = Tensors.zeros(dtype, shape);
    Native.run(
        "normal",
        () -> tensor.raw().normal_(0, deviation, new GeneratorOptional(generator)),
        tensor);
    return tensor;
  }

  /** Uniform numbers in [low, high). */
  public Tensor uniform(double low, double high, DType dtype, long... shape) {
    Tensor tensor = Tensors.zeros(dtype, shape);
    Native.run(
        "uniform",
        () -> tensor.raw().uniform_(low, high, new GeneratorOptional(generator)),
        tensor);
    return tensor;
  }

  /** Everything needed to continue the stream from here. */
  public byte[] state() {
    try (Scope scope = new Scope()) {
      return new Tensor(generator.get_state()).data().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /**
   * Continues a stream from a saved state.
   *
   * @throws TensorException if {@code state} is none
   */
  public void restore(byte[] state) {
    try (Scope scope = new Scope()) {
      Tensor tensor = Tensors.of(state, state.length);
      Native.run("restore generator", () -> generator.set_state(tensor.raw()), tensor);
    }
  }

  @Override
  public void close() {
    generator.close();
  }
}
