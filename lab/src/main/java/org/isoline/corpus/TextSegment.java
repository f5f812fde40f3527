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
 * another, one with a row of 24 bytes for each, its {@link DocumentHash} and its length. Both are
 * mapped, not read. Documents are gone through from the first to the last.
 */
final class TextSegment implements AutoCloseable {
  /** Bytes of a row. */
  static final int ROW = 3 * Long.BYTES;

  private static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int CHECKED_AT_ONCE = 1 << 24;

  private final UnfinishedFolder folder;
  private final int number;
  private final SegmentInfo info;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment texts;
  private final MemorySegment rows;
  private long document = -1;
  private long offset;

  private TextSegment(UnfinishedFolder folder, int number, SegmentInfo info) throws IOException {
    this.folder = folder;
    this.number = number;
    this.info = info;
    try {
      this.texts = map(folder.texts(number), info.bytes());
      this.rows = map(folder.rows(number), info.documents() * ROW);
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
              && hasSize(folder.rows(number), info.documents() * ROW);
      return whole ? Optional.of(info) : Optional.empty();
    } catch (CorpusException malformed) {
      return Optional.empty();
    }
  }

  static TextSegment open(UnfinishedFolder folder, int number) throws IOException {
    SegmentInfo info =
        find(folder, number)
            .orElseThrow(() -> damaged(folder, folder.textInfo(number), "gone or cut short"));
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

  /** Bytes of the document. */
  long length() {
    return rows.getAtIndex(INT64, 3 * document + 2);
  }

  DocumentHash hash() {
    return new DocumentHash(
        rows.getAtIndex(INT64, 3 * document), rows.getAtIndex(INT64, 3 * document + 1));
  }

  byte[] text() {
    return texts.asSlice(offset, length()).toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Compares both files with their checksums.
   *
   * @throws CorpusException if one is not as it was written
   */
  void verify() throws IOException {
    verify(folder.rows(number), rows, info.rowsCrc32c());
    verify(folder.texts(number), texts, info.textsCrc32c());
  }

  private void verify(Path file, MemorySegment content, long expected) throws IOException {
    CRC32C checksum = new CRC32C();
    for (long from = 0; from < content.byteSize(); from += CHECKED_AT_ONCE) {
      long length = Math.min(CHECKED_AT_ONCE, content.byteSize() - from);
      checksum.update(content.asSlice(from, length).asByteBuffer());
    }
    if (checksum.getValue() != expected) {
      Files.delete(folder.textInfo(number));
      throw damaged(folder, file, "not as it was written");
    }
  }

  private static CorpusException damaged(UnfinishedFolder folder, Path file, String how) {
    return new CorpusException(
        "%s: %s; run prepare again, it makes this part of %s anew"
            .formatted(file, how, folder.path()));
  }

  @Override
  public void close() {
    arena.close();
  }
}
