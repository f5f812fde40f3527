package org.isoline.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** A file in the address space: of any size, opened at once, read where it is needed. */
final class MappedFile implements AutoCloseable {
  private final Path path;
  private final Arena arena;
  private final MemorySegment bytes;

  MappedFile(Path path, Arena arena, MemorySegment bytes) {
    this.path = path;
    this.arena = arena;
    this.bytes = bytes;
  }

  /**
   * Maps a file.
   *
   * @throws CheckpointException if it is missing or cannot be read
   */
  static MappedFile open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes =
          channel.size() == 0
              ? MemorySegment.NULL
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new MappedFile(path, arena, bytes);
    } catch (IOException e) {
      arena.close();
      String reason = Files.exists(path) ? e.getMessage() : "there is no such file";
      throw new CheckpointException("cannot read " + path + ": " + reason, e);
    }
  }

  Path path() {
    return path;
  }

  MemorySegment bytes() {
    return bytes;
  }

  /** Elements in row-major order, from a byte on. */
  Tensor tensor(DType dtype, long[] shape, long begin) {
    requireOpen();
    Tensor tensor = Tensors.empty(dtype, Device.CPU, shape);
    copy(begin, tensor.data());
    return tensor;
  }

  /**
   * Copies bytes until the target is full.
   *
   * @throws CheckpointException if this is closed, or the file became shorter since it was opened
   */
  void copy(long begin, MemorySegment target) {
    requireOpen();
    try {
      target.copyFrom(bytes.asSlice(begin, target.byteSize()));
    } catch (IllegalStateException e) {
      throw closed();
    } catch (InternalError e) {
      // The JVM's answer to a page of a mapping that has no file behind it any more.
      throw new CheckpointException(
          path + " changed while it was read: write weights under a new name, then rename", e);
    }
  }

  private void requireOpen() {
    if (!bytes.scope().isAlive()) {
      throw closed();
    }
  }

  private CheckpointException closed() {
    return new CheckpointException(path + " is closed: load tensors before closing it");
  }

  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
