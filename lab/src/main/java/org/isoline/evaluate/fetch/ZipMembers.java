package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files in a zip archive, with their CRC-32 compared, which ZipFile does not do. */
record ZipMembers(Path file, ZipFile zip) implements Members {

  static ZipMembers open(Path file) throws IOException {
    try {
      return new ZipMembers(file, new ZipFile(file.toFile()));
    } catch (ZipException e) {
      throw new FetchException(
          "%s: is no zip archive: %s; delete it, with its entry in fetched.json if there is one, and fetch it again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  @Override
  public void extract(String member, Path to) throws IOException {
    ZipEntry entry = zip.getEntry(member);
    if (entry == null || entry.isDirectory()) {
      throw Members.missing(
          file,
          member,
          zip.stream().filter(each -> !each.isDirectory()).map(ZipEntry::getName).toList());
    }
    CRC32 crc = new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      Members.copy(new CheckedInputStream(in, crc), to);
    } catch (ZipException e) {
      throw damaged(member, e);
    }
    if (crc.getValue() != entry.getCrc()) {
      throw damaged(member, null);
    }
  }

  private FetchException damaged(String member, Throwable cause) {
    return new FetchException(
        "%s: its member %s is damaged; delete the archive and fetch it again"
            .formatted(file, member),
        cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
