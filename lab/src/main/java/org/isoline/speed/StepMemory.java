package org.isoline.speed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Threads;
import org.isoline.train.AdamW;
import org.isoline.train.AdamWConfig;

/**
 * Memory that training steps of one model take, measured in a process of its own: what earlier
 * models left in the native heap of a shared one would hide it.
 *
 * <p>The process first trains a toy and fills the young generation of the Java heap once, so that
 * libraries and garbage are there before the model is; what it then has is the base. Linux only,
 * like {@link ProcessMemory}.
 */
final class StepMemory {
  private static final int GARBAGE = 256;
  private static final int MEGABYTE = 1 << 20;
  private static final Pattern ANSWER = Pattern.compile("(?m)^base (\\d+) peak (\\d+)$");

  /**
   * How the process allocates: tensors of 64 kB and more are mapped and unmapped one by one, so
   * that resident memory is that of live tensors and no page more.
   */
  static final String EXACT =
      "glibc.malloc.mmap_threshold=65536:glibc.malloc.mmap_max=10000000"
          + ":glibc.malloc.trim_threshold=0:glibc.malloc.top_pad=0";

  private static final String TUNABLES = "GLIBC_TUNABLES";

  private StepMemory() {}

  /**
   * Whose steps.
   *
   * @param sequences of a step
   * @param recompute whether layers are run again in the backward pass
   */
  record Step(
      Architecture architecture,
      ModelSize size,
      int vocabulary,
      int context,
      int sequences,
      Products products,
      boolean recompute) {

    ModelConfig config() {
      return size.config(architecture, vocabulary, context);
    }

    Kernels kernels() {
      return recompute ? products.kernels().recomputing() : products.kernels();
    }

    private List<String> words() {
      return List.of(
          architecture.name(),
          size.name(),
          Integer.toString(vocabulary),
          Integer.toString(context),
          Integer.toString(sequences),
          products.name(),
          Boolean.toString(recompute));
    }

    private static Step of(List<String> words) {
      return new Step(
          Architecture.valueOf(words.get(0)),
          new ModelSize(words.get(1)),
          Integer.parseInt(words.get(2)),
          Integer.parseInt(words.get(3)),
          Integer.parseInt(words.get(4)),
          Products.valueOf(words.get(5)),
          Boolean.parseBoolean(words.get(6)));
    }
  }

  /**
   * What a process needed.
   *
   * @param base resident bytes before there was a model
   * @param peak most resident bytes with it
   */
  record Bytes(long base, long peak) {
    long needed() {
      return peak - base;
    }
  }

  /** With the native heap as this process has it: fragments and pages kept for later included. */
  static Optional<Bytes> resident(Step step, int threads) {
    return measure(step, threads, 2, Optional.empty());
  }

  /** Of live tensors alone: every one goes back to the system when it is freed. */
  static Optional<Bytes> live(Step step, int threads) {
    return measure(step, threads, 1, Optional.of(EXACT));
  }

  private static Optional<Bytes> measure(
      Step step, int threads, int steps, Optional<String> tunables) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(Integer.toString(threads), Integer.toString(steps)));
    words.addAll(step.words());
    return launch(StepMemory.class, words, tunables);
  }

  /** Runs a main class of which {@link #say} says the end, and hears it. */
  static Optional<Bytes> launch(Class<?> main, List<String> words, Optional<String> tunables) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    tunables.ifPresent(value -> builder.environment().put(TUNABLES, value));
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      Matcher answer = ANSWER.matcher(said);
      return code == 0 && answer.find()
          ? Optional.of(new Bytes(Long.parseLong(answer.group(1)), Long.parseLong(answer.group(2))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The process: threads, how many steps, then the words of one. */
  public static void main(String[] words) {
    Threads.set(Integer.parseInt(words[0]));
    Step step = Step.of(List.of(words).subList(2, words.length));
    run(
        new Step(
            step.architecture, new ModelSize("1x32x16"), 64, 64, 1, step.products, step.recompute),
        1);
    say(() -> run(step, Long.parseLong(words[1])));
  }

  /** Measures work in this process, which has done the like before, and prints the answer. */
  static void say(Runnable work) {
    System.out.println("garbage " + fillYoungGeneration());
    if (!ProcessMemory.settle()) {
      throw new IllegalStateException("the peak of memory cannot be reset");
    }
    long base = ProcessMemory.resident().orElseThrow();
    work.run();
    System.out.printf("base %d peak %d%n", base, ProcessMemory.peak().orElseThrow());
  }

  private static long fillYoungGeneration() {
    long sum = 0;
    for (int i = 0; i < GARBAGE; i++) {
      byte[] garbage = new byte[MEGABYTE];
      Arrays.fill(garbage, (byte) i);
      sum += garbage[i];
    }
    return sum;
  }

  private static void run(Step step, long steps) {
    try (Scope scope = new Scope();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(step.config()), DType.FLOAT32, Device.CPU, 1);
        AdamW optimizer = new AdamW(parameters, AdamWConfig.DEFAULT)) {
      Decoder decoder = new Decoder(step.config(), parameters, step.kernels());
      Tensor ids = TrainBench.ids(step.config(), step.sequences);
      for (long i = 1; i <= steps; i++) {
        TrainBench.gradients(decoder, ids);
        optimizer.clip();
        optimizer.update(i, 1e-4);
        parameters.zeroGradients();
      }
    }
  }
}
