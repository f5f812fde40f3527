package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.isoline.files.AtomicFile;

/** Writes the texts of a part; they count from {@link #finish} on. */
final class TextSegmentWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  private final UnfinishedFolder folder;
  private final int segment;
  private final CRC32C textsChecksum = new CRC32C();
  private final CRC32C rowsChecksum = new CRC32C();
  private final OutputStream texts;
  private final OutputStream rows;
  private final ByteBuffer row =
      ByteBuffer.allocate(TextSegment.ROW).order(ByteOrder.LITTLE_ENDIAN);
  private Count kept = Count.NONE;
  private Count read = Count.NONE;
  private final Map<String, Count> dropped = new TreeMap<>();

  TextSegmentWriter(UnfinishedFolder folder, int segment) throws IOException {
    this.folder = folder;
    this.segment = segment;
    this.texts = output(folder.texts(segment), textsChecksum);
    try {
      this.rows = output(folder.rows(segment), rowsChecksum);
    } catch (IOException e) {
      texts.close();
      throw e;
    }
  }

  private static OutputStream output(Path file, CRC32C checksum) throws IOException {
    OutputStream out = Files.newOutputStream(AtomicFile.temporary(file));
    return new BufferedOutputStream(new CheckedOutputStream(out, checksum), BUFFER);
  }

  /** Counts a document that the source gave. */
  void read(long bytes) {
    read = read.plus(new Count(1, bytes));
  }

  void drop(String reason, long bytes) {
    dropped.merge(reason, new Count(1, bytes), Count::plus);
  }

  void keep(byte[] text, DocumentHash hash) throws IOException {
    texts.write(text);
    row.clear().putLong(hash.high()).putLong(hash.low()).putLong(text.length);
    rows.write(row.array());
    kept = kept.plus(new Count(1, text.length));
  }

  void finish(long invalid) throws IOException {
    texts.close();
    rows.close();
    publish(folder.texts(segment));
    publish(folder.rows(segment));
    Json.write(
        folder.textInfo(segment),
        new SegmentInfo(
            kept.documents(),
            kept.bytes(),
            textsChecksum.getValue(),
            rowsChecksum.getValue(),
            read,
            dropped,
            invalid));
  }

  private static void publish(Path file) throws IOException {
    AtomicFile.publish(AtomicFile.temporary(file), file);
  }

  @Override
  public void close() throws IOException {
    try (texts;
        rows) {
      // Closes both, even if the first one fails.
    }
  }
}
