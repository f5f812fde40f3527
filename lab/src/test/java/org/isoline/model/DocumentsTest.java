package org.isoline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.ops.MixerTrial;
import org.isoline.oracle.OracleCase;
import org.isoline.oracle.OracleSpec;
import org.isoline.oracle.OracleSpecs;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Packed documents against the same documents alone: logits, loss and every gradient. */
class DocumentsTest {
  private static final int CONTEXT = 70;
  private static final int CHUNK = 16;
  private static final Shape SHAPE = new Shape(3, 40, 3, 3, 12, 56, 5, 7);

  /** Documents of one token, at edges of chunks, as long as the window, and of every length. */
  private static final int[][] STARTS = {
    {0, 1, 2, 16, 17, 32, 48, 69},
    {0},
    {0, 15, 33, 64}
  };

  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  /** Logits row by row, and gradients by parameter. */
  private record Results(double loss, double[] logits, Map<String, double[]> gradients) {}

  private static Tensor tokens(ModelConfig config, long seed, long... shape) {
    try (Rng rng = Rng.seeded(seed)) {
      return rng.uniform(0, config.vocabulary() - 0.1, DType.FLOAT32, shape).to(DType.INT64);
    }
  }

  private static Results packed(Decoder decoder, int[][] starts, int context) {
    Documents documents = Documents.of(starts, context);
    return run(
        decoder,
        (ids, targets) ->
            new Outputs(
                decoder.loss(ids, targets, documents),
                List.of(decoder.logits(ids, documents).reshape(-1))),
        starts.length,
        context);
  }

  /** Each document in a call of its own; what they add to the mean goes by their tokens. */
  private static Results separate(Decoder decoder, int[][] starts, int context) {
    return run(
        decoder,
        (ids, targets) -> {
          List<Tensor> logits = new ArrayList<>();
          List<Tensor> losses = new ArrayList<>();
          for (int row = 0; row < starts.length; row++) {
            for (int i = 0; i < starts[row].length; i++) {
              int start = starts[row][i];
              int end = i + 1 < starts[row].length ? starts[row][i + 1] : context;
              Tensor own = ids.narrow(0, row, 1).narrow(1, start, end - start);
              Tensor next = targets.narrow(0, row, 1).narrow(1, start, end - start);
              double share = (end - start) / (double) (starts.length * context);
              logits.add(decoder.logits(own).reshape(-1));
              losses.add(decoder.loss(own, next).mul(share));
            }
          }
          return new Outputs(losses.stream().reduce(Tensor::add).orElseThrow(), logits);
        },
        starts.length,
        context);
  }

  private record Outputs(Tensor loss, List<Tensor> logits) {}

  @FunctionalInterface
  private interface Way {
    Outputs run(Tensor ids, Tensor targets);
  }

  /** The loss hides little gradients behind the head's, so a weighting of the logits adds to it. */
  private static Results run(Decoder decoder, Way way, int rows, int context) {
    decoder.parameters().zeroGradients();
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(6)) {
      Tensor ids = tokens(decoder.config(), 8, rows, context);
      Tensor targets = tokens(decoder.config(), 9, rows, context);
      Outputs outputs = way.run(ids, targets);
      Tensor logits = Tensors.cat(outputs.logits(), 0);
      Tensor weighting = rng.normal(1e-2, logits.dtype(), logits.elements());
      outputs.loss().add(logits.mul(weighting).sum()).backward();
      Map<String, double[]> gradients = new LinkedHashMap<>();
      for (ParameterSpec spec : decoder.parameters().layout().parameters()) {
        if (spec.training() != ParameterSpec.Training.FROZEN) {
          gradients.put(spec.name(), decoder.parameters().gradient(spec.name()).toDoubles());
        }
      }
      return new Results(outputs.loss().item(), logits.toDoubles(), gradients);
    }
  }

  private static void assertSame(Results actual, Results expected, double tolerance) {
    assertThat(actual.loss()).isCloseTo(expected.loss(), within(tolerance * expected.loss()));
    assertClose("logits", actual.logits(), expected.logits(), tolerance);
    expected
        .gradients()
        .forEach(
            (name, gradient) ->
                assertClose(name, actual.gradients().get(name), gradient, tolerance));
  }

  private static void assertClose(
      String name, double[] actual, double[] expected, double tolerance) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).as(name).hasSameSizeAs(expected);
    double furthest = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      // Not max(): a difference that is no number must not pass.
      furthest = difference <= furthest ? furthest : difference;
    }
    assertThat(furthest).as(name).isLessThanOrEqualTo(tolerance * largest);
  }

  private static Parameters parameters(ModelConfig config, DType dtype) {
    return Parameters.initialise(ParameterLayout.of(config), dtype, Device.CPU, 5);
  }

  private static Stream<Arguments> architecturesAndForms() {
    return Arrays.stream(Architecture.values())
        .flatMap(
            architecture ->
                Stream.of(
                    Arguments.of(architecture, Kernels.chunkwise(CHUNK, 256)),
                    Arguments.of(architecture, Kernels.REFERENCE),
                    Arguments.of(architecture, Kernels.chunkwise(CHUNK, 256).recomputing())));
  }

  @ParameterizedTest
  @MethodSource("architecturesAndForms")
  void areSeparateInFloat64(Architecture architecture, Kernels kernels) {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, CONTEXT);
    try (Parameters parameters = parameters(config, DType.FLOAT64)) {
      Decoder decoder = new Decoder(config, parameters, kernels);
      assertSame(packed(decoder, STARTS, CONTEXT), separate(decoder, STARTS, CONTEXT), 1e-10);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void areSeparateInTheFusedForms(Architecture architecture) {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, CONTEXT);
    try (Parameters parameters = parameters(config, DType.FLOAT32)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      Results separate = separate(decoder, STARTS, CONTEXT);
      assertSame(packed(decoder, STARTS, CONTEXT), separate, 2e-5);
      Decoder recomputing = new Decoder(config, parameters, Kernels.DEFAULT.recomputing());
      assertSame(packed(recomputing, STARTS, CONTEXT), separate, 2e-5);
    }
  }

  /** Grouped queries, stored angles, other gates and activations, heads that are no square. */
  @ParameterizedTest
  @MethodSource("variants")
  void areSeparateInEveryVariant(OracleSpec spec, @TempDir Path folder) throws IOException {
    OracleCase.write(folder, spec.input(1, 2, 1));
    try (ModelFolder model = ModelFolder.open(folder);
        Parameters parameters = model.parameters(DType.FLOAT64, Device.CPU)) {
      Decoder decoder = new Decoder(model.config(), parameters, Kernels.chunkwise(CHUNK, 256));
      int[][] starts = {{0, 1, 16, 20}, {0, 5, 6, 7}, {0}};
      assertSame(packed(decoder, starts, 40), separate(decoder, starts, 40), 1e-10);
    }
  }

  private static Stream<OracleSpec> variants() {
    Set<String> chosen =
        Set.of(
            "llama_grouped",
            "llama_head_dim_untied",
            "llama_spread_theta",
            "tnl_six_heads",
            "tnl_v1_no_activation",
            "hgrn2_strong_decay",
            "hgrn2_fla_untied",
            "cosformer2_middle_lrpe");
    List<OracleSpec> specs =
        OracleSpecs.all().stream().filter(spec -> chosen.contains(spec.name())).toList();
    assertThat(specs).hasSameSizeAs(chosen);
    return specs.stream();
  }

  /** Else the tests above would pass with borders that nobody minds. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void differFromOneDocument(Architecture architecture) {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, CONTEXT);
    try (Parameters parameters = parameters(config, DType.FLOAT64)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.chunkwise(CHUNK, 256));
      int[][] none = {{0}, {0}, {0}};
      double[] apart = packed(decoder, STARTS, CONTEXT).logits();
      double[] whole = packed(decoder, none, CONTEXT).logits();
      int row = CONTEXT * config.vocabulary();
      for (int sequence = 0; sequence < STARTS.length; sequence++) {
        double[] own = Arrays.copyOfRange(apart, sequence * row, (sequence + 1) * row);
        double[] joined = Arrays.copyOfRange(whole, sequence * row, (sequence + 1) * row);
        int border = STARTS[sequence].length == 1 ? CONTEXT : STARTS[sequence][1];
        int first = border * config.vocabulary();
        assertClose(
            "before the first border",
            Arrays.copyOf(own, first),
            Arrays.copyOf(joined, first),
            1e-12);
        if (first < row) {
          double[] after = Arrays.copyOfRange(own, first, first + config.vocabulary());
          assertThat(after)
              .usingComparatorWithPrecision(1e-6)
              .isNotEqualTo(Arrays.copyOfRange(joined, first, first + config.vocabulary()));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void withoutBordersEveryBitIsThatOfTheWhole(Architecture architecture) {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, CONTEXT);
    try (Parameters parameters = parameters(config, DType.FLOAT32)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      Results whole =
          run(
              decoder,
              (ids, targets) ->
                  new Outputs(decoder.loss(ids, targets), List.of(decoder.logits(ids).reshape(-1))),
              2,
              CONTEXT);
      Results packed = packed(decoder, new int[][] {{0}, {0}}, CONTEXT);
      assertThat(packed.loss()).isEqualTo(whole.loss());
      assertThat(packed.logits()).isEqualTo(whole.logits());
      whole
          .gradients()
          .forEach(
              (name, gradient) -> assertThat(packed.gradients().get(name)).isEqualTo(gradient));
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void leaveNoMemoryBehind(Architecture architecture) throws InterruptedException {
    ModelConfig config = ModelConfig.paper(architecture, SHAPE, 31, CONTEXT);
    Documents documents = Documents.of(STARTS, CONTEXT);
    try (Parameters parameters = parameters(config, DType.FLOAT32)) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      long afterThree = 0;
      for (int step = 1; step <= 20; step++) {
        try (Scope scope = new Scope()) {
          Tensor ids = tokens(config, step, STARTS.length, CONTEXT);
          decoder.loss(ids, ids, documents).backward();
        }
        if (step == 3) {
          afterThree = MixerTrial.settledLiveObjects(Long.MIN_VALUE);
        }
      }
      assertThat(MixerTrial.settledLiveObjects(afterThree)).isLessThanOrEqualTo(afterThree);
    }
  }

  @Test
  void ignoredBoundariesAreNone() {
    assertThat(DocumentBoundaries.IGNORE.of(STARTS, CONTEXT)).isSameAs(Documents.WHOLE);
    assertThat(DocumentBoundaries.RESET.of(STARTS, CONTEXT)).isNotSameAs(Documents.WHOLE);
    assertThat(DocumentBoundaries.RESET.of(new int[][] {{0}, {0}}, CONTEXT))
        .isSameAs(Documents.WHOLE);
  }

  @Test
  void refusesStartsThatCannotBe() {
    for (int[] wrong : new int[][] {{}, {1}, {0, 0}, {0, 5, 3}, {0, CONTEXT}}) {
      assertThatThrownBy(() -> Documents.of(new int[][] {{0, 2}, wrong}, CONTEXT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sequence 1 begin at " + Arrays.toString(wrong))
          .hasMessageContaining("below its 70 tokens");
    }
  }

  @Test
  void refusesSequencesOfAnotherShape() {
    ModelConfig config = ModelConfig.paper(Architecture.TNL, SHAPE, 31, CONTEXT);
    try (Parameters parameters = parameters(config, DType.FLOAT32);
        Scope scope = new Scope()) {
      Decoder decoder = new Decoder(config, parameters, Kernels.DEFAULT);
      Documents documents = Documents.of(STARTS, CONTEXT);
      for (long[] shape : new long[][] {{2, CONTEXT}, {3, CONTEXT - 1}}) {
        assertThatThrownBy(() -> decoder.logits(tokens(config, 1, shape), documents))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("3 sequences of 70 tokens");
      }
    }
  }
}
