package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of a key and some numbers in files by the key's first byte, so that equal keys are found
 * one file at a time, in the memory that one file needs.
 */
final class Buckets implements AutoCloseable {
  private static final int FILES = 1 << Byte.SIZE;
  private static final int BUFFER = 1 << 13;

  private final Path folder;
  private final String name;
  private final List<DataOutputStream> out = new ArrayList<>();

  Buckets(Path folder, String name) throws IOException {
    this.folder = folder;
    this.name = name;
    Files.createDirectories(folder);
    for (int i = 0; i < FILES; i++) {
      out.add(
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(i)), BUFFER)));
    }
  }

  /** Adds a record whose first number is the key. */
  void add(long... record) throws IOException {
    DataOutputStream bucket = out.get((int) (record[0] >>> (Long.SIZE - Byte.SIZE)));
    for (long number : record) {
      bucket.writeLong(number);
    }
  }

  /** Ends writing. */
  void seal() throws IOException {
    for (DataOutputStream bucket : out) {
      bucket.close();
    }
  }

  static int count() {
    return FILES;
  }

  /** The numbers of all records of a bucket, in the order in which they came. */
  long[] read(int bucket) throws IOException {
    long bytes = Files.size(file(bucket));
    if (bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw new CorpusException(
          "%s: %,d bytes of hashes in one bucket; legal: below 2 GiB. There are too many documents for one corpus: prepare it in parts"
              .formatted(file(bucket), bytes));
    }
    LongBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(file(bucket))).asLongBuffer();
    long[] all = new long[numbers.remaining()];
    numbers.get(all);
    return all;
  }

  private Path file(int bucket) {
    return folder.resolve("%s.%02x".formatted(name, bucket));
  }

  @Override
  public void close() throws IOException {
    seal();
    for (int i = 0; i < FILES; i++) {
      Files.deleteIfExists(file(i));
    }
  }
}
