package org.isoline.evaluate.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.evaluate.TokenizerSearch;
import org.isoline.files.AtomicFile;
import org.isoline.model.Cost;
import org.isoline.model.ModelConfig;

/**
 * What checkpoints are, without loading them. Hashes of large files are remembered in a file, by
 * the size and time of what was hashed, so that a second look at a study does not read it all.
 */
final class CheckpointReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER = 1 << 20;

  private final Path memory;
  private final ObjectNode known;
  private boolean changed;

  /**
   * A reader.
   *
   * @param memory file of hashes; one that is damaged or missing is made anew
   */
  CheckpointReader(Path memory) {
    this.memory = memory;
    this.known = read(memory);
  }

  private static ObjectNode read(Path file) {
    try {
      if (Files.exists(file) && JSON.readTree(file.toFile()) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      System.getLogger(CheckpointReader.class.getName())
          .log(System.Logger.Level.DEBUG, "hashes are computed again: " + file, e);
    }
    return JSON.createObjectNode();
  }

  /**
   * Describes a checkpoint.
   *
   * @param tokenizer of the model, if the user named one
   * @throws CheckpointException if it is no model, is torn, or has vanished
   * @throws org.isoline.corpus.CorpusException if it has no tokenizer
   */
  CheckpointInfo describe(EvaluatedFolder.Found found, Optional<Path> tokenizer) {
    try (ModelFolder folder = ModelFolder.open(found.path())) {
      String words = hashOfFile(TokenizerSearch.file(folder, tokenizer));
      return info(found, folder.config(), ResultKey.sha256(hash(found.path()) + words));
    } catch (IOException e) {
      throw new CheckpointException(
          "checkpoint " + found.path() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static CheckpointInfo info(EvaluatedFolder.Found found, ModelConfig config, String hash)
      throws IOException {
    JsonNode state = trainingState(found.path());
    Cost cost = Cost.of(config);
    long tokens = state.path("tokens").asLong(-1);
    return new CheckpointInfo(
        found.name(),
        found.run(),
        config.architecture().id(),
        state.path("step").asLong(found.step()),
        tokens,
        cost.nonEmbedding(),
        cost.total(),
        tokens < 0 ? Double.NaN : cost.flops(Cost.Convention.PAPER, tokens),
        tokens < 0 ? Double.NaN : cost.flops(Cost.Convention.CAUSAL, tokens),
        cost.stateBytes(config.context()),
        config.context(),
        hash);
  }

  private static JsonNode trainingState(Path path) throws IOException {
    Path file = path.resolve("state.json");
    return Files.isRegularFile(file)
        ? JSON.readTree(file.toFile()).path("state")
        : JSON.createObjectNode();
  }

  /** Over names and bytes of configuration and weights; not over what only a resume needs. */
  private String hash(Path path) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : weightFiles(path)) {
      all.append(file.getFileName()).append(' ').append(hashOfFile(file)).append('\n');
    }
    return all.toString();
  }

  private static List<Path> weightFiles(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> children = Files.list(path)) {
      for (Path file : children.sorted().toList()) {
        String name = file.getFileName().toString();
        boolean weights = name.endsWith(".safetensors") && !name.startsWith("optimizer");
        if (weights || name.equals("config.json") || name.startsWith("tokenizer")) {
          files.add(file);
        }
      }
    }
    return files;
  }

  private String hashOfFile(Path file) throws IOException {
    String key = memory.toAbsolutePath().getParent().relativize(file.toAbsolutePath()).toString();
    String stamp = Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
    JsonNode entry = known.path(key);
    if (entry.path("stamp").asText().equals(stamp)) {
      return entry.path("sha256").asText();
    }
    String hash = sha256(file);
    ObjectNode fresh = known.putObject(key);
    fresh.put("stamp", stamp);
    fresh.put("sha256", hash);
    changed = true;
    return hash;
  }

  private static String sha256(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /** Keeps what was hashed; of two processes the last one wins, and nothing but time is lost. */
  void remember() throws IOException {
    if (changed) {
      AtomicFile.write(memory, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(known));
      changed = false;
    }
  }
}
