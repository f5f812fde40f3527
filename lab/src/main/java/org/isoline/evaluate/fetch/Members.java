package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.isoline.files.AtomicFile;

/** The files in an archive. Only names that the catalogue gives are ever taken out. */
sealed interface Members extends AutoCloseable permits ZipMembers, TarMembers {

  /** Opens an archive: {@code .tar.gz} and {@code .tgz} by name, zip otherwise. */
  static Members open(Path file) throws IOException {
    String name = file.getFileName().toString();
    return name.endsWith(".tar.gz") || name.endsWith(".tgz")
        ? new TarMembers(file)
        : ZipMembers.open(file);
  }

  /**
   * Writes a member to a file and flushes it to the device.
   *
   * @throws FetchException if there is no such member or it is damaged
   */
  void extract(String member, Path to) throws IOException;

  @Override
  void close() throws IOException;

  /** Copies bytes to a file. */
  static void copy(InputStream in, Path to) throws IOException {
    AtomicFile.fill(to, channel -> copy(in, channel));
  }

  private static void copy(InputStream in, FileChannel channel) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      AtomicFile.writeFully(channel, ByteBuffer.wrap(buffer, 0, n));
    }
  }

  /** A complaint that shows what there is instead. */
  static FetchException missing(Path archive, String member, List<String> names) {
    String wanted = member.substring(member.lastIndexOf('/') + 1);
    List<String> near =
        names.stream().filter(name -> name.endsWith("/" + wanted) || name.equals(wanted)).toList();
    List<String> shown = near.isEmpty() ? names : near;
    return new FetchException(
        "%s: has no member %s; among its %d members are %s"
            .formatted(archive, member, names.size(), shown.stream().limit(5).toList()));
  }
}
