package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One process and one thread of it at a time, by a lock on a file. The operating system lets go of
 * it when the process dies. The file stays: deleting it could take it from somebody who waits.
 */
final class FetchLock implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  private final FileChannel channel;

  private FetchLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until nobody else holds the lock.
   *
   * @param waiting run once if somebody does
   */
  static FetchLock acquire(Path file, Runnable waiting) throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Optional<FetchLock> lock = attempt(file);
    if (lock.isEmpty()) {
      waiting.run();
    }
    while (lock.isEmpty()) {
      Thread.sleep(POLL_MILLIS);
      lock = attempt(file);
    }
    return lock.get();
  }

  private static Optional<FetchLock> attempt(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      held = lock != null;
    } catch (OverlappingFileLockException heldByAnotherThread) {
      held = false;
    } finally {
      if (!held) {
        channel.close();
      }
    }
    return held ? Optional.of(new FetchLock(channel)) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
