package org.isoline.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isoline.checkpoint.SafetensorsHeader.Stored;
import org.isoline.files.AtomicFile;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * Reads and writes one file of the safetensors format.
 *
 * <p>A file is a little-endian 64-bit header length, a JSON header {@code {name: {dtype, shape,
 * data_offsets: [begin, end]}, "__metadata__": {...}}}, and the tensors' bytes, little-endian and
 * row-major, without holes. Files are mapped, so that one of any size opens at once.
 */
public final class Safetensors implements TensorSource {
  private final MappedFile file;
  private final SafetensorsHeader header;

  private Safetensors(MappedFile file, SafetensorsHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Maps a file and checks its header.
   *
   * @throws CheckpointException if it is missing, truncated or malformed, naming the place
   */
  public static Safetensors open(Path path) {
    MappedFile file = MappedFile.open(path);
    try {
      return of(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  static Safetensors of(MappedFile file) {
    return new Safetensors(file, SafetensorsHeaderReader.read(file.path(), file.bytes()));
  }

  @Override
  public String describe() {
    return file.path().toString();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  /** Free text that the writer added. */
  public Map<String, String> metadata() {
    return Map.copyOf(header.metadata());
  }

  @Override
  public long[] shape(String name) {
    return stored(name).shape().clone();
  }

  @Override
  public DType dtype(String name) {
    return stored(name).dtype();
  }

  @Override
  public Tensor load(String name) {
    Stored stored = stored(name);
    return file.tensor(stored.dtype(), stored.shape(), stored.begin());
  }

  /**
   * Copies each tensor of a name from a file into the given one, converting its dtype.
   *
   * @throws CheckpointException if one is missing or has another shape, naming all of them
   */
  public static void loadInto(Path path, Map<String, Tensor> tensors) {
    try (Safetensors file = open(path);
        Autograd.Mode off = Autograd.off()) {
      List<String> wrong =
          tensors.entrySet().stream()
              .filter(named -> !file.fits(named.getKey(), named.getValue()))
              .map(named -> named.getKey() + " " + named.getValue())
              .toList();
      if (!wrong.isEmpty()) {
        throw new CheckpointException(path + " lacks, or has in another shape: " + wrong);
      }
      tensors.forEach(
          (name, tensor) -> {
            try (Scope scope = new Scope()) {
              InPlace.copy(tensor, file.load(name));
            }
          });
    }
  }

  private boolean fits(String name, Tensor tensor) {
    return header.tensors().containsKey(name) && Arrays.equals(shape(name), tensor.shape());
  }

  private Stored stored(String name) {
    Stored stored = header.tensors().get(name);
    if (stored == null) {
      throw new CheckpointException(
          describe() + " has no tensor '" + name + "'; it has " + names());
    }
    return stored;
  }

  @Override
  public void close() {
    file.close();
  }

  /**
   * Writes tensors, whole or not at all.
   *
   * @throws IOException if the place cannot be written, with the reason
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<WeightWriter.Entry> entries =
        tensors.entrySet().stream()
            .map(named -> WeightWriter.Entry.of(named.getKey(), named.getValue()))
            .toList();
    AtomicFile.write(path, channel -> SafetensorsWriter.write(channel, entries, metadata));
  }
}
