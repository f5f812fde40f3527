package org.isoline.study;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.isoline.files.AtomicFile;

/**
 * One process at a time in a run folder. The operating system drops the lock when its holder dies,
 * however it dies.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder.
   *
   * @param patience how long to wait for a holder that is about to die
   * @throws StudyException if another process keeps it
   */
  static FolderLock hold(Path folder, Duration patience) {
    Path file = folder.resolve(".lock");
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      while (!locked(channel)) {
        if (System.nanoTime() > deadline) {
          String holder = Files.readString(file).strip();
          channel.close();
          throw new StudyException(
              "another process (pid %s) works in %s; wait for it to end, or stop it and run again"
                  .formatted(holder.isEmpty() ? "unknown" : holder, folder));
        }
        Thread.sleep(100);
      }
      channel.truncate(0);
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      AtomicFile.writeFully(channel, java.nio.ByteBuffer.wrap(pid));
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new StudyException("cannot lock " + folder + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StudyException("interrupted while waiting for " + folder);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StudyException("cannot release the lock: " + e.getMessage());
    }
  }
}
