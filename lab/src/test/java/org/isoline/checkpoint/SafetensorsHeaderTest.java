package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.junit.jupiter.api.Test;

class SafetensorsHeaderTest {
  private static final Path PLACE = Path.of("w.safetensors");
  private static final String TWO =
      "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},"
          + "'b':{'dtype':'I64','shape':[2,1],'data_offsets':[12,28]},"
          + "'__metadata__':{'format':'pt'}}";

  private static SafetensorsHeader read(byte[] file) {
    return SafetensorsHeaderReader.read(PLACE, MemorySegment.ofArray(file));
  }

  private static void refused(byte[] file, String... reasons) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("w.safetensors")
        .hasMessageContainingAll(reasons);
  }

  private static void refused(String json, int dataBytes, String... reasons) {
    refused(HeaderBytes.of(json, dataBytes), reasons);
  }

  private static String tensor(String type, String shape, String offsets) {
    return "{'x':{'dtype':'%s','shape':%s,'data_offsets':%s}}".formatted(type, shape, offsets);
  }

  @Test
  void anEmptyFileIsRefused() {
    refused(new byte[0], "has 0 bytes, fewer than the 8 of a header length");
    refused(new byte[7], "has 7 bytes, fewer than the 8 of a header length");
  }

  @Test
  void aTruncatedHeaderIsRefused() {
    byte[] whole = HeaderBytes.of(TWO, 28);
    int header = whole.length - 28 - 8;
    refused(
        Arrays.copyOf(whole, 8 + header - 1),
        "says its header has %d bytes, legal are 2 to %d".formatted(header, header - 1),
        "restore it from a copy");
    refused(HeaderBytes.of(TWO.substring(0, 40), 28), "it is no JSON");
  }

  @Test
  void aHeaderOfTenGigabytesIsRefused() {
    refused(
        HeaderBytes.of(10L << 30, "{}".getBytes(StandardCharsets.UTF_8), new byte[100]),
        "says its header has 10737418240 bytes, legal are 2 to 102");
    refused(
        HeaderBytes.of(-1, new byte[9], new byte[0]), "says its header has -1 bytes, legal are 2");
  }

  @Test
  void bytesBeyondTheFileAreRefused() {
    refused(TWO, 27, "places tensor 'b' at [12,28] of 27 bytes");
    refused(TWO, 29, "describes 28 bytes of data but holds 29");
    refused(tensor("F32", "[1]", "[-4,0]"), 4, "places tensor 'x' at [-4,0] of 4 bytes");
    refused(tensor("F32", "[1]", "[4,0]"), 4, "places tensor 'x' at [4,0] of 4 bytes");
    refused(tensor("F32", "[1]", "[0]"), 4, "places tensor 'x' at [0] of 4 bytes");
    refused(tensor("F32", "[2]", "[0,4]"), 4, "gives tensor 'x' 4 bytes, its shape needs 8");
  }

  @Test
  void overlapsAndHolesAreRefused() {
    String second = "'b':{'dtype':'U8','shape':[4],'data_offsets':[%d,%d]}}";
    String first = "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},";
    refused(first + second.formatted(2, 6), 6, "overlap or leave a hole at byte 2 of its data");
    refused(first + second.formatted(5, 9), 9, "overlap or leave a hole at byte 4 of its data");
    assertThat(read(HeaderBytes.of(first + second.formatted(4, 8), 8)).tensors()).hasSize(2);
  }

  @Test
  void aNameThatRepeatsIsRefused() {
    refused(
        "{'x':{'dtype':'U8','shape':[0],'data_offsets':[0,0]},'x':1}", 0, "Duplicate field 'x'");
  }

  @Test
  void unknownTypesAreNamedAllAtOnce() {
    refused(
        "{'a':{'dtype':'F8_E4M3','shape':[1],'data_offsets':[0,1]},"
            + "'b':{'dtype':'I32','shape':[1],'data_offsets':[1,5]},"
            + "'c':{'dtype':'I32','shape':[1],'data_offsets':[5,9]},"
            + "'d':7}",
        9,
        "F8_E4M3 (as 'a'), I32 (as 'b'), (none) (as 'd')",
        "known are [BF16, BOOL, F16, F32, F64, I64, U8]: convert it");
  }

  @Test
  void shapesThatOverflowAreRefused() {
    refused(
        tensor("F32", "[4611686018427387904,4]", "[0,0]"),
        0,
        "gives tensor 'x' the shape [4611686018427387904, 4], whose bytes overflow 64 bits");
    refused(tensor("U8", "[0,9223372036854775807,2]", "[0,0]"), 0, "overflow 64 bits");
    refused(
        tensor("F32", "[99999999999999999999]", "[0,0]"),
        0,
        "has 99999999999999999999 in 'shape' of tensor 'x', no 64-bit integer");
    refused(tensor("F32", "[1.5]", "[0,0]"), 0, "has 1.5 in 'shape' of tensor 'x'");
    refused(
        tensor("F32", "[" + "1,".repeat(64) + "1]", "[0,4]"), 4, "65 dimensions, legal are 0 to");
  }

  @Test
  void negativeExtentsAreRefused() {
    refused(tensor("F32", "[-2]", "[0,0]"), 0, "gives tensor 'x' the negative extent -2");
    refused(tensor("F32", "[-2,-2]", "[0,16]"), 16, "gives tensor 'x' the negative extent -2");
  }

  @Test
  void headersThatAreNoTableOfTensorsAreRefused() {
    refused("[]", 0, "no JSON object");
    refused("{} {}", 0, "no JSON");
    refused("{'x':" + "[".repeat(5000), 0, "no JSON");
    refused("{'x':{'dtype':'F32','data_offsets':[0,0]}}", 0, "has no array 'shape' for tensor 'x'");
    refused("{'x':{'dtype':'F32','shape':[]}}", 0, "has no array 'data_offsets' for tensor 'x'");
    refused("{'__metadata__':[1]}", 0, "__metadata__ that is no object: [1]");
    refused(HeaderBytes.of(3, new byte[] {'{', (byte) 0xFF, '}'}, new byte[0]), "no UTF-8");
  }

  @Test
  void emptyTensorsMayShareTheirPlaceWithOthers() {
    String json =
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
            + "'none':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}}";
    assertThat(read(HeaderBytes.of(json, 4)).tensors().keySet()).containsExactly("a", "none");
    assertThat(read(HeaderBytes.of("{}", 0)).tensors()).isEmpty();
  }

  @Test
  void writtenOffsetsGoBeyondTwoGigabytes() throws IOException {
    WeightWriter.Entry large = entry("large", DType.BFLOAT16, 1L << 20, 3000);
    WeightWriter.Entry small = entry("small", DType.FLOAT32, 5);
    byte[] bytes = SafetensorsWriter.header(List.of(large, small), Map.of("by", "\u00e4"));
    assertThat(bytes.length % 8).isZero();
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .isEqualTo(bytes.length - 8);
    assertThat(new String(bytes, 8, bytes.length - 8, StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "{'__metadata__':{'format':'pt','by':'\u00e4'},".replace('\'', '"')
                + "'large':{'dtype':'BF16','shape':[1048576,3000],'data_offsets':[0,6291456000]},"
                    .replace('\'', '"')
                + "'small':{'dtype':'F32','shape':[5],'data_offsets':[6291456000,6291456020]}}"
                    .replace('\'', '"'));
    WeightWriter.Entry huge = entry("huge", DType.UINT8, Long.MAX_VALUE);
    assertThatThrownBy(() -> SafetensorsWriter.header(List.of(huge, small), Map.of()))
        .isInstanceOf(ArithmeticException.class);
  }

  private static WeightWriter.Entry entry(String name, DType dtype, long... shape) {
    return new WeightWriter.Entry(
        name,
        dtype,
        Arrays.stream(shape).boxed().toList(),
        () -> {
          throw new AssertionError("is not to be made");
        });
  }

  @Test
  void mutatedHeadersNeverEscapeTheReader() {
    byte[] whole = HeaderBytes.of(TWO, 28);
    Random random = new Random(1);
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] mutated = mutate(whole, random);
      try {
        SafetensorsHeader header = read(mutated);
        accepted++;
        if (!header.tensors().values().stream().allMatch(t -> isInside(t, mutated.length))) {
          fail("accepted %s", new String(mutated, StandardCharsets.ISO_8859_1));
        }
        if (accepted % 8 == 0) {
          loadAll(mutated);
        }
      } catch (CheckpointException expected) {
        if (!expected.getMessage().contains("w.safetensors")) {
          fail("names no file", expected);
        }
      }
    }
    assertThat(accepted).isBetween(5000, 50_000);
  }

  private static boolean isInside(SafetensorsHeader.Stored tensor, long fileBytes) {
    return tensor.begin() >= 10
        && tensor.end() <= fileBytes
        && tensor.end() - tensor.begin() == SafetensorsHeader.bytes(tensor.dtype(), tensor.shape());
  }

  private static void loadAll(byte[] file) {
    Safetensors read =
        Safetensors.of(new MappedFile(PLACE, Arena.global(), MemorySegment.ofArray(file)));
    try (Scope scope = new Scope()) {
      read.names().forEach(read::load);
    }
  }

  /** What is put in at a random place, or over what is there. */
  private static final List<String> INSERTED =
      List.of(
          "[".repeat(1500),
          "{\"a\":".repeat(600),
          "9".repeat(1200),
          "-1",
          "1e9",
          "1e999999999",
          "18446744073709551616",
          "9223372036854775807",
          "4294967296",
          "2147483648",
          "0",
          ",",
          "}",
          "]",
          "null",
          "\"F8_E4M3\"",
          "\"I32\"",
          "\"BOOL\"",
          "\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},",
          "\"c\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},",
          "\"\\ud800\"",
          "\u0000",
          " ");

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutated = whole.clone();
    int steps = 1 + random.nextInt(3);
    for (int step = 0; step < steps; step++) {
      mutated =
          switch (random.nextInt(8)) {
            case 0, 1 -> flipped(mutated, random);
            case 2 -> spliced(mutated, random, random.nextInt(1, 9), "");
            case 3, 4 -> {
              String text = INSERTED.get(random.nextInt(INSERTED.size()));
              yield spliced(mutated, random, random.nextInt(4), text);
            }
            case 5 -> Arrays.copyOf(mutated, random.nextInt(mutated.length + 1));
            case 6 -> digit(mutated, random);
            default -> length(mutated, random);
          };
    }
    // Most of what makes the header longer is to get past the check of its length.
    return random.nextInt(4) > 0 && mutated.length > 36 ? fitted(mutated) : mutated;
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] flipped = bytes.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] digit(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    int at = changed.length == 0 ? 0 : random.nextInt(changed.length);
    for (int i = at; i < changed.length; i++) {
      if (Character.isDigit(changed[i])) {
        changed[i] = (byte) ('0' + random.nextInt(10));
        break;
      }
    }
    return changed;
  }

  private static byte[] spliced(byte[] bytes, Random random, int removed, String inserted) {
    int at = random.nextInt(bytes.length + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(inserted.getBytes(StandardCharsets.UTF_8));
    int rest = Math.min(bytes.length, at + removed);
    out.write(bytes, rest, bytes.length - rest);
    return out.toByteArray();
  }

  private static byte[] length(byte[] bytes, Random random) {
    long[] lengths = {0, 1, bytes.length, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 32, 10L << 30};
    byte[] changed = bytes.clone();
    if (changed.length >= 8) {
      ByteBuffer.wrap(changed)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(0, lengths[random.nextInt(lengths.length)]);
    }
    return changed;
  }

  private static byte[] fitted(byte[] bytes) {
    byte[] fitted = bytes.clone();
    ByteBuffer.wrap(fitted).order(ByteOrder.LITTLE_ENDIAN).putLong(0, bytes.length - 36);
    return fitted;
  }
}
