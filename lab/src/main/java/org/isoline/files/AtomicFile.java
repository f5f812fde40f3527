package org.isoline.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all: written under a temporary name beside its place, flushed
 * to the device, then renamed.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Fills a channel. */
  @FunctionalInterface
  public interface Body {
    /** Writes the content. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @throws IOException naming the place if it cannot be written (no space left, no permission);
   *     the former content stays, the temporary file is removed
   */
  public static void write(Path path, Body body) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path temporary =
        absolute.resolveSibling(
            "."
                + absolute.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + Thread.currentThread().threadId()
                + ".tmp");
    boolean published = false;
    try {
      Files.createDirectories(absolute.getParent());
      fill(temporary, body);
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      published = true;
    } catch (IOException e) {
      throw new IOException(
          "cannot write " + path + ": " + e.getMessage() + "; the former content, if any, is kept",
          e);
    } finally {
      if (!published) {
        deleteQuietly(temporary);
      }
    }
  }

  /**
   * Writes a file unless there is one of that name: of several processes that try, the first wins.
   *
   * @return whether this call wrote it
   * @throws IOException naming the place if it cannot be written
   */
  public static boolean writeOnce(Path path, byte[] content) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path temporary =
        absolute.resolveSibling(
            "." + absolute.getFileName() + "." + java.util.UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectories(absolute.getParent());
      fill(temporary, channel -> writeFully(channel, ByteBuffer.wrap(content)));
      return link(temporary, absolute);
    } catch (IOException e) {
      throw new IOException("cannot write " + path + ": " + e.getMessage(), e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /** A link fails if the name exists (POSIX link(2)); a rename would replace what is there. */
  private static boolean link(Path temporary, Path path) throws IOException {
    try {
      Files.createLink(path, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      if (Files.exists(path)) {
        return false;
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  /** Writes a file that {@link #publish} is to give its name, and flushes it to the device. */
  public static void fill(Path temporary, Body body) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      body.writeTo(channel);
      channel.force(true);
    }
  }

  /** The reason why the write failed matters more than why its remains cannot be deleted. */
  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      System.getLogger(AtomicFile.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot delete " + temporary, e);
    }
  }

  /** Name under which a file that is written piece by piece is prepared, beside its place. */
  public static Path temporary(Path path) {
    return path.resolveSibling(path.getFileName() + ".tmp");
  }

  /** Flushes what was written to {@code temporary} and gives it its name. */
  public static void publish(Path temporary, Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes UTF-8 text. */
  public static void write(Path path, String text) throws IOException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes. */
  public static void write(Path path, byte[] bytes) throws IOException {
    write(path, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes all that remains of a buffer. */
  public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
