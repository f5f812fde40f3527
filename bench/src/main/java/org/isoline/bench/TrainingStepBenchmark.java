package org.isoline.bench;

import java.util.concurrent.TimeUnit;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.tensor.Threads;
import org.isoline.train.AdamW;
import org.isoline.train.AdamWConfig;
import org.isoline.train.GemmCeiling;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole training step (forward, backward, update) on one thread; the ceiling stands beside it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@Fork(1)
@State(Scope.Benchmark)
public class TrainingStepBenchmark {
  /** Architecture. */
  @Param({"llama", "tnl", "hgrn2", "cosformer2"})
  public String architecture;

  /** Layers x width x head dimension x vocabulary x sequences x context. */
  @Param({"4x128x32x1024x16x256", "6x512x128x32000x1x2048"})
  public String shape;

  private Parameters parameters;
  private AdamW optimizer;
  private Decoder decoder;
  private Tensor ids;
  private long step;

  /** Makes the model and one batch. */
  @Setup
  public void setUp() {
    Threads.set(1);
    int[] s = java.util.Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    ModelConfig config =
        ModelConfig.paper(Architecture.of(architecture), Shape.of(s[0], s[1], s[2]), s[3], s[5]);
    parameters = Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 1);
    optimizer = new AdamW(parameters, AdamWConfig.DEFAULT);
    decoder = new Decoder(config, parameters, Kernels.DEFAULT);
    long[] tokens =
        java.util.stream.LongStream.range(0, (long) s[4] * s[5]).map(i -> i * 31 % s[3]).toArray();
    ids = Tensors.of(tokens, s[4], s[5]);
    System.out.printf(
        "GEMM ceiling %.1f GFLOP/s; %d tokens a step%n",
        GemmCeiling.measure() * 1e-9, tokens.length);
  }

  /** Frees them. */
  @TearDown
  public void tearDown() {
    optimizer.close();
    parameters.close();
    ids.close();
  }

  /** One step. */
  @Benchmark
  public double step() {
    double loss;
    try (org.isoline.tensor.Scope scope = new org.isoline.tensor.Scope()) {
      Tensor mean = decoder.loss(ids, ids);
      mean.backward();
      loss = mean.item();
    }
    optimizer.clip();
    optimizer.update(++step, 1e-4);
    parameters.zeroGradients();
    return loss;
  }
}
