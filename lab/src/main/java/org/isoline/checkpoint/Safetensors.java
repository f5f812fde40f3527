package org.isoline.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isoline.files.AtomicFile;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Reads and writes the safetensors format.
 *
 * <p>A file is a little-endian 64-bit header length, a JSON header {@code {name: {dtype, shape,
 * data_offsets: [begin, end]}, "__metadata__": {...}}}, and the tensors' bytes, little-endian and
 * row-major, without holes. Files are mapped, so that one of any size opens at once.
 */
public final class Safetensors implements AutoCloseable {
  private static final long HEADER_LIMIT = 100L << 20;
  private static final int CHUNK = 64 << 20;
  private static final Map<String, DType> TYPES =
      Map.of(
          "F32", DType.FLOAT32,
          "F64", DType.FLOAT64,
          "BF16", DType.BFLOAT16,
          "F16", DType.FLOAT16,
          "I64", DType.INT64,
          "U8", DType.UINT8,
          "BOOL", DType.BOOL);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path path;
  private final Arena arena;
  private final Map<String, Entry> entries;
  private final Map<String, String> metadata;

  private record Entry(DType dtype, long[] shape, MemorySegment bytes) {}

  private Safetensors(
      Path path, Arena arena, Map<String, Entry> entries, Map<String, String> metadata) {
    this.path = path;
    this.arena = arena;
    this.entries = entries;
    this.metadata = metadata;
  }

  /**
   * Maps a file and checks its header.
   *
   * @throws CheckpointException if it is missing, truncated or malformed, naming the place
   */
  public static Safetensors open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file =
          channel.size() == 0
              ? MemorySegment.NULL
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      JsonNode header = header(path, file);
      MemorySegment data = file.asSlice(8 + file.get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
      return new Safetensors(path, arena, entries(path, header, data), metadata(header));
    } catch (IOException e) {
      arena.close();
      throw new CheckpointException("cannot read " + path + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static JsonNode header(Path path, MemorySegment file) {
    if (file.byteSize() < 8) {
      throw malformed(
          path, "has " + file.byteSize() + " bytes, fewer than the 8 of a header length");
    }
    long length = file.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    long limit = Math.min(HEADER_LIMIT, file.byteSize() - 8);
    if (length < 2 || length > limit) {
      throw malformed(path, "says its header has " + length + " bytes, legal are 2 to " + limit);
    }
    String text =
        new String(file.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    try {
      JsonNode header = JSON.readTree(text);
      if (!header.isObject()) {
        throw malformed(path, "has a header that is no JSON object");
      }
      return header;
    } catch (IOException e) {
      throw malformed(
          path, "has a header that is no JSON: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static Map<String, Entry> entries(Path path, JsonNode header, MemorySegment data) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<long[]> spans = new ArrayList<>();
    header
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("__metadata__")) {
                entries.put(
                    field.getKey(), entry(path, field.getKey(), field.getValue(), data, spans));
              }
            });
    spans.sort(Comparator.comparingLong(span -> span[0]));
    long end = 0;
    for (long[] span : spans) {
      if (span[0] != end) {
        throw malformed(
            path, "has tensors that overlap or leave a hole at byte " + end + " of its data");
      }
      end = span[1];
    }
    if (end != data.byteSize()) {
      throw malformed(path, "describes " + end + " bytes of data but holds " + data.byteSize());
    }
    return entries;
  }

  private static Entry entry(
      Path path, String name, JsonNode node, MemorySegment data, List<long[]> spans) {
    DType dtype = TYPES.get(node.path("dtype").asText());
    if (dtype == null) {
      throw malformed(
          path,
          "gives tensor '"
              + name
              + "' the dtype "
              + node.path("dtype")
              + ", known are "
              + TYPES.keySet());
    }
    long[] shape = longs(path, name, node.path("shape"));
    long[] offsets = longs(path, name, node.path("data_offsets"));
    if (offsets.length != 2
        || offsets[0] < 0
        || offsets[1] < offsets[0]
        || offsets[1] > data.byteSize()) {
      throw malformed(
          path,
          "places tensor '"
              + name
              + "' at "
              + node.path("data_offsets")
              + " of "
              + data.byteSize()
              + " bytes");
    }
    long expected = dtype.bytes();
    for (long extent : shape) {
      if (extent < 0 || (extent > 0 && expected > Long.MAX_VALUE / extent)) {
        throw malformed(path, "gives tensor '" + name + "' the shape " + node.path("shape"));
      }
      expected *= extent;
    }
    if (expected != offsets[1] - offsets[0]) {
      throw malformed(
          path,
          "gives tensor '"
              + name
              + "' "
              + (offsets[1] - offsets[0])
              + " bytes, its shape needs "
              + expected);
    }
    spans.add(offsets);
    return new Entry(dtype, shape, data.asSlice(offsets[0], expected));
  }

  private static long[] longs(Path path, String name, JsonNode node) {
    if (!node.isArray()) {
      throw malformed(path, "has no shape or data_offsets for tensor '" + name + "'");
    }
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!node.get(i).canConvertToLong() || !node.get(i).isIntegralNumber()) {
        throw malformed(path, "has " + node.get(i) + " among the numbers of tensor '" + name + "'");
      }
      numbers[i] = node.get(i).longValue();
    }
    return numbers;
  }

  private static Map<String, String> metadata(JsonNode header) {
    Map<String, String> metadata = new LinkedHashMap<>();
    header
        .path("__metadata__")
        .properties()
        .forEach(f -> metadata.put(f.getKey(), f.getValue().asText()));
    return metadata;
  }

  private static CheckpointException malformed(Path path, String what) {
    return new CheckpointException(
        path + " " + what + "; it is truncated or no safetensors file: restore it from a copy");
  }

  /** Names of the tensors, in the order of the header. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** Free text that the writer added. */
  public Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  /** Extents of a tensor. */
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /**
   * A copy of a tensor on the CPU.
   *
   * @throws CheckpointException if there is none of that name
   */
  public Tensor load(String name) {
    Entry entry = entry(name);
    return Tensors.fill(entry.bytes(), entry.dtype(), entry.shape());
  }

  /**
   * Copies each tensor of a name from a file into the given one, converting its dtype.
   *
   * @throws CheckpointException if one is missing or has another shape, naming all of them
   */
  public static void loadInto(Path path, Map<String, Tensor> tensors) {
    try (Safetensors file = open(path);
        Autograd.Mode off = Autograd.off()) {
      List<String> wrong =
          tensors.entrySet().stream()
              .filter(named -> !file.fits(named.getKey(), named.getValue()))
              .map(named -> named.getKey() + " " + named.getValue())
              .toList();
      if (!wrong.isEmpty()) {
        throw new CheckpointException(path + " lacks, or has in another shape: " + wrong);
      }
      tensors.forEach(
          (name, tensor) -> {
            try (Scope scope = new Scope()) {
              InPlace.copy(tensor, file.load(name));
            }
          });
    }
  }

  private boolean fits(String name, Tensor tensor) {
    return entries.containsKey(name) && Arrays.equals(entry(name).shape(), tensor.shape());
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new CheckpointException(
          path + " has no tensor '" + name + "'; it has " + entries.keySet());
    }
    return entry;
  }

  @Override
  public void close() {
    arena.close();
  }

  /**
   * Writes tensors, whole or not at all.
   *
   * @throws IOException if the place cannot be written, with the reason
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = writeHeader(tensors, metadata);
    AtomicFile.write(
        path,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          AtomicFile.writeFully(channel, length.putLong(header.length).flip());
          AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
          for (Tensor tensor : tensors.values()) {
            try (Scope scope = new Scope()) {
              writeBytes(channel, tensor.detach().to(Device.CPU).contiguous().data());
            }
          }
        });
  }

  private static void writeBytes(FileChannel channel, MemorySegment bytes) throws IOException {
    for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
      long size = Math.min(CHUNK, bytes.byteSize() - start);
      AtomicFile.writeFully(channel, bytes.asSlice(start, size).asByteBuffer());
    }
  }

  private static byte[] writeHeader(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode free = header.putObject("__metadata__");
    free.put("format", "pt");
    metadata.forEach(free::put);
    long begin = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      long end = begin + tensor.elements() * tensor.dtype().bytes();
      ObjectNode entry = header.putObject(named.getKey());
      entry.put("dtype", typeName(tensor.dtype()));
      for (long extent : tensor.shape()) {
        entry.withArray("shape").add(extent);
      }
      entry.withArray("shape");
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    String text = JSON.writeValueAsString(header);
    // Padding keeps the data aligned to eight bytes, as other writers do.
    return (text + " ".repeat(Math.floorMod(-text.getBytes(StandardCharsets.UTF_8).length, 8)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String typeName(DType dtype) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == dtype)
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
