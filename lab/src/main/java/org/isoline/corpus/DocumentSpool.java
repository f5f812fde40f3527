package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The texts of a corpus on disk, while it is prepared: sources are read once, whatever their order
 * and size, and gone through twice, for the tokenizer and for the shards.
 */
final class DocumentSpool implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  /**
   * Where a text lies.
   *
   * @param source number of its source
   * @param id its id
   * @param offset first byte
   * @param bytes number of bytes of UTF-8
   * @param validation its side of the split
   */
  record Entry(int source, String id, long offset, int bytes, boolean validation) {}

  private final Path file;
  private final OutputStream out;
  private final List<Entry> entries = new ArrayList<>();
  private final Arena arena = Arena.ofConfined();
  private long size;

  DocumentSpool(Path file) throws IOException {
    this.file = file;
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  void add(int source, Document document, byte[] text, boolean validation) throws IOException {
    out.write(text);
    entries.add(new Entry(source, document.id(), size, text.length, validation));
    size += text.length;
  }

  /** Ends writing. Entries of equal source and id keep the order in which they came. */
  Reader read() throws IOException {
    out.close();
    entries.sort(Comparator.comparingInt(Entry::source).thenComparing(Entry::id));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Reader(channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), entries);
    }
  }

  /**
   * The texts, in the order of the corpus.
   *
   * @param texts their bytes
   * @param entries where each one is
   */
  record Reader(MemorySegment texts, List<Entry> entries) {
    byte[] bytes(Entry entry) {
      return texts.asSlice(entry.offset(), entry.bytes()).toArray(ValueLayout.JAVA_BYTE);
    }

    String text(Entry entry) {
      return new String(bytes(entry), StandardCharsets.UTF_8);
    }

    List<Entry> side(boolean validation) {
      return entries.stream().filter(entry -> entry.validation() == validation).toList();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    arena.close();
    Files.deleteIfExists(file);
  }
}
