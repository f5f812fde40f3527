package org.isoline.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.isoline.checkpoint.SafetensorsHeader.Stored;
import org.isoline.tensor.DType;

/**
 * Reads and checks headers of safetensors files. A header that passes places every tensor inside
 * the file, without overlaps and holes, in exactly the bytes that its shape needs.
 */
final class SafetensorsHeaderReader {
  private static final long LONGEST = 100L << 20;
  private static final int HIGHEST_RANK = 64;
  private static final ValueLayout.OfLong LITTLE_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final MemorySegment file;

  private SafetensorsHeaderReader(Path path, MemorySegment file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Reads the header.
   *
   * @param path for messages
   * @param file all of the file's bytes
   * @throws CheckpointException if it is truncated or malformed, naming the place
   */
  static SafetensorsHeader read(Path path, MemorySegment file) {
    return new SafetensorsHeaderReader(path, file).header();
  }

  private SafetensorsHeader header() {
    if (file.byteSize() < SafetensorsHeader.LENGTH_BYTES) {
      throw malformed("has %d bytes, fewer than the 8 of a header length", file.byteSize());
    }
    long length = file.get(LITTLE_ENDIAN, 0);
    long limit = Math.min(LONGEST, file.byteSize() - SafetensorsHeader.LENGTH_BYTES);
    if (length < 2 || length > limit) {
      throw malformed("says its header has %d bytes, legal are 2 to %d", length, limit);
    }
    ObjectNode json = json(file.asSlice(SafetensorsHeader.LENGTH_BYTES, length));
    Map<String, Stored> tensors =
        tensors(new Data(SafetensorsHeader.LENGTH_BYTES + length, file.byteSize()), json);
    return new SafetensorsHeader(tensors, metadata(json));
  }

  /** Where the tensors' bytes are in the file. */
  private record Data(long begin, long end) {
    long size() {
      return end - begin;
    }
  }

  private ObjectNode json(MemorySegment text) {
    try {
      return StrictJson.object(text.toArray(ValueLayout.JAVA_BYTE));
    } catch (IOException e) {
      throw malformed("has a header of which nothing can be read: %s", e.getMessage());
    }
  }

  private Map<String, Stored> tensors(Data data, ObjectNode json) {
    requireKnownTypes(json);
    Map<String, Stored> tensors = new LinkedHashMap<>();
    json.properties().stream()
        .filter(field -> !field.getKey().equals(SafetensorsHeader.METADATA))
        .forEach(field -> tensors.put(field.getKey(), stored(field, data)));
    long end = data.begin();
    for (Stored tensor :
        tensors.values().stream()
            .sorted(Comparator.comparingLong(Stored::begin).thenComparingLong(Stored::end))
            .toList()) {
      if (tensor.begin() != end) {
        throw malformed(
            "has tensors that overlap or leave a hole at byte %d of its data",
            Math.min(end, tensor.begin()) - data.begin());
      }
      end = tensor.end();
    }
    if (end != data.end()) {
      throw malformed("describes %d bytes of data but holds %d", end - data.begin(), data.size());
    }
    return tensors;
  }

  /** A file of eight-bit weights has hundreds of tensors of an unknown type: names the types. */
  private void requireKnownTypes(ObjectNode json) {
    Map<String, String> unknown = new LinkedHashMap<>();
    json.properties().stream()
        .filter(field -> !field.getKey().equals(SafetensorsHeader.METADATA))
        .forEach(
            field -> {
              JsonNode dtype = field.getValue().path("dtype");
              if (SafetensorsHeader.dtype(dtype.asText()).isEmpty()) {
                unknown.putIfAbsent(dtype.isTextual() ? dtype.asText() : "(none)", field.getKey());
              }
            });
    if (!unknown.isEmpty()) {
      throw new CheckpointException(
          "%s has tensors of dtypes that cannot be read: %s; known are %s: convert it to one of them"
              .formatted(
                  path,
                  String.join(
                      ", ",
                      unknown.entrySet().stream()
                          .map(type -> type.getKey() + " (as '" + type.getValue() + "')")
                          .toList()),
                  new TreeSet<>(SafetensorsHeader.TYPES.keySet())));
    }
  }

  private Stored stored(Map.Entry<String, JsonNode> field, Data data) {
    String name = field.getKey();
    DType dtype = SafetensorsHeader.dtype(field.getValue().path("dtype").asText()).orElseThrow();
    long[] shape = longs(name, "shape", field.getValue().path("shape"));
    long[] offsets = longs(name, "data_offsets", field.getValue().path("data_offsets"));
    if (offsets.length != 2
        || offsets[0] < 0
        || offsets[1] < offsets[0]
        || offsets[1] > data.size()) {
      throw malformed(
          "places tensor '%s' at %s of %d bytes",
          name, field.getValue().path("data_offsets"), data.size());
    }
    long needed = needed(name, dtype, shape);
    if (needed != offsets[1] - offsets[0]) {
      throw malformed(
          "gives tensor '%s' %d bytes, its shape needs %d", name, offsets[1] - offsets[0], needed);
    }
    return new Stored(dtype, shape, data.begin() + offsets[0], data.begin() + offsets[1]);
  }

  private long needed(String name, DType dtype, long[] shape) {
    if (shape.length > HIGHEST_RANK) {
      throw malformed(
          "gives tensor '%s' %d dimensions, legal are 0 to %d", name, shape.length, HIGHEST_RANK);
    }
    for (long extent : shape) {
      if (extent < 0) {
        throw malformed("gives tensor '%s' the negative extent %d", name, extent);
      }
    }
    try {
      return SafetensorsHeader.bytes(dtype, shape);
    } catch (ArithmeticException e) {
      throw malformed(
          "gives tensor '%s' the shape %s, whose bytes overflow 64 bits",
          name, Arrays.toString(shape));
    }
  }

  private long[] longs(String name, String key, JsonNode node) {
    if (!node.isArray()) {
      throw malformed("has no array '%s' for tensor '%s'", key, name);
    }
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = node.get(i);
      if (!number.isIntegralNumber() || !number.canConvertToLong()) {
        throw malformed(
            "has %s in '%s' of tensor '%s', no 64-bit integer", brief(number), key, name);
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }

  private Map<String, String> metadata(ObjectNode json) {
    JsonNode written = json.path(SafetensorsHeader.METADATA);
    if (!written.isMissingNode() && !written.isObject()) {
      throw malformed("has %s that is no object: %s", SafetensorsHeader.METADATA, brief(written));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    written
        .properties()
        .forEach(
            field ->
                metadata.put(
                    field.getKey(),
                    field.getValue().isTextual()
                        ? field.getValue().textValue()
                        : field.getValue().toString()));
    return metadata;
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private CheckpointException malformed(String what, Object... values) {
    return new CheckpointException(
        path
            + " "
            + what.formatted(values)
            + "; it is truncated or no safetensors file: restore it from a copy");
  }
}
