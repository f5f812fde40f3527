package org.isoline.checkpoint.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.isoline.checkpoint.WeightWriter;
import org.isoline.checkpoint.WeightWriter.Entry;
import org.isoline.files.AtomicFile;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.ParameterSpec;
import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/** Writes a model in another format. */
public final class ModelWriter {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ModelWriter() {}

  /**
   * How to write.
   *
   * @param dtype type of every tensor; empty leaves each as it is
   * @param maxShardBytes bytes of a weight file above which the weights are split
   */
  public record Options(Optional<DType> dtype, long maxShardBytes) {
    /** Types as they are; shards of 5 GB, as Hugging Face cuts them. */
    public static final Options DEFAULT = new Options(Optional.empty(), 5_000_000_000L);
  }

  /**
   * Copies a model to a folder, tensor by tensor: memory is needed for the largest one only.
   *
   * @throws org.isoline.checkpoint.CheckpointException if the format cannot hold the model
   * @throws IOException if the folder cannot be written
   */
  public static void write(ModelFolder source, Format format, Path folder, Options options)
      throws IOException {
    ObjectNode tree = format.write(source.config());
    source.specialTokens().write(tree);
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    ParameterLayout.of(source.config()).parameters().forEach(spec -> specs.put(spec.name(), spec));
    Function<String, Tensor> ours = name -> source.load(specs.get(name));
    List<Entry> entries = new ArrayList<>();
    for (StoredTensor stored : format.tensors(source.config())) {
      DType dtype = options.dtype().orElseGet(() -> dtype(source, stored, specs));
      entries.add(
          new Entry(stored.name(), dtype, stored.shape(), () -> stored.gather(ours).to(dtype)));
    }
    tree.put("torch_dtype", torchName(options.dtype().orElseGet(source::dtype)));
    Files.createDirectories(folder);
    WeightWriter.write(folder, entries, Map.of(), options.maxShardBytes());
    if (source.tokenizer().isPresent()) {
      Path tokenizer = source.tokenizer().get();
      AtomicFile.write(
          folder.resolve(tokenizer.getFileName().toString()), Files.readAllBytes(tokenizer));
    }
    AtomicFile.write(folder.resolve("config.json"), text(tree));
  }

  /**
   * The configuration file of one of our own checkpoints.
   *
   * @param config what the weights beside it are
   */
  public static String ownConfiguration(ModelConfig config) {
    return text(new OwnFormat().write(config));
  }

  private static String text(ObjectNode tree) {
    try {
      return JSON.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types of the source; a number that changes its form goes back to the file's common type. */
  private static DType dtype(
      ModelFolder source, StoredTensor stored, Map<String, ParameterSpec> specs) {
    if (stored.pieces().isEmpty()) {
      return DType.FLOAT32;
    }
    boolean converted =
        stored.pieces().stream()
            .anyMatch(piece -> piece.arrangement() instanceof Arrangement.LogOfLogit);
    DType own = source.dtype(specs.get(stored.pieces().getFirst().parameter()));
    return converted && own == DType.FLOAT64 ? source.dtype() : own;
  }

  private static String torchName(DType dtype) {
    return dtype.name().toLowerCase(java.util.Locale.ROOT);
  }
}
