package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Signatures on disk, and their bands in buckets. Documents that share a band are compared with one
 * another; those similar enough are joined, and of each joined group the first stays.
 */
final class NearDuplicateIndex implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  /** A band that very many different documents share says little; this bounds the comparisons. */
  private static final int MOST_KINDS_OF_A_BAND = 64;

  private final NearDuplicates settings;
  private final MinHash minHash;
  private final Path signatures;
  private final DataOutputStream out;
  private final Buckets bands;

  NearDuplicateIndex(NearDuplicates settings, MinHash minHash, Path folder) throws IOException {
    this.settings = settings;
    this.minHash = minHash;
    Files.createDirectories(folder);
    this.signatures = folder.resolve("signatures");
    this.out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(signatures), BUFFER));
    this.bands = new Buckets(folder, "bands");
  }

  /** Adds the next document; one without a signature is near to nothing. */
  void add(int ordinal, int[] signature) throws IOException {
    for (int k = 0; k < settings.components(); k++) {
      out.writeInt(signature.length == 0 ? 0 : signature[k]);
    }
    for (int band = 0; signature.length > 0 && band < settings.bands(); band++) {
      bands.add(minHash.band(signature, band), ordinal);
    }
  }

  /** Documents that are joined with an earlier one. */
  BitSet duplicates(int documents) throws IOException {
    out.close();
    bands.seal();
    Groups groups = new Groups(documents);
    try (FileChannel file = FileChannel.open(signatures, StandardOpenOption.READ)) {
      for (int bucket = 0; bucket < Buckets.count(); bucket++) {
        joinEqualKeys(bands.read(bucket), file, groups);
      }
    }
    BitSet later = new BitSet();
    for (int i = 0; i < documents; i++) {
      if (groups.first(i) != i) {
        later.set(i);
      }
    }
    return later;
  }

  private void joinEqualKeys(long[] records, FileChannel file, Groups groups) throws IOException {
    List<long[]> entries = new ArrayList<>(records.length / 2);
    for (int i = 0; i < records.length; i += 2) {
      entries.add(new long[] {records[i], records[i + 1]});
    }
    entries.sort(
        (one, other) ->
            one[0] != other[0] ? Long.compare(one[0], other[0]) : Long.compare(one[1], other[1]));
    int from = 0;
    while (from < entries.size()) {
      int to = from + 1;
      while (to < entries.size() && entries.get(to)[0] == entries.get(from)[0]) {
        to++;
      }
      if (to - from > 1) {
        int[] ordinals =
            entries.subList(from, to).stream().mapToInt(entry -> (int) entry[1]).toArray();
        join(ordinals, file, groups);
      }
      from = to;
    }
  }

  /** Each document is compared with the first one of every kind seen so far under this key. */
  private void join(int[] ordinals, FileChannel file, Groups groups) throws IOException {
    List<Integer> kinds = new ArrayList<>();
    List<int[]> kindSignatures = new ArrayList<>();
    for (int ordinal : ordinals) {
      int[] signature = signature(file, ordinal);
      int same = -1;
      for (int i = 0; i < kinds.size() && same < 0; i++) {
        boolean joined = groups.first(kinds.get(i)) == groups.first(ordinal);
        if (joined
            || MinHash.similarity(kindSignatures.get(i), signature) >= settings.threshold()) {
          same = i;
        }
      }
      if (same >= 0) {
        groups.join(kinds.get(same), ordinal);
      } else if (kinds.size() < MOST_KINDS_OF_A_BAND) {
        kinds.add(ordinal);
        kindSignatures.add(signature);
      }
    }
  }

  private int[] signature(FileChannel file, int ordinal) throws IOException {
    int bytes = settings.components() * Integer.BYTES;
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, (long) ordinal * bytes + buffer.position()) < 0) {
        throw new IOException("signatures end before document " + ordinal);
      }
    }
    int[] signature = new int[settings.components()];
    buffer.flip().asIntBuffer().get(signature);
    return signature;
  }

  @Override
  public void close() throws IOException {
    out.close();
    bands.close();
    Files.deleteIfExists(signatures);
  }

  /** Disjoint sets, each named by its first member. */
  private static final class Groups {
    private final int[] parent;

    Groups(int documents) {
      parent = new int[documents];
      Arrays.setAll(parent, i -> i);
    }

    int first(int document) {
      int root = document;
      while (parent[root] != root) {
        parent[root] = parent[parent[root]];
        root = parent[root];
      }
      return root;
    }

    void join(int one, int other) {
      int a = first(one);
      int b = first(other);
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
}
