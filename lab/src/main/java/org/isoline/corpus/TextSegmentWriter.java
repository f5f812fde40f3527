package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.isoline.files.AtomicFile;

/** Writes the texts of a part; they count from {@link #finish} on. */
final class TextSegmentWriter implements AutoCloseable {
  private final UnfinishedFolder folder;
  private final int segment;
  private final Output texts;
  private final Output rows;
  private final Output signatures;
  private Count kept = Count.NONE;
  private Count read = Count.NONE;
  private final Map<String, Count> dropped = new TreeMap<>();

  TextSegmentWriter(UnfinishedFolder folder, int segment) throws IOException {
    this.folder = folder;
    this.segment = segment;
    List<Output> open = new ArrayList<>();
    try {
      open.add(new Output(folder.texts(segment)));
      open.add(new Output(folder.rows(segment)));
      open.add(new Output(folder.signatures(segment)));
    } catch (IOException e) {
      for (Output output : open) {
        output.close();
      }
      throw e;
    }
    this.texts = open.get(0);
    this.rows = open.get(1);
    this.signatures = open.get(2);
  }

  /** Counts a document that the source gave. */
  void read(long bytes) {
    read = read.plus(new Count(1, bytes));
  }

  void drop(String reason, Count count) {
    if (count.documents() > 0) {
      dropped.merge(reason, count, Count::plus);
    }
  }

  /**
   * Appends a text.
   *
   * @param signature of its {@link Sketch}
   */
  void keep(byte[] text, TextHash hash, int[] signature) throws IOException {
    texts.write(text);
    rows.write(
        bytes(TextSegment.ROW)
            .putLong(hash.high())
            .putLong(hash.low())
            .putLong(text.length)
            .array());
    if (signature.length > 0) {
      ByteBuffer numbers = bytes(Long.BYTES + signature.length * Integer.BYTES);
      numbers.putLong(kept.documents()).asIntBuffer().put(signature);
      signatures.write(numbers.array());
    }
    kept = kept.plus(new Count(1, text.length));
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  void finish(TextDecoder decoder) throws IOException {
    long textsChecksum = texts.publish();
    long rowsChecksum = rows.publish();
    long signaturesChecksum = signatures.publish();
    Json.write(
        folder.textInfo(segment),
        new SegmentInfo(
            kept.documents(),
            kept.bytes(),
            signatures.bytes,
            textsChecksum,
            rowsChecksum,
            signaturesChecksum,
            read,
            dropped,
            decoder.invalid(),
            decoder.nul()),
        Publication.CHECKED_BEFORE_USE);
  }

  @Override
  public void close() throws IOException {
    try (texts;
        rows;
        signatures) {
      // Closes all, even if one fails.
    }
  }

  /** One of the files. */
  private static final class Output implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final CRC32C checksum = new CRC32C();
    private final OutputStream out;
    private long bytes;

    Output(Path file) throws IOException {
      this.file = file;
      this.out =
          new BufferedOutputStream(
              new CheckedOutputStream(Files.newOutputStream(AtomicFile.temporary(file)), checksum),
              BUFFER);
    }

    void write(byte[] content) throws IOException {
      out.write(content);
      bytes += content.length;
    }

    /** Gives the file its name; its checksum. */
    long publish() throws IOException {
      out.close();
      Publication.CHECKED_BEFORE_USE.publish(AtomicFile.temporary(file), file);
      return checksum.getValue();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
