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
import java.util.Objects;

/**
 * The tokens of one side of a corpus, one document behind another, each with an end-of-text token
 * at its end. The files are mapped, not read: a shard may be larger than memory. May be used from
 * several threads until it is closed.
 */
public final class TokenShard implements AutoCloseable {
  private static final ValueLayout.OfShort UINT16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt UINT32 =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final String WAY_OUT = "delete the folder and run prepare again";

  private final ShardFiles files;
  private final ShardInfo info;
  private final Arena arena;
  private final MemorySegment ids;
  private final MemorySegment rows;
  private final boolean narrow;

  private TokenShard(ShardFiles files, ShardInfo info, Arena arena) throws IOException {
    this.files = files;
    this.info = info;
    this.arena = arena;
    this.narrow = info.width() == Short.BYTES;
    this.ids = map(files.tokens(), info.tokens() * info.width(), arena);
    this.rows = map(files.documents(), (long) info.documents() * ShardFiles.ROW, arena);
  }

  /**
   * Opens {@code NAME.bin}, {@code NAME.documents.bin} and {@code NAME.json} of a folder.
   *
   * @throws CorpusException if a file is missing or has another size than the {@code .json} says
   */
  public static TokenShard open(Path folder, String name) {
    ShardFiles files = ShardFiles.of(folder, name);
    ShardInfo info = Json.read(files.info(), ShardInfo.class);
    Arena arena = Arena.ofShared();
    try {
      return new TokenShard(files, info, arena);
    } catch (IOException e) {
      arena.close();
      throw new CorpusException(
          "%s: cannot be mapped: %s".formatted(files.tokens(), e.getMessage()), e);
    } catch (CorpusException e) {
      arena.close();
      throw e;
    }
  }

  /** What the {@code .json} says. */
  public ShardInfo info() {
    return info;
  }

  /** Number of tokens, end-of-text tokens included. */
  public long tokens() {
    return info.tokens();
  }

  /** Number of documents. */
  public int documents() {
    return info.documents();
  }

  /** Index of the document's first token. */
  public long documentStart(int document) {
    Objects.checkIndex(document, documents());
    return rows.getAtIndex(INT64, 2L * document);
  }

  /** Number of tokens of the document, its end-of-text token included. */
  public long documentTokens(int document) {
    long start = documentStart(document);
    return (document + 1 == documents() ? tokens() : documentStart(document + 1)) - start;
  }

  /**
   * Bytes of UTF-8 of the document's text: what a loss in nats is divided by, with ln 2, to give
   * bits per byte.
   */
  public long documentBytes(int document) {
    Objects.checkIndex(document, documents());
    return rows.getAtIndex(INT64, 2L * document + 1);
  }

  /** Id of one token. */
  public int token(long index) {
    return narrow
        ? Short.toUnsignedInt(ids.getAtIndex(UINT16, index))
        : ids.getAtIndex(UINT32, index);
  }

  /** All ids as they are in the file. */
  MemorySegment ids() {
    return ids;
  }

  /** Copies {@code length} ids from token {@code from} on. */
  public void copy(long from, int length, int[] destination, int offset) {
    checkRange(from, length, destination.length, offset);
    for (int i = 0; i < length; i++) {
      destination[offset + i] = token(from + i);
    }
  }

  /** Copies {@code length} ids from token {@code from} on. */
  public void copy(long from, int length, long[] destination, int offset) {
    checkRange(from, length, destination.length, offset);
    for (int i = 0; i < length; i++) {
      destination[offset + i] = token(from + i);
    }
  }

  /**
   * Hashes both files again.
   *
   * @throws CorpusException if one is not what was written
   */
  public void verify() {
    verify(files.tokens(), info.sha256());
    verify(files.documents(), info.documentsSha256());
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  private void checkRange(long from, int length, int capacity, int offset) {
    Objects.checkFromIndexSize(from, (long) length, tokens());
    Objects.checkFromIndexSize(offset, length, capacity);
  }

  private static void verify(Path file, String expected) {
    try {
      String actual = Sha256.of(file);
      if (!actual.equals(expected)) {
        throw new CorpusException(
            "%s: changed since it was written: sha256 is %s, expected %s; %s"
                .formatted(file, actual, expected, WAY_OUT));
      }
    } catch (IOException e) {
      throw new CorpusException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static MemorySegment map(Path file, long expected, Arena arena) throws IOException {
    if (!Files.exists(file)) {
      throw new CorpusException(
          "%s: there is no such file (%d bytes expected); %s".formatted(file, expected, WAY_OUT));
    }
    long actual = Files.size(file);
    if (actual != expected) {
      throw new CorpusException(
          "%s: %d bytes, expected %d; %s".formatted(file, actual, expected, WAY_OUT));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, expected, arena);
    }
  }
}
