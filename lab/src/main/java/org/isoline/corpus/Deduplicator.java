package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/**
 * Finds documents that repeat an earlier one. Documents are added in the order of the corpus; the
 * first of equal or nearly equal ones stays. Near-duplicates are transitive: if the second is near
 * the first and the third near the second, both go.
 *
 * <p>On disk: 24 bytes a document for equal ones; for near ones four bytes for each component of a
 * signature and 16 for each band. In memory: a few bits a document, four bytes more for near ones,
 * and one two hundred and fifty-sixth of what is on disk, signatures not counted.
 */
final class Deduplicator implements AutoCloseable {
  private final CleaningSpec spec;
  private final Path folder;
  private final Optional<MinHash> minHash;
  private final Optional<Buckets> equal;
  private final Optional<NearDuplicateIndex> near;
  private int documents;

  /**
   * Starts.
   *
   * @param folder for its files, which are deleted at the end; need not exist
   * @throws CorpusException if the folder cannot be written
   */
  Deduplicator(CleaningSpec spec, Path folder) {
    this.spec = spec;
    this.folder = folder;
    this.minHash = spec.nearDuplicates().map(MinHash::new);
    try {
      this.equal =
          spec.exactDuplicates() ? Optional.of(new Buckets(folder, "equal")) : Optional.empty();
      this.near =
          spec.nearDuplicates().isPresent()
              ? Optional.of(
                  new NearDuplicateIndex(
                      spec.nearDuplicates().get(), minHash.orElseThrow(), folder))
              : Optional.empty();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** What {@link #add(Sketch)} needs of a text. Most of the work; any thread may do it. */
  Sketch sketch(String text) {
    return sketch(text, Utf8.bytes(text));
  }

  /** The same if the text's UTF-8 is at hand. */
  Sketch sketch(String text, byte[] utf8) {
    TextHash hash = spec.exactDuplicates() ? TextHash.of(utf8) : new TextHash(0, 0);
    return new Sketch(hash, minHash.map(hashes -> hashes.signature(text)).orElse(new int[0]));
  }

  /**
   * Adds the next document; its ordinal is the number of those before it.
   *
   * @throws CorpusException if there is no space left
   */
  void add(Sketch sketch) {
    try {
      if (equal.isPresent()) {
        equal.get().add(sketch.hash().high(), sketch.hash().low(), documents);
      }
      if (near.isPresent()) {
        near.get().add(documents, sketch.signature());
      }
      documents = Math.addExact(documents, 1);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Ends adding.
   *
   * @throws CorpusException if there is no space left
   */
  Duplicates duplicates() {
    try {
      BitSet exact = equal.isPresent() ? repeated(equal.get()) : new BitSet();
      BitSet similar = near.isPresent() ? near.get().duplicates(documents) : new BitSet();
      similar.andNot(exact);
      return new Duplicates(exact, similar);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static BitSet repeated(Buckets buckets) throws IOException {
    buckets.seal();
    BitSet repeated = new BitSet();
    for (int bucket = 0; bucket < Buckets.count(); bucket++) {
      TextHashSet seen = new TextHashSet();
      long[] records = buckets.read(bucket);
      for (int i = 0; i < records.length; i += 3) {
        if (!seen.add(records[i], records[i + 1])) {
          repeated.set((int) records[i + 2]);
        }
      }
    }
    return repeated;
  }

  private CorpusException unwritable(IOException e) {
    return new CorpusException(
        "%s: cannot keep hashes of documents: %s; free some space, then prepare again"
            .formatted(folder, e.getMessage()),
        e);
  }

  @Override
  public void close() throws IOException {
    if (equal.isPresent()) {
      equal.get().close();
    }
    if (near.isPresent()) {
      near.get().close();
    }
    Files.deleteIfExists(folder);
  }

  /** Open-addressing set of 128-bit hashes; the hash of nothing at all counts as absent once. */
  private static final class TextHashSet {
    private long[] keys = new long[1 << 9];
    private int size;
    private boolean zero;

    /** Whether it was not there before. */
    boolean add(long high, long low) {
      if (high == 0 && low == 0) {
        boolean first = !zero;
        zero = true;
        return first;
      }
      if (size * 4L >= keys.length) {
        grow();
      }
      return insert(high, low);
    }

    private boolean insert(long high, long low) {
      int mask = keys.length / 2 - 1;
      int i = (int) low & mask;
      while (keys[2 * i] != 0 || keys[2 * i + 1] != 0) {
        if (keys[2 * i] == high && keys[2 * i + 1] == low) {
          return false;
        }
        i = (i + 1) & mask;
      }
      keys[2 * i] = high;
      keys[2 * i + 1] = low;
      size++;
      return true;
    }

    private void grow() {
      long[] old = keys;
      keys = new long[old.length * 2];
      size = 0;
      for (int i = 0; i < old.length; i += 2) {
        if (old[i] != 0 || old[i + 1] != 0) {
          insert(old[i], old[i + 1]);
        }
      }
    }
  }
}
