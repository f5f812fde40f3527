package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void roundTripKeepsBitsNamesAndMetadata() throws IOException {
    Path file = folder.resolve("a.safetensors");
    try (Scope scope = new Scope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("f64", Tensors.of(new double[] {Math.PI, -0.0, 1e-310}, 3));
      tensors.put("bf16", Tensors.of(new double[] {1, -2, 0.5, 3}, 2, 2).to(DType.BFLOAT16));
      tensors.put("ids", Tensors.of(new long[] {7, -1}, 2, 1));
      tensors.put("empty", Tensors.zeros(DType.FLOAT32, 0, 4));
      tensors.put("transposed", Tensors.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1));
      Safetensors.write(file, tensors, Map.of("made-by", "test"));
      try (Safetensors read = Safetensors.open(file)) {
        assertThat(read.names()).containsExactlyElementsOf(tensors.keySet());
        assertThat(read.metadata()).containsEntry("format", "pt").containsEntry("made-by", "test");
        for (String name : tensors.keySet()) {
          assertThat(read.shape(name)).isEqualTo(tensors.get(name).shape());
          assertThat(read.load(name).dtype()).isEqualTo(tensors.get(name).dtype());
          assertThat(read.load(name).toDoubles()).isEqualTo(tensors.get(name).toDoubles());
        }
      }
    }
  }

  @Test
  void missingTensorsAreNamedAllAtOnce() throws IOException {
    Path file = folder.resolve("b.safetensors");
    try (Scope scope = new Scope()) {
      Safetensors.write(file, Map.of("here", Tensors.zeros(DType.FLOAT32, 2)), Map.of());
      Map<String, Tensor> wanted =
          Map.of(
              "here", Tensors.zeros(DType.FLOAT32, 3),
              "absent", Tensors.zeros(DType.FLOAT32, 1));
      assertThatThrownBy(() -> Safetensors.loadInto(file, wanted))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("b.safetensors")
          .hasMessageContaining("here FLOAT32[3]")
          .hasMessageContaining("absent FLOAT32[1]");
    }
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    Path file = folder.resolve("c.safetensors");
    try (Scope scope = new Scope()) {
      Safetensors.write(file, Map.of("x", Tensors.zeros(DType.FLOAT32, 100)), Map.of());
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 8, 30, whole.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.open(file).close())
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("c.safetensors");
    }
  }

  @Test
  void malformedHeadersAreRefusedWithTheirReason() throws IOException {
    refused(header(10L << 30, "{}"), "10737418240 bytes");
    refused(header("[]"), "no JSON object");
    refused(header("{\"x\":{\"dtype\":\"Q9\",\"shape\":[],\"data_offsets\":[0,0]}}"), "Q9");
    refused(
        header("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"), "of 0 bytes");
    refused(header("{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,0]}}"), "[-2]");
    refused(
        header(
            "{\"x\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9],\"data_offsets\":[0,0]}}"),
        "9223372036854775807");
    refused(
        header("{\"x\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"x\":1}"),
        "Duplicate");
  }

  private void refused(byte[] content, String reason) throws IOException {
    Path file = folder.resolve("d.safetensors");
    Files.write(file, content);
    assertThatThrownBy(() -> Safetensors.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] header(String json) {
    return header(json.length(), json);
  }

  private static byte[] header(long length, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .array();
  }

  @Test
  void mutatedHeadersNeverEscapeTheReader() throws IOException {
    Path file = folder.resolve("e.safetensors");
    try (Scope scope = new Scope()) {
      Safetensors.write(
          file,
          Map.of("a", Tensors.zeros(DType.FLOAT32, 3), "b", Tensors.zeros(DType.INT64, 2)),
          Map.of());
    }
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 1500; i++) {
      byte[] mutated = whole.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, mutated);
      try (Safetensors read = Safetensors.open(file);
          Scope scope = new Scope()) {
        read.names().forEach(read::load);
      } catch (CheckpointException expected) {
        assertThat(expected).hasMessageContaining("e.safetensors");
      }
    }
  }
}
