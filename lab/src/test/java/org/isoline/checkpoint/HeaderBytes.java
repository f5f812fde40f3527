package org.isoline.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files with any header, right or wrong; its quotes may be single. */
final class HeaderBytes {
  private HeaderBytes() {}

  static byte[] of(String json, int dataBytes) {
    byte[] text = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return of(text.length, text, new byte[dataBytes]);
  }

  static byte[] of(long length, byte[] text, byte[] data) {
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .put(data)
        .array();
  }

  static Path write(Path file, String json, byte[] data) {
    byte[] text = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      return Files.write(file, of(text.length, text, data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
