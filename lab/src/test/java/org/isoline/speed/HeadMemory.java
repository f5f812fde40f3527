package org.isoline.speed;

import org.isoline.ops.loss.LinearCrossEntropy;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.tensor.Threads;

/** A process that takes the loss of a head forward and backward, in chunks or as it is written. */
final class HeadMemory {
  static final int TOKENS = 2048;
  static final int WIDTH = 512;
  static final int CLASSES = 32_000;

  private HeadMemory() {}

  /** The only word: rows of a chunk, or "plain". */
  public static void main(String[] words) {
    Threads.set(1);
    run(words[0], operand(8, WIDTH), operand(16, WIDTH));
    try (Scope scope = new Scope()) {
      Tensor x = operand(TOKENS, WIDTH);
      Tensor weight = operand(CLASSES, WIDTH);
      StepMemory.say(() -> run(words[0], x, weight));
    }
  }

  private static Tensor operand(long rows, long columns) {
    return InPlace.fill(Tensors.empty(DType.FLOAT32, Device.CPU, rows, columns), 0.01)
        .requiresGrad(true);
  }

  private static void run(String form, Tensor x, Tensor weight) {
    try (Scope scope = new Scope()) {
      Tensor targets = Tensors.of(new long[Math.toIntExact(x.size(0))], x.size(0));
      Tensor loss =
          form.equals("plain")
              ? LinearCrossEntropy.reference(x, weight, targets)
              : LinearCrossEntropy.mean(x, weight, targets, Integer.parseInt(form));
      loss.backward();
    }
  }
}
