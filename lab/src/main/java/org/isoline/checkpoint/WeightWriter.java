package org.isoline.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.isoline.files.AtomicFile;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/**
 * Writes a folder of weights in the layout of Hugging Face: {@code model.safetensors}, or, if that
 * would be too large, {@code model-00001-of-0000N.safetensors} and so on with {@code
 * model.safetensors.index.json} that says which tensor is in which file.
 */
public final class WeightWriter {
  private WeightWriter() {}

  /**
   * A tensor to write.
   *
   * @param name its name; unique
   * @param dtype its element type
   * @param shape its extents
   * @param load makes it, with that type and shape, on any device; called once, inside a scope that
   *     is closed after the tensor is written
   */
  public record Entry(String name, DType dtype, List<Long> shape, Supplier<Tensor> load) {
    /** Copies the shape. */
    public Entry {
      shape = List.copyOf(shape);
      if (shape.stream().anyMatch(extent -> extent < 0)) {
        throw new CheckpointException("tensor '" + name + "' has a negative extent: " + shape);
      }
      try {
        SafetensorsHeader.bytes(dtype, extents(shape));
      } catch (ArithmeticException e) {
        throw new CheckpointException(
            "tensor '" + name + "' has the shape " + shape + ", whose bytes overflow 64 bits", e);
      }
    }

    /** A tensor that is there already. */
    public static Entry of(String name, Tensor tensor) {
      return new Entry(
          name, tensor.dtype(), LongStream.of(tensor.shape()).boxed().toList(), () -> tensor);
    }

    long[] extents() {
      return extents(shape);
    }

    private static long[] extents(List<Long> shape) {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }

    long bytes() {
      return SafetensorsHeader.bytes(dtype, extents());
    }
  }

  /**
   * Writes tensors. The former weights of the folder stay until all of the new ones are on the
   * device; then those of the other layout, or of another number of files, are removed.
   *
   * @param folder made if it does not exist
   * @param entries in the order in which they are written
   * @param metadata free text for the header of every file, besides {@code format: pt}
   * @param maxShardBytes most bytes of tensors in a file, positive; a larger tensor gets a file of
   *     its own
   * @throws CheckpointException if names repeat, or a tensor is not what its entry says
   * @throws IOException if the folder cannot be written, with the reason
   */
  public static void write(
      Path folder, List<Entry> entries, Map<String, String> metadata, long maxShardBytes)
      throws IOException {
    if (maxShardBytes < 1) {
      throw new CheckpointException(
          "largest size of a file: %d bytes; legal: 1 or more".formatted(maxShardBytes));
    }
    requireNames(entries);
    List<List<Entry>> shards = shards(entries, maxShardBytes);
    if (shards.size() == 1) {
      AtomicFile.write(
          folder.resolve(WeightFiles.SINGLE),
          channel -> SafetensorsWriter.write(channel, entries, metadata));
      removeOthers(folder, Set.of(WeightFiles.SINGLE));
    } else {
      Map<String, List<Entry>> files = named(shards);
      writeShards(folder, files, metadata);
      Set<String> written = new HashSet<>(files.keySet());
      written.add(WeightFiles.INDEX);
      removeOthers(folder, written);
    }
  }

  private static void requireNames(List<Entry> entries) {
    Set<String> seen = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
    List<String> refused = entries.stream().map(Entry::name).filter(n -> !seen.add(n)).toList();
    if (!refused.isEmpty()) {
      throw new CheckpointException("tensor names that repeat or are reserved: " + refused);
    }
  }

  /** Fills one file after the other; there is at least one. */
  static List<List<Entry>> shards(List<Entry> entries, long maxShardBytes) {
    List<List<Entry>> shards = new ArrayList<>(List.of(new ArrayList<>()));
    long bytes = 0;
    for (Entry entry : entries) {
      if (!shards.getLast().isEmpty() && entry.bytes() > maxShardBytes - bytes) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.getLast().add(entry);
      bytes = Math.addExact(bytes, entry.bytes());
    }
    return shards;
  }

  private static Map<String, List<Entry>> named(List<List<Entry>> shards) {
    Map<String, List<Entry>> files = new LinkedHashMap<>();
    for (List<Entry> shard : shards) {
      files.put("model-%05d-of-%05d.safetensors".formatted(files.size() + 1, shards.size()), shard);
    }
    return files;
  }

  private static void writeShards(
      Path folder, Map<String, List<Entry>> files, Map<String, String> metadata)
      throws IOException {
    List<Path> places = files.keySet().stream().map(folder::resolve).toList();
    try {
      Files.createDirectories(folder);
      for (Path place : places) {
        List<Entry> shard = files.get(place.getFileName().toString());
        AtomicFile.fill(
            AtomicFile.temporary(place),
            channel -> SafetensorsWriter.write(channel, shard, metadata));
      }
      if (places.stream().anyMatch(Files::exists)) {
        // With the old index a reader would take a mixture of old and new files for a model.
        Files.deleteIfExists(folder.resolve(WeightFiles.INDEX));
      }
      for (Path place : places) {
        AtomicFile.publish(AtomicFile.temporary(place), place);
      }
    } catch (IOException e) {
      throw new IOException("cannot write weights to " + folder + ": " + e.getMessage(), e);
    } finally {
      for (Path place : places) {
        Files.deleteIfExists(AtomicFile.temporary(place));
      }
    }
    AtomicFile.write(folder.resolve(WeightFiles.INDEX), StrictJson.indented(index(files)));
  }

  private static ObjectNode index(Map<String, List<Entry>> files) {
    ObjectNode index = StrictJson.empty();
    long total =
        files.values().stream().flatMap(List::stream).mapToLong(Entry::bytes).reduce(0, Long::sum);
    index.putObject("metadata").put("total_size", total);
    ObjectNode places = index.putObject("weight_map");
    files.forEach((file, shard) -> shard.forEach(entry -> places.put(entry.name(), file)));
    return index;
  }

  /** Removes former weights and what a write that was killed left of shards. */
  private static void removeOthers(Path folder, Set<String> written) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        if (WeightFiles.isOurs(name) && !written.contains(name)) {
          Files.delete(child);
        }
      }
    }
  }
}
