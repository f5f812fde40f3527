package org.isoline.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds and opens the weights of a model, in whichever of the usual layouts they are. */
public final class WeightFiles {
  /** The file of a model in one piece. */
  static final String SINGLE = "model.safetensors";

  /** The file that says which tensor is in which shard. */
  static final String INDEX = "model.safetensors.index.json";

  private static final String SUFFIX = ".safetensors";
  private static final Pattern SHARD = Pattern.compile("model-\\d{5,}-of-\\d{5,}\\.safetensors");
  private static final Pattern SHARD_OR_PART = Pattern.compile(SHARD + "(\\.tmp)?");
  private static final Pattern PICKLED = Pattern.compile("(?s).*\\.(bin|pt|pth|ckpt)");

  private static final String CONVERT =
      "has to be converted to safetensors by the program that wrote it";

  private WeightFiles() {}

  /**
   * Opens weights.
   *
   * <p>A file: safetensors, an index of shards, or a llama2.c file (recognised by its content). A
   * folder: its {@code model.safetensors}; else the shards of its {@code
   * model.safetensors.index.json}; else its only other safetensors file.
   *
   * @throws CheckpointException if there are no weights, or they are incomplete or malformed; the
   *     message names everything that is wrong
   */
  public static TensorSource open(Path path) {
    if (Files.isDirectory(path)) {
      return openFolder(path);
    }
    if (!Files.exists(path)) {
      throw new CheckpointException(
          path + ": there is no such file or folder; give a folder of weights or a file of them");
    }
    if (path.getFileName().toString().endsWith(".index.json")) {
      return ShardedWeights.open(path);
    }
    if (Llama2cFile.recognises(path)) {
      return Llama2cFile.open(path);
    }
    if (PICKLED.matcher(path.getFileName().toString()).matches()) {
      throw new CheckpointException(
          path + " is neither safetensors nor a llama2.c file: it " + CONVERT);
    }
    return Safetensors.open(path);
  }

  private static TensorSource openFolder(Path folder) {
    if (Files.exists(folder.resolve(SINGLE))) {
      return Safetensors.open(folder.resolve(SINGLE));
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return ShardedWeights.open(folder.resolve(INDEX));
    }
    List<String> files = files(folder);
    List<String> others =
        files.stream()
            .filter(name -> name.endsWith(SUFFIX))
            .filter(name -> !name.equals(CheckpointStore.OPTIMIZER))
            .toList();
    if (others.size() == 1 && !SHARD.matcher(others.getFirst()).matches()) {
      return Safetensors.open(folder.resolve(others.getFirst()));
    }
    throw new CheckpointException(
        "%s has no weights: looked for %s, %s, or exactly one other file *%s; %s"
            .formatted(folder, SINGLE, INDEX, SUFFIX, found(files, others)));
  }

  private static String found(List<String> files, List<String> others) {
    if (!others.isEmpty()) {
      return others.stream().allMatch(name -> SHARD.matcher(name).matches())
          ? "there are shards " + others + " without their index: restore it"
          : "there are " + others + ": name one of them";
    }
    List<String> pickled = files.stream().filter(n -> PICKLED.matcher(n).matches()).toList();
    return pickled.isEmpty()
        ? "it holds " + (files.isEmpty() ? "nothing" : files)
        : "there is " + String.join(", ", pickled) + ", which " + CONVERT;
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(Files::isRegularFile)
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CheckpointException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Whether a name is one that {@link WeightWriter} gives, at last or until all is written. */
  static boolean isOurs(String name) {
    return name.equals(SINGLE) || name.equals(INDEX) || SHARD_OR_PART.matcher(name).matches();
  }
}
