package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
  void halvesAreExact() {
    // Sign, exponent, fraction by hand: 0, -0, 1, -2, largest, smallest normal, subnormal, inf.
    int[] bfloat = {0x0000, 0x8000, 0x3F80, 0xC000, 0x7F7F, 0x0080, 0x0001, 0x7F80, 0xFF80, 0x4049};
    assertThat(load("BF16", bfloat))
        .containsExactly(
            0.0,
            -0.0,
            1.0,
            -2.0,
            0x1.FEp127,
            0x1p-126,
            0x1p-133,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            3.140625);
    int[] half = {0x0000, 0x8000, 0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x7C00, 0xFC00, 0x4248};
    assertThat(load("F16", half))
        .containsExactly(
            0.0,
            -0.0,
            1.0,
            -2.0,
            65504.0,
            0x1p-14,
            0x1p-24,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            3.140625);
    assertThat(load("BF16", new int[] {0x7FC0})).containsExactly(Double.NaN);
  }

  private double[] load(String type, int[] bits) {
    ByteBuffer data = ByteBuffer.allocate(bits.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : bits) {
      data.putShort((short) number);
    }
    String header =
        "{'x':{'dtype':'%s','shape':[%d],'data_offsets':[0,%d]}}"
            .formatted(type, bits.length, 2 * bits.length);
    Path file = HeaderBytes.write(folder.resolve(type), header, data.array());
    try (Safetensors read = Safetensors.open(file);
        Scope scope = new Scope()) {
      return read.load("x").toDoubles();
    }
  }

  @Test
  void dataMayStartAnywhere() {
    ByteBuffer numbers =
        ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN).put((byte) 9).putDouble(1.5);
    String header =
        "{'b':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},"
            + "'x':{'dtype':'F64','shape':[2],'data_offsets':[1,17]}}";
    for (int pad = 0; pad < 8; pad++) {
      Path file =
          HeaderBytes.write(folder.resolve("pad" + pad), header + " ".repeat(pad), numbers.array());
      try (Safetensors read = Safetensors.open(file);
          Scope scope = new Scope()) {
        assertThat(read.load("b").toLongs()).containsExactly(9);
        assertThat(read.load("x").toDoubles()).containsExactly(1.5, 0);
      }
    }
  }

  @Test
  void nothingAndNumbersWithoutDimensionsAreTensors() {
    String header =
        "{'scalar':{'dtype':'F32','shape':[],'data_offsets':[0,4]},"
            + "'none':{'dtype':'F32','shape':[0,7],'data_offsets':[0,0]},"
            + "'last':{'dtype':'I64','shape':[0],'data_offsets':[4,4]}}";
    Path file = HeaderBytes.write(folder.resolve("empty"), header, new byte[] {0, 0, -128, 63});
    try (Safetensors read = Safetensors.open(file);
        Scope scope = new Scope()) {
      assertThat(read.load("scalar").rank()).isZero();
      assertThat(read.load("scalar").item()).isEqualTo(1);
      assertThat(read.load("none").shape()).containsExactly(0, 7);
      assertThat(read.load("last").elements()).isZero();
      assertThat(read.dtype("last")).isEqualTo(DType.INT64);
    }
  }

  @Test
  void tensorsBeyondTwoGigabytesAreRead() throws IOException {
    long big = (1L << 31) + (200L << 20);
    String header =
        "{'big':{'dtype':'U8','shape':[%d],'data_offsets':[0,%d]},".formatted(big, big)
            + "'far':{'dtype':'F32','shape':[2],'data_offsets':[%d,%d]}}".formatted(big, big + 8);
    Path file = HeaderBytes.write(folder.resolve("big.safetensors"), header, new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      long end = sparse.length() + big;
      sparse.setLength(end);
      sparse.seek(end);
      sparse.write(new byte[] {0, 0, -128, 63, 0, 0, 0, -64});
    }
    assertThat(Files.size(file)).isGreaterThan(2_200_000_000L);
    try (Safetensors read = Safetensors.open(file);
        Scope scope = new Scope()) {
      assertThat(read.shape("big")).containsExactly(big);
      assertThat(read.load("far").toDoubles()).containsExactly(1, -2);
    }
    Files.delete(file);
  }

  @Test
  void loadingAfterCloseIsRefused() throws IOException {
    Path file = folder.resolve("closed.safetensors");
    try (Scope scope = new Scope()) {
      Safetensors.write(file, Map.of("x", Tensors.ones(DType.FLOAT32, 100)), Map.of());
      Safetensors read = Safetensors.open(file);
      Tensor loaded = read.load("x");
      Files.delete(file);
      assertThat(read.load("x").sum().item()).isEqualTo(100);
      read.close();
      read.close();
      assertThat(loaded.sum().item()).isEqualTo(100);
      assertThat(read.names()).containsExactly("x");
      assertThatThrownBy(() -> read.load("x"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("closed.safetensors is closed: load tensors before closing it");
      assertThatThrownBy(() -> read.load("y"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("has no tensor 'y'; it has [x]");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatIsCutWhileItIsOpenIsRefused() throws IOException {
    Path file = folder.resolve("cut.safetensors");
    try (Scope scope = new Scope()) {
      Safetensors.write(file, Map.of("x", Tensors.ones(DType.FLOAT32, 1 << 18)), Map.of());
      try (Safetensors read = Safetensors.open(file);
          FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(5000);
        assertThatThrownBy(() -> read.load("x"))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("cut.safetensors changed while it was read");
      }
    }
  }

  @Test
  void closingWhileAnotherThreadLoadsIsSafe() throws Exception {
    Path file = folder.resolve("race.safetensors");
    try (Scope scope = new Scope()) {
      Safetensors.write(file, Map.of("x", Tensors.ones(DType.FLOAT32, 1 << 18)), Map.of());
    }
    for (int i = 0; i < 20; i++) {
      Safetensors read = Safetensors.open(file);
      AtomicReference<Throwable> end = new AtomicReference<>();
      CountDownLatch started = new CountDownLatch(1);
      Thread loader =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, thrown) -> end.set(thrown))
              .start(
                  () -> {
                    while (true) {
                      try (Scope scope = new Scope()) {
                        read.load("x");
                        started.countDown();
                      }
                    }
                  });
      started.await();
      read.close();
      loader.join();
      assertThat(end.get())
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("is closed");
    }
  }
}
