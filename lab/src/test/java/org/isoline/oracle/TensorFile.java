package org.isoline.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the safetensors format: eight bytes of header length, a JSON header (name to
 * dtype, shape and byte range), and the bytes of all tensors, little-endian.
 */
final class TensorFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TensorFile() {}

  /** A tensor and the format it is written in. */
  record Typed(StorageType type, Stored tensor) {}

  static Map<String, Stored> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(bytes.getLong())];
    bytes.get(header);
    int start = bytes.position();
    Map<String, Stored> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : JSON.readTree(header).properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        JsonNode description = entry.getValue();
        bytes.position(start + description.path("data_offsets").path(0).asInt());
        tensors.put(entry.getKey(), read(bytes, description));
      }
    }
    return tensors;
  }

  private static Stored read(ByteBuffer bytes, JsonNode description) {
    List<Integer> shape = new ArrayList<>();
    description.path("shape").forEach(size -> shape.add(size.asInt()));
    StorageType type = StorageType.valueOf(description.path("dtype").asText());
    Stored tensor = Stored.of(shape);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = type.get(bytes);
    }
    return tensor;
  }

  static void write(Path file, Map<String, Typed> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    int offset = 0;
    for (Map.Entry<String, Typed> entry : tensors.entrySet()) {
      Typed typed = entry.getValue();
      ObjectNode description = header.putObject(entry.getKey());
      description.put("dtype", typed.type().name());
      typed.tensor().shape().forEach(description.withArray("shape")::add);
      int end = offset + typed.tensor().values().length * typed.type().bytes;
      description.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    // The format's own writer pads the header with spaces so that the data starts aligned.
    String text = JSON.writeValueAsString(header);
    byte[] head = (text + " ".repeat((8 - text.length() % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + head.length + offset).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(head.length).put(head);
    for (Typed typed : tensors.values()) {
      for (double value : typed.tensor().values()) {
        typed.type().put(bytes, value);
      }
    }
    Files.write(file, bytes.array());
  }
}
