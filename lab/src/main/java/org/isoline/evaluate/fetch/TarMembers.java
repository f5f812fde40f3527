package org.isoline.evaluate.fetch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files in a gzipped tar archive: POSIX ustar with pax paths (IEEE Std 1003.1, pax) and GNU
 * long names. The archive is read from its start for each member.
 */
record TarMembers(Path file) implements Members {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE_OFFSET = 156;
  private static final int MAGIC_OFFSET = 257;
  private static final int PREFIX_OFFSET = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int LONGEST_NAME = 1 << 16;
  private static final int OCTAL = 8;

  @Override
  public void extract(String member, Path to) throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      String longName = "";
      for (byte[] head = in.readNBytes(BLOCK); isHead(head); head = in.readNBytes(BLOCK)) {
        long size = size(head);
        char type = (char) head[TYPE_OFFSET];
        if (type == 'L' || type == 'x') {
          String text = new String(body(in, size), StandardCharsets.UTF_8);
          longName = type == 'L' ? text.split("\0", 2)[0] : paxPath(text, longName);
          continue;
        }
        String name = longName.isEmpty() ? name(head) : longName;
        longName = "";
        boolean isFile = type == '0' || type == 0;
        if (isFile && name.equals(member)) {
          Members.copy(new Limited(in, size), to);
          return;
        }
        if (isFile) {
          names.add(name);
        }
        in.skipNBytes(padded(size));
      }
    } catch (EOFException | ZipException e) {
      throw new FetchException(
          "%s: is no gzipped tar archive or is damaged: %s; delete it and fetch it again"
              .formatted(file, e.getMessage()),
          e);
    }
    throw Members.missing(file, member, names);
  }

  /** Two blocks of zeros end an archive; one is enough to know. */
  private static boolean isHead(byte[] block) throws EOFException {
    if (block.length < BLOCK) {
      throw new EOFException("the archive ends early");
    }
    return block[0] != 0;
  }

  private static byte[] body(InputStream in, long size) throws IOException {
    if (size > LONGEST_NAME) {
      throw new ZipException("a name of %,d bytes".formatted(size));
    }
    byte[] body = in.readNBytes((int) size);
    in.skipNBytes(padded(size) - size);
    return body;
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static String name(byte[] head) {
    String name = text(head, 0, NAME_LENGTH);
    boolean ustar = text(head, MAGIC_OFFSET, "ustar".length()).equals("ustar");
    String prefix = ustar ? text(head, PREFIX_OFFSET, PREFIX_LENGTH) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static long size(byte[] head) throws ZipException {
    String digits = text(head, SIZE_OFFSET, SIZE_LENGTH).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new ZipException("the size of a member is not octal");
    }
    return Long.parseLong(digits, OCTAL);
  }

  private static String text(byte[] head, int offset, int length) {
    return new String(head, offset, length, StandardCharsets.UTF_8).split("\0", 2)[0];
  }

  /** Records of an extended header are {@code LENGTH KEY=VALUE\n}. */
  private static String paxPath(String records, String otherwise) {
    for (String line : records.split("\n")) {
      int path = line.indexOf(" path=");
      if (path > 0 && line.substring(0, path).matches("\\d+")) {
        return line.substring(path + " path=".length());
      }
    }
    return otherwise;
  }

  @Override
  public void close() {
    // Every member opens the file for itself.
  }

  /** The next bytes of a stream, which must be there. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(buffer, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException("a member ends early");
      }
      left -= n;
      return n;
    }
  }
}
