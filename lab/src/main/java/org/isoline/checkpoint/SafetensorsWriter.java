package org.isoline.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.isoline.files.AtomicFile;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/** Writes one safetensors file, one tensor in memory at a time. */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK = 64 << 20;

  private SafetensorsWriter() {}

  /**
   * Writes header and tensors.
   *
   * @throws CheckpointException if a tensor is not what its entry promised
   */
  static void write(
      FileChannel channel, List<WeightWriter.Entry> entries, Map<String, String> metadata)
      throws IOException {
    AtomicFile.writeFully(channel, ByteBuffer.wrap(header(entries, metadata)));
    for (WeightWriter.Entry entry : entries) {
      try (Scope scope = new Scope()) {
        Tensor tensor = entry.load().get();
        requirePromised(entry, tensor);
        writeBytes(channel, tensor.detach().to(Device.CPU).contiguous().data());
      }
    }
  }

  private static void requirePromised(WeightWriter.Entry entry, Tensor tensor) {
    if (tensor.dtype() != entry.dtype() || !Arrays.equals(tensor.shape(), entry.extents())) {
      throw new CheckpointException(
          "tensor '%s' is %s, its entry says %s%s"
              .formatted(entry.name(), tensor, entry.dtype(), entry.shape()));
    }
  }

  private static void writeBytes(FileChannel channel, MemorySegment bytes) throws IOException {
    for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
      long size = Math.min(CHUNK, bytes.byteSize() - start);
      AtomicFile.writeFully(channel, bytes.asSlice(start, size).asByteBuffer());
    }
  }

  /** Length and text of the header. */
  static byte[] header(List<WeightWriter.Entry> entries, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = StrictJson.empty();
    ObjectNode free = header.putObject(SafetensorsHeader.METADATA);
    free.put("format", "pt");
    metadata.forEach(free::put);
    long begin = 0;
    for (WeightWriter.Entry entry : entries) {
      long end = Math.addExact(begin, entry.bytes());
      ObjectNode node = header.putObject(entry.name());
      node.put("dtype", SafetensorsHeader.typeName(entry.dtype()));
      ArrayNode shape = node.putArray("shape");
      entry.shape().forEach(shape::add);
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] text = StrictJson.bytes(header);
    // Padding keeps the data aligned to eight bytes, as other writers do.
    int padded = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
    ByteBuffer bytes =
        ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES + padded)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(padded)
            .put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.array();
  }
}
