package org.isoline.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.isoline.files.AtomicFile;
import org.isoline.tensor.Tensor;

/**
 * The checkpoints of one run.
 *
 * <p>A checkpoint is a folder that appears by one rename after everything in it is on the device.
 * Optimiser moments are needed only to go on, so only the newest two checkpoints keep theirs.
 */
public final class CheckpointStore {
  /** File of the weights in a checkpoint. */
  public static final String MODEL = "model.safetensors";

  /** File of the optimiser's moments in a checkpoint. */
  public static final String OPTIMIZER = "optimizer.safetensors";

  /** File that says what model the weights are of. */
  public static final String CONFIG = "config.json";

  private static final String STATE = "state.json";
  private static final int OPTIMIZERS_KEPT = 2;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  /**
   * A checkpoint on disk.
   *
   * @param folder where it is
   * @param state where the run stood
   */
  public record Checkpoint(Path folder, TrainingState state) {
    /** The weights. */
    public Path model() {
      return folder.resolve(MODEL);
    }

    /** The optimiser's moments; absent in older checkpoints. */
    public Path optimizer() {
      return folder.resolve(OPTIMIZER);
    }
  }

  private record Checksum(long bytes, @JsonProperty("crc32c") long crc) {}

  private record StateFile(int format, TrainingState state, Map<String, Checksum> files) {}

  /** The store in a folder, which need not exist yet. */
  public CheckpointStore(Path folder) {
    this.folder = folder;
  }

  /**
   * Saves a checkpoint, whole or not at all.
   *
   * @param configuration text of its {@code config.json}, without which the weights are numbers of
   *     unknown meaning
   * @throws IOException if it cannot be written (disk full); earlier checkpoints are untouched
   */
  public void save(
      TrainingState state,
      String configuration,
      Map<String, Tensor> model,
      Map<String, Tensor> optimizer)
      throws IOException {
    Path place = place(state.step());
    Path temporary =
        folder.resolve("." + place.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    deleteLeftovers();
    try {
      Map<String, Checksum> files = new LinkedHashMap<>();
      Safetensors.write(temporary.resolve(MODEL), model, Map.of());
      files.put(MODEL, checksum(temporary.resolve(MODEL)));
      Safetensors.write(temporary.resolve(OPTIMIZER), optimizer, Map.of());
      files.put(OPTIMIZER, checksum(temporary.resolve(OPTIMIZER)));
      AtomicFile.write(temporary.resolve(CONFIG), configuration);
      files.put(CONFIG, checksum(temporary.resolve(CONFIG)));
      AtomicFile.write(
          temporary.resolve(STATE), JSON.writeValueAsString(new StateFile(1, state, files)));
      deleteFolder(place);
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      flushFolder(folder);
    } catch (IOException e) {
      deleteFolder(temporary);
      throw e;
    }
    dropOldOptimizers();
  }

  /** All steps that have a checkpoint folder, newest first. */
  public List<Long> steps() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> name.matches("step-\\d+"))
          .map(name -> Long.parseLong(name.substring(5)))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new CheckpointException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * The newest checkpoint a run can go on from.
   *
   * @param warn told of each checkpoint that had to be passed over, and why
   */
  public Optional<Checkpoint> newestWhole(Consumer<String> warn) {
    for (long step : steps()) {
      try {
        Checkpoint checkpoint = read(step);
        if (Files.exists(checkpoint.optimizer())) {
          return Optional.of(checkpoint);
        }
      } catch (CheckpointException e) {
        warn.accept(e.getMessage() + "; falling back to the checkpoint before it");
      }
    }
    return Optional.empty();
  }

  /**
   * One checkpoint, after checking sizes and checksums of what is there.
   *
   * @throws CheckpointException if it is missing, torn or corrupt
   */
  public Checkpoint read(long step) {
    Path place = place(step);
    Path stateFile = place.resolve(STATE);
    try {
      StateFile content = JSON.readValue(stateFile.toFile(), StateFile.class);
      for (Map.Entry<String, Checksum> file : content.files().entrySet()) {
        Path path = place.resolve(file.getKey());
        if (file.getKey().equals(OPTIMIZER) && !Files.exists(path)) {
          continue;
        }
        verify(path, file.getValue());
      }
      return new Checkpoint(place, content.state());
    } catch (IOException e) {
      throw new CheckpointException(
          "checkpoint " + place + " is torn: cannot read " + stateFile.getFileName(), e);
    }
  }

  private static void verify(Path path, Checksum expected) throws IOException {
    long bytes = Files.exists(path) ? Files.size(path) : -1;
    if (bytes != expected.bytes()) {
      throw new CheckpointException(
          "checkpoint file " + path + " has " + bytes + " bytes, expected " + expected.bytes());
    }
    if (checksum(path).crc() != expected.crc()) {
      throw new CheckpointException("checkpoint file " + path + " does not match its checksum");
    }
  }

  /** Folders of saves that a kill cut short; the run's lock says that nobody else is writing. */
  private void deleteLeftovers() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.filter(Files::isDirectory).toList()) {
        if (child.getFileName().toString().matches("\\.step-\\d+\\..*tmp")) {
          deleteFolder(child);
        }
      }
    }
  }

  private void dropOldOptimizers() throws IOException {
    for (long step : steps().stream().skip(OPTIMIZERS_KEPT).toList()) {
      Files.deleteIfExists(place(step).resolve(OPTIMIZER));
    }
  }

  private Path place(long step) {
    return folder.resolve("step-" + step);
  }

  private static Checksum checksum(Path path) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return new Checksum(Files.size(path), crc.getValue());
  }

  /** A rename is durable once the folder that holds it is flushed; not every system allows that. */
  private static void flushFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      System.getLogger(CheckpointStore.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot flush folder " + folder, e);
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
