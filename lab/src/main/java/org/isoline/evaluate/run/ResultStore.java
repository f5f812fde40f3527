package org.isoline.evaluate.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.isoline.files.AtomicFile;

/**
 * Results as files whose name is their key, each written once: of two processes that measure the
 * same, the first wins. A process that works on a result holds a lock that dies with it, so that
 * others take something else meanwhile; where locks do not work between machines, work may be done
 * twice, but no result is written twice.
 */
public final class ResultStore {
  private final Path folder;

  /** The store in a folder, which need not exist yet. */
  public ResultStore(Path folder) {
    this.folder = folder;
  }

  /** Where single results are. */
  public Path results() {
    return folder.resolve("results");
  }

  /** The folder of this store. */
  public Path folder() {
    return folder;
  }

  /** Whether there is a result of this key. */
  public boolean has(ResultKey key) {
    return Files.exists(results().resolve(key.fileName()));
  }

  /**
   * Keeps a result.
   *
   * @return false if another process was first; its result stays
   * @throws IOException if it cannot be written, such as on a full disk
   */
  public boolean write(Result result) throws IOException {
    return AtomicFile.writeOnce(
        results().resolve(result.key().fileName()), ResultJson.bytes(result));
  }

  /**
   * All results, in the order of their names.
   *
   * @param warn told of files that are no results, which are passed over
   */
  public List<Result> all(Consumer<String> warn) {
    List<Result> results = new ArrayList<>();
    for (Path file : files()) {
      try {
        Result result = ResultJson.read(Files.readAllBytes(file));
        if (file.getFileName().toString().equals(result.key().fileName())) {
          results.add(result);
        } else {
          warn.accept(file + " does not hold the result that its name says; passed over");
        }
      } catch (IOException e) {
        warn.accept(
            "%s is no result (%s); passed over, delete it to have it measured again"
                .formatted(file, e.getMessage()));
      }
    }
    return results;
  }

  private List<Path> files() {
    if (!Files.isDirectory(results())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(results())) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + results(), e);
    }
  }

  /** A result that one process works on. */
  public static final class Claim implements AutoCloseable {
    private final FileChannel channel;
    private final Path file;

    private Claim(FileChannel channel, Path file) {
      this.channel = channel;
      this.file = file;
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot let go of " + file, e);
      }
    }
  }

  /** Claims a result; empty while another process or thread holds it. */
  public Optional<Claim> claim(ResultKey key) throws IOException {
    Path file = folder.resolve("claims").resolve(key.fileName() + ".lock");
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isLocked(channel)) {
      return Optional.of(new Claim(channel, file));
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
