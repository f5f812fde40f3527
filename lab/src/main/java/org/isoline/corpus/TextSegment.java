package org.isoline.corpus;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The cleaned texts of a part of a corpus while it is prepared: one file with the texts behind one
 * another, one with a row of 24 bytes for each, its {@link TextHash} and its length, and if
 * near-duplicates are looked for one with the number and the signature of every text that has one.
 * They are mapped, not read. Documents are gone through from the first to the last.
 */
final class TextSegment implements AutoCloseable {
  /** Bytes of a row. */
  static final int ROW = 3 * Long.BYTES;

  private static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int CHECKED_AT_ONCE = 1 << 24;

  private final SegmentInfo info;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment texts;
  private final MemorySegment rows;
  private final MemorySegment signatures;
  private long document = -1;
  private long offset;
  private long signatureOffset;

  private TextSegment(UnfinishedFolder folder, int number, SegmentInfo info) throws IOException {
    this.info = info;
    try {
      this.texts = map(folder.texts(number), info.bytes());
      this.rows = map(folder.rows(number), info.documents() * ROW);
      this.signatures = map(folder.signatures(number), info.signatureBytes());
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** What a part holds, or nothing if it is not finished or was cut short since. */
  static Optional<SegmentInfo> find(UnfinishedFolder folder, int number) throws IOException {
    if (!Files.exists(folder.textInfo(number))) {
      return Optional.empty();
    }
    try {
      SegmentInfo info = Json.read(folder.textInfo(number), SegmentInfo.class);
      boolean whole =
          hasSize(folder.texts(number), info.bytes())
              && hasSize(folder.rows(number), info.documents() * ROW)
              && hasSize(folder.signatures(number), info.signatureBytes());
      return whole ? Optional.of(info) : Optional.empty();
    } catch (CorpusException malformed) {
      return Optional.empty();
    }
  }

  static TextSegment open(UnfinishedFolder folder, int number) throws IOException {
    SegmentInfo info =
        find(folder, number)
            .orElseThrow(
                () ->
                    new CorpusException(
                        "%s: gone or cut short meanwhile; run prepare again, it makes that part anew"
                            .formatted(folder.textInfo(number))));
    return new TextSegment(folder, number, info);
  }

  private static boolean hasSize(Path file, long bytes) throws IOException {
    return Files.exists(file) && Files.size(file) == bytes;
  }

  private MemorySegment map(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
    }
  }

  long documents() {
    return info.documents();
  }

  /** Goes to the next document, the first one to begin with; false behind the last. */
  boolean next() {
    if (document >= 0) {
      offset += length();
    }
    document++;
    return document < info.documents();
  }

  /**
   * Lets {@link #next} go to a document further on first.
   *
   * @param textOffset where its text begins
   */
  void startAt(long number, long textOffset) {
    document = number - 1;
    offset = document < 0 ? 0 : textOffset - length();
  }

  /** Bytes of the document. */
  long length() {
    return rows.getAtIndex(INT64, 3 * document + 2);
  }

  TextHash hash() {
    return new TextHash(
        rows.getAtIndex(INT64, 3 * document), rows.getAtIndex(INT64, 3 * document + 1));
  }

  byte[] text() {
    return texts.asSlice(offset, length()).toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * What duplicates are found by. To be asked for every document in turn.
   *
   * @param components of a signature
   */
  Sketch sketch(int components) {
    long bytes = Long.BYTES + (long) components * Integer.BYTES;
    if (signatureOffset >= signatures.byteSize()
        || signatures.get(INT64, signatureOffset) != document) {
      return new Sketch(hash(), new int[0]);
    }
    int[] signature =
        signatures.asSlice(signatureOffset + Long.BYTES, bytes - Long.BYTES).toArray(INT32);
    signatureOffset += bytes;
    return new Sketch(hash(), signature);
  }

  /** Whether the files have their checksums. */
  boolean whole() {
    return crc32c(texts) == info.textsCrc32c()
        && crc32c(rows) == info.rowsCrc32c()
        && crc32c(signatures) == info.signaturesCrc32c();
  }

  private static long crc32c(MemorySegment content) {
    CRC32C checksum = new CRC32C();
    for (long from = 0; from < content.byteSize(); from += CHECKED_AT_ONCE) {
      long length = Math.min(CHECKED_AT_ONCE, content.byteSize() - from);
      checksum.update(content.asSlice(from, length).asByteBuffer());
    }
    return checksum.getValue();
  }

  @Override
  public void close() {
    arena.close();
  }
}
