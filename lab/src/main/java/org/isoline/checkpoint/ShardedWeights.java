package org.isoline.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/**
 * A model in several safetensors files, with an index {@code {"metadata": {"total_size": bytes},
 * "weight_map": {tensor: file}}}. The total size is not checked: writers disagree on whether a
 * tensor with two names counts twice.
 */
final class ShardedWeights implements TensorSource {
  private final Path index;
  private final Map<String, Safetensors> places;
  private final List<Safetensors> shards;

  private ShardedWeights(Path index, Map<String, Safetensors> places, List<Safetensors> shards) {
    this.index = index;
    this.places = places;
    this.shards = shards;
  }

  /**
   * Opens all shards of an index.
   *
   * @throws CheckpointException naming everything in which index and shards disagree
   */
  static ShardedWeights open(Path index) {
    Map<String, Set<String>> contents = contents(index);
    Opening opening = new Opening(index.toAbsolutePath().normalize().getParent());
    contents.forEach(opening::add);
    if (!opening.problems.isEmpty()) {
      opening.shards.forEach(Safetensors::close);
      throw new CheckpointException(
          index + " and its shards do not fit: " + String.join("; ", opening.problems));
    }
    return new ShardedWeights(index, opening.places, opening.shards);
  }

  /** Collects shards and what is wrong with them. */
  private static final class Opening {
    private final Path folder;
    private final Map<String, Safetensors> places = new LinkedHashMap<>();
    private final List<Safetensors> shards = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Opening(Path folder) {
      this.folder = folder;
    }

    void add(String file, Set<String> listed) {
      Path path = resolve(file);
      if (!path.startsWith(folder)) {
        problems.add("'" + file + "' is outside of the folder");
      } else if (!Files.isRegularFile(path)) {
        problems.add("there is no file '" + file + "', which should have " + listed);
      } else {
        try {
          add(file, Safetensors.open(path), listed);
        } catch (CheckpointException e) {
          problems.add(e.getMessage());
        }
      }
    }

    /**
     * Goes by the name: a link inside of the folder may point anywhere, as caches of downloads make
     * them. A name that is no path on this system is as bad as one of another folder.
     */
    private Path resolve(String file) {
      try {
        return folder.resolve(file).normalize();
      } catch (InvalidPathException e) {
        return folder.getRoot();
      }
    }

    private void add(String file, Safetensors shard, Set<String> listed) {
      shards.add(shard);
      listed.forEach(name -> places.put(name, shard));
      List<String> absent = listed.stream().filter(name -> !shard.names().contains(name)).toList();
      List<String> unlisted =
          shard.names().stream().filter(name -> !listed.contains(name)).toList();
      if (!absent.isEmpty()) {
        problems.add("'" + file + "' lacks " + absent);
      }
      if (!unlisted.isEmpty()) {
        problems.add("'" + file + "' has " + unlisted + ", which the index does not place there");
      }
    }
  }

  /** Files of an index with the tensors that it places there. */
  private static Map<String, Set<String>> contents(Path index) {
    try {
      JsonNode places = StrictJson.object(Files.readAllBytes(index)).path("weight_map");
      Map<String, Set<String>> contents = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> place : places.properties()) {
        if (!place.getValue().isTextual()) {
          throw new IOException(
              "weight_map places '" + place.getKey() + "' in " + place.getValue() + ", no file");
        }
        contents
            .computeIfAbsent(place.getValue().textValue(), file -> new LinkedHashSet<>())
            .add(place.getKey());
      }
      if (contents.isEmpty()) {
        throw new IOException("it has no weight_map with a tensor in it");
      }
      return contents;
    } catch (IOException e) {
      throw new CheckpointException(
          index + " cannot be read: " + e.getMessage() + "; restore it from a copy", e);
    }
  }

  @Override
  public String describe() {
    return index.toString();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(places.keySet());
  }

  @Override
  public long[] shape(String name) {
    return shard(name).shape(name);
  }

  @Override
  public DType dtype(String name) {
    return shard(name).dtype(name);
  }

  @Override
  public Tensor load(String name) {
    return shard(name).load(name);
  }

  private Safetensors shard(String name) {
    Safetensors shard = places.get(name);
    if (shard == null) {
      throw new CheckpointException(index + " has no tensor '" + name + "'; it has " + names());
    }
    return shard;
  }

  @Override
  public void close() {
    shards.forEach(Safetensors::close);
  }
}
