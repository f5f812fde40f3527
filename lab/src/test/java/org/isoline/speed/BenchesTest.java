package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.isoline.corpus.CorpusSpec;
import org.isoline.corpus.InvalidText;
import org.isoline.corpus.JsonLines;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.corpus.TokenizerSpec;
import org.isoline.model.Architecture;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.State;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That benchmarks measure what they say; never how fast it is. */
class BenchesTest {
  private static final Effort ONCE = new Effort(1, 1, 60);
  private static final ModelSize TINY = new ModelSize("2x32x16");
  private static final List<Architecture> ALL = List.of(Architecture.values());

  private final List<String> heard = new ArrayList<>();

  private static List<Object> values(SpeedRecord record, String column) {
    return record.table().rows().stream().map(row -> row.get(column)).toList();
  }

  @Test
  void trainingHasARowForEveryCombination() {
    SpeedRecord record =
        TrainBench.run(
            new TrainBench.Request(
                ALL,
                List.of(24),
                List.of(Products.FP32, Products.BF16),
                TINY,
                50,
                OptionalInt.of(2),
                false,
                false),
            ONCE,
            (cost, sequences, kernels) -> cost.total() * sequences,
            heard::add);
    assertThat(record.table().rows()).hasSize(4 * 2);
    assertThat(values(record, "dtype")).startsWith("fp32", "bf16", "fp32");
    assertThat(record.before().bf16()).isPresent();
    assertThat(record.after().bf16()).isPresent();
    for (Map<String, Object> row : record.table().rows()) {
      double tokens = 2.0 * (int) row.get("context");
      double rate = (double) row.get("tokens_per_s");
      assertThat(rate).isCloseTo(tokens / (double) row.get("cpu_s"), within(1e-6 * rate));
      assertThat((double) row.get("flops"))
          .isCloseTo(rate * (double) row.get("flops_per_token"), within(1.0));
      double shares =
          Arrays.stream(StepPart.Kind.values())
              .mapToDouble(kind -> (double) row.get(kind.column()))
              .sum();
      assertThat(shares + (double) row.get("rest_share")).isCloseTo(1, within(1e-9));
      assertThat((double) row.get("predicted_bytes")).isPositive();
    }
    assertThat(heard).anyMatch(line -> line.startsWith("hgrn2, 2 x 24 tokens, bf16"));
  }

  @Test
  void withoutBfloat16ItsCeilingIsNotMeasured() {
    SpeedRecord record =
        TrainBench.run(
            new TrainBench.Request(
                List.of(Architecture.TNL),
                List.of(32, 16),
                List.of(Products.FP32),
                TINY,
                50,
                OptionalInt.empty(),
                false,
                false),
            ONCE,
            (cost, sequences, kernels) -> 0,
            heard::add);
    assertThat(record.before().bf16()).isEmpty();
    assertThat(values(record, "sequences")).containsExactly(128, 64);
    assertThat(values(record, "context")).containsExactly(16, 32);
  }

  /** The parts are the model's operations, so both have the same numbers of multiply-adds. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void partsGoThroughForwardAndBackward(Architecture architecture) {
    ModelConfig config = TINY.config(architecture, 50, 24);
    try (Scope scope = new Scope()) {
      Tensor ids = TrainBench.ids(config, 2);
      List<StepPart> parts = StepParts.of(config, Kernels.DEFAULT, 2, ids);
      assertThat(parts.stream().map(StepPart::kind).distinct())
          .containsExactlyInAnyOrder(
              Arrays.stream(StepPart.Kind.values())
                  .filter(kind -> kind != StepPart.Kind.OPTIMIZER)
                  .toArray(StepPart.Kind[]::new));
      for (StepPart part : parts) {
        assertThat(part.seconds(ONCE)).as(part.kind().name()).isPositive();
        assertThat(part.activations()).allMatch(tensor -> tensor.grad().isEmpty());
      }
    }
  }

  @Test
  void everyMixerInEveryForm() {
    SpeedRecord record =
        MixerBench.run(
            new MixerBench.Request(List.of(16, 600), 1, 2, 8, 4, List.of()), ONCE, heard::add);
    assertThat(record.table().rows().stream().map(row -> row.get("mixer") + " " + row.get("form")))
        .contains("softmax fused", "decay chunkwise", "cosine recurrent", "gate chunkwise");
    assertThat(record.table().rows())
        .filteredOn(row -> row.get("form").equals("recurrent"))
        .hasSize(4)
        .allMatch(row -> row.get("context").equals(16));
    assertThat(record.notes())
        .anyMatch(note -> note.contains("gate recurrent at 600 tokens not run"));
    assertThat(values(record, "forward_backward_ns")).allMatch(ns -> (double) ns > 0);
  }

  /** Forms of one mixer must agree, or their times are not of the same thing. */
  @Test
  void formsOfAMixerComputeTheSame() {
    MixerBench.Request request = new MixerBench.Request(List.of(40), 1, 2, 8, 4, List.of());
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(0)) {
      MixerOperands operands = MixerLeaves.random(request, 40).operands();
      for (MixerForms.Form form : MixerForms.all()) {
        Tensor out = form.operation().apply(operands);
        Tensor first =
            MixerForms.all().stream()
                .filter(other -> other.mixer().equals(form.mixer()))
                .findFirst()
                .orElseThrow()
                .operation()
                .apply(operands);
        assertThat(out.shape()).containsExactly(1, 2, 40, 4);
        assertThat(out.sub(first).abs().max().item())
            .as(form.toString())
            .isLessThan(1e-4 * first.abs().max().item());
      }
    }
  }

  @Test
  void aSeriesEndsWhereItWouldTakeTooLong() {
    MixerBench.Growth softmax = new MixerBench.Growth(true);
    assertThat(softmax.expected(1024)).isZero();
    softmax.measured(1024, 3);
    assertThat(softmax.expected(4096)).isEqualTo(48);
    MixerBench.Growth linear = new MixerBench.Growth(false);
    linear.measured(1024, 3);
    assertThat(linear.expected(4096)).isEqualTo(12);

    SpeedRecord record =
        MixerBench.run(
            new MixerBench.Request(List.of(64, 1 << 20), 1, 1, 4, 4, List.of("softmax")),
            new Effort(1, 1, 0.5),
            heard::add);
    assertThat(values(record, "context")).containsOnly(64);
    assertThat(record.notes())
        .anyMatch(note -> note.startsWith("softmax fused at 1048576 tokens and beyond not run"));
  }

  @Test
  void decodingToldByContext() {
    SpeedRecord record =
        DecodeBench.decode(
            new DecodeBench.Request(
                ALL, List.of(8, 32), List.of(Products.FP32, Products.BF16), TINY, 50, 2),
            new Effort(1, 1, 1), // a sixth of the limit goes into warming up
            heard::add);
    assertThat(record.table().rows()).hasSize(16);
    for (Map<String, Object> row : record.table().rows()) {
      boolean growing = row.get("arch").equals("llama");
      long expected = growing ? 2L * 2 * 2 * 16 * 4 * (int) row.get("context") : -1;
      if (growing) {
        assertThat(row.get("state_bytes")).isEqualTo(expected);
      }
      assertThat((double) row.get("p95_s")).isGreaterThanOrEqualTo((double) row.get("median_s"));
      assertThat((double) row.get("floor_share")).isPositive();
    }
    double fp32 = (double) record.table().rows().get(0).get("weight_bytes");
    double bf16 = (double) record.table().rows().get(2).get("weight_bytes");
    assertThat(fp32).isEqualTo(2 * bf16);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void aDrawnStateIsOneOfThatLength(Architecture architecture) {
    ModelConfig config = TINY.config(architecture, 50, 24);
    try (Scope scope = new Scope();
        State state = DecodeBench.drawn(config, 100)) {
      assertThat(state.position()).isEqualTo(100);
      assertThat(state.contents().values())
          .allSatisfy(tensor -> assertThat(tensor.abs().max().item()).isPositive());
    }
  }

  @Test
  void prefillInPieces() {
    SpeedRecord record =
        DecodeBench.prefill(
            new DecodeBench.Request(ALL, List.of(8, 20), List.of(Products.FP32), TINY, 50, 7),
            ONCE,
            heard::add);
    assertThat(record.table().rows()).hasSize(8);
    assertThat(values(record, "piece")).containsOnly(7);
    assertThat(values(record, "state_bytes")).startsWith(2L * 2 * 2 * 16 * 4 * 8);
  }

  @Test
  void ceilingsInThreeOrders() {
    SpeedRecord record =
        CeilingBench.run(ONCE, List.of(new CeilingBench.Map3(32, 16, 48)), 1 << 16, heard::add);
    assertThat(values(record, "order")).containsExactly("fwd", "dx", "dW", "copy", "read");
    Map<String, Object> forward = record.table().rows().getFirst();
    assertThat((double) forward.get("fp32_flops"))
        .isEqualTo(2.0 * 32 * 16 * 48 / (double) forward.get("cpu_s"));
    assertThat(record.table().rows().getLast()).containsKey("bytes_per_s");
  }

  @Test
  void requestsThatMakeNoSense() {
    assertThatThrownBy(() -> new ModelSize("6x512"))
        .isInstanceOf(SpeedException.class)
        .hasMessageContaining("size '6x512'")
        .hasMessageContaining("6x512x128")
        .hasMessageContaining("160M");
    assertThatThrownBy(() -> new ModelSize("2x30x16").config(Architecture.TNL, 50, 8))
        .isInstanceOf(SpeedException.class)
        .hasMessageContaining("head_dim = 16 does not divide width = 30");
    assertThatThrownBy(() -> new MixerBench.Request(List.of(8), 1, 1, 4, 4, List.of("linear")))
        .hasMessageContaining("mixer 'linear' is not one of [");
    assertThatThrownBy(() -> new MixerBench.Request(List.of(0), 1, 1, 4, 4, List.of()))
        .hasMessageContaining("context = 0, must be at least 1");
    assertThatThrownBy(() -> new DecodeBench.Request(List.of(), List.of(1), List.of(), TINY, 50, 1))
        .hasMessageContaining("no arch given");
  }

  @Test
  void publishedSizesByName() {
    ModelConfig config = new ModelSize("410M").config(Architecture.TNL, 100, 8);
    assertThat(config.shape().layers()).isEqualTo(25);
    assertThat(config.shape().width()).isEqualTo(1024);
  }

  @Test
  void precisionsAreComparedSeedBySeed(@TempDir Path folder) throws IOException {
    Path text = folder.resolve("text.jsonl");
    Files.writeString(
        text,
        IntStream.range(0, 60)
            .mapToObj(i -> "{\"text\": \"number %d and some more words %d\"}".formatted(i, i * i))
            .collect(Collectors.joining("\n")));
    CorpusSpec spec =
        new CorpusSpec(
            List.of(new JsonLines(text.toString(), "text", Optional.empty())),
            TokenizerSpec.bytes(),
            0.2,
            1,
            InvalidText.STOP);
    try (PreparedCorpus corpus =
        PreparedCorpus.prepare(spec, folder, folder.resolve("corpus"), heard::add)) {
      SpeedRecord record =
          PrecisionBench.run(
              new PrecisionBench.Request(
                  List.of(Architecture.TNL, Architecture.HGRN2), TINY, 16, 2, 12, 2),
              corpus,
              ONCE,
              heard::add);
      assertThat(values(record, "step")).containsExactly(2, 4, 6, 8, 10, 12, 2, 4, 6, 8, 10, 12);
      for (Map<String, Object> row : record.table().rows()) {
        assertThat((double) row.get("largest_difference")).isPositive().isLessThan(0.05);
        assertThat((double) row.get("seed_deviation")).isPositive();
      }
      assertThat((double) record.table().rows().get(5).get("fp32_loss"))
          .isLessThan((double) record.table().rows().getFirst().get("fp32_loss"));
    }
  }
}
