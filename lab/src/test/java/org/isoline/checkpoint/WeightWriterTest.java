package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightWriterTest {
  @TempDir Path folder;

  /** Tensors t0, t1, ... of 40 bytes each, filled with their number plus an offset. */
  private static List<WeightWriter.Entry> tensors(int count, double offset) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new WeightWriter.Entry(
                    "t" + i,
                    DType.FLOAT32,
                    List.of(2L, 5L),
                    () -> Tensors.full(i + offset, DType.FLOAT32, Device.CPU, 2, 5)))
        .toList();
  }

  private void check(int count, double offset) {
    try (TensorSource source = WeightFiles.open(folder)) {
      assertThat(source.names()).hasSize(count);
      for (int i = 0; i < count; i++) {
        try (Scope scope = new Scope()) {
          assertThat(source.load("t" + i).shape()).containsExactly(2, 5);
          assertThat(source.load("t" + i).mean().item()).isEqualTo(i + offset);
        }
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesOneFileIfItFits() throws IOException {
    WeightWriter.write(folder.resolve("new/folder"), tensors(3, 0), Map.of("by", "test"), 120);
    folder = folder.resolve("new/folder");
    assertThat(files()).containsExactly("model.safetensors");
    check(3, 0);
    try (Safetensors file = Safetensors.open(folder.resolve("model.safetensors"))) {
      assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "by", "test"));
    }
  }

  @Test
  void writesShardsAndTheirIndexIfNot() throws IOException {
    WeightWriter.write(folder, tensors(5, 0), Map.of("by", "test"), 119);
    assertThat(files())
        .containsExactly(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors",
            "model.safetensors.index.json");
    check(5, 0);
    JsonNode index =
        new ObjectMapper().readTree(folder.resolve("model.safetensors.index.json").toFile());
    assertThat(index.at("/metadata/total_size").asLong()).isEqualTo(200);
    assertThat(index.at("/weight_map/t2").asText()).isEqualTo("model-00002-of-00003.safetensors");
    try (Safetensors shard = Safetensors.open(folder.resolve("model-00002-of-00003.safetensors"))) {
      assertThat(shard.names()).containsExactly("t2", "t3");
      assertThat(shard.metadata()).containsEntry("by", "test");
    }
  }

  @Test
  void removesWhatTheNewWeightsReplace() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("model-00001-of-00009.safetensors.tmp"), "killed");
    WeightWriter.write(folder, tensors(4, 0), Map.of(), 1000);
    WeightWriter.write(folder, tensors(4, 1), Map.of(), 80);
    assertThat(files()).hasSize(4).doesNotContain("model.safetensors").contains("config.json");
    check(4, 1);
    WeightWriter.write(folder, tensors(4, 2), Map.of(), 40);
    assertThat(files()).hasSize(6);
    check(4, 2);
    WeightWriter.write(folder, tensors(4, 3), Map.of(), 40);
    check(4, 3);
    WeightWriter.write(folder, tensors(2, 4), Map.of(), 80);
    assertThat(files()).containsExactly("config.json", "model.safetensors");
    check(2, 4);
  }

  @Test
  void aWriteThatFailsLeavesTheFormerWeights() throws IOException {
    List<WeightWriter.Entry> failing = new ArrayList<>(tensors(3, 7));
    failing.add(
        new WeightWriter.Entry(
            "t3", DType.FLOAT32, List.of(3L), () -> Tensors.zeros(DType.FLOAT64, 3)));
    for (long former : new long[] {40, 1000}) {
      WeightWriter.write(folder, tensors(4, 0), Map.of(), former);
      List<String> before = files();
      for (long size : new long[] {40, 1000}) {
        assertThatThrownBy(() -> WeightWriter.write(folder, failing, Map.of(), size))
            .isInstanceOf(CheckpointException.class)
            .hasMessage("tensor 't3' is FLOAT64[3], its entry says FLOAT32[3]");
        assertThat(files()).isEqualTo(before);
        check(4, 0);
      }
    }
  }

  @Test
  void oneTensorIsInMemoryAtATime() throws IOException {
    try (Scope scope = new Scope()) {
      long before = Scope.liveObjects();
      List<WeightWriter.Entry> watched =
          IntStream.range(0, 50)
              .mapToObj(
                  i ->
                      new WeightWriter.Entry(
                          "t" + i,
                          DType.FLOAT32,
                          List.of(2L, 5L),
                          () -> {
                            assertThat(Scope.liveObjects() - before).isLessThan(10);
                            return Tensors.full(i, DType.FLOAT32, Device.CPU, 2, 5);
                          }))
              .toList();
      WeightWriter.write(folder, watched, Map.of(), 400);
      check(50, 0);
    }
  }

  @Test
  void fillsShardsInOrder() {
    List<WeightWriter.Entry> five = tensors(5, 0);
    assertThat(WeightWriter.shards(five, 200)).containsExactly(five);
    assertThat(WeightWriter.shards(five, 199)).hasSize(2);
    assertThat(WeightWriter.shards(five, 1)).hasSize(5);
    assertThat(WeightWriter.shards(List.of(), 1)).containsExactly(List.of());
    assertThat(
            WeightWriter.shards(
                IntStream.range(0, 6)
                    .mapToObj(
                        i -> new WeightWriter.Entry("t" + i, DType.INT64, List.of(1L << 28), null))
                    .toList(),
                5L << 30))
        .hasSize(3);
  }

  @Test
  void refusesNamesThatRepeatAndSizesThatHoldNothing() {
    List<WeightWriter.Entry> twice =
        Stream.of(tensors(2, 0), tensors(2, 0)).flatMap(List::stream).toList();
    assertThatThrownBy(() -> WeightWriter.write(folder, twice, Map.of(), 1000))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("[t0, t1]");
    assertThatThrownBy(() -> WeightWriter.write(folder, tensors(1, 0), Map.of(), 0))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("0 bytes; legal: 1 or more");
    assertThatThrownBy(() -> new WeightWriter.Entry("x", DType.FLOAT32, List.of(-1L), () -> null))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("negative extent");
    assertThatThrownBy(
            () ->
                new WeightWriter.Entry("x", DType.FLOAT32, List.of(Long.MAX_VALUE, 0L), () -> null))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("overflow 64 bits");
  }
}
