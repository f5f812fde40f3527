package org.isoline.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** A buffered little-endian file that is hashed while it is written. */
final class HashedOutput implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  private final MessageDigest digest = Sha256.digest();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final MemorySegment memory = MemorySegment.ofArray(buffer.array());
  private final OutputStream out;

  HashedOutput(Path file) throws IOException {
    out = new DigestOutputStream(Files.newOutputStream(file), digest);
  }

  void putShort(short value) throws IOException {
    room().putShort(value);
  }

  void putInt(int value) throws IOException {
    room().putInt(value);
  }

  void putLong(long value) throws IOException {
    room().putLong(value);
  }

  void put(MemorySegment bytes) throws IOException {
    long from = 0;
    while (from < bytes.byteSize()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int length = (int) Math.min(buffer.remaining(), bytes.byteSize() - from);
      MemorySegment.copy(bytes, from, memory, buffer.position(), length);
      buffer.position(buffer.position() + length);
      from += length;
    }
  }

  /** Ends the file; its SHA-256. */
  String finish() throws IOException {
    flush();
    out.close();
    return Sha256.hex(digest);
  }

  private ByteBuffer room() throws IOException {
    if (buffer.remaining() < Long.BYTES) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
