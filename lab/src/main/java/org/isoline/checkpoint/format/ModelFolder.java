package org.isoline.checkpoint.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.Llama2cFile;
import org.isoline.checkpoint.TensorSource;
import org.isoline.checkpoint.WeightFiles;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.ParameterSpec;
import org.isoline.model.Parameters;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * A model on disk, of any format: what it is, and its tensors under our names.
 *
 * <p>Opening it compares names and shapes of all tensors with what the configuration asks for; the
 * numbers are read when they are loaded.
 */
public final class ModelFolder implements AutoCloseable {
  private static final String CONFIG = "config.json";
  private static final String HEAD = "lm_head.weight";

  private final Path path;
  private final TensorSource source;
  private final Format format;
  private final ModelConfig config;
  private final SpecialTokens specialTokens;

  private ModelFolder(
      Path path,
      TensorSource source,
      Format format,
      ModelConfig config,
      SpecialTokens specialTokens) {
    this.path = path;
    this.source = source;
    this.format = format;
    this.config = config;
    this.specialTokens = specialTokens;
  }

  /**
   * Opens a model.
   *
   * @param path a folder with {@code config.json} and weights in safetensors, one or many; or a
   *     file of llama2.c
   * @throws CheckpointException if the format is unknown, the configuration is malformed, or
   *     tensors are missing, superfluous or of another shape; it names all of them
   */
  public static ModelFolder open(Path path) {
    TensorSource source = WeightFiles.open(path);
    try {
      ConfigFile file = configuration(path, source);
      Format format = Formats.of(file);
      ModelConfig config = format.read(file, source.names());
      requireFit(source, format.tensors(config), config);
      return new ModelFolder(path, source, format, config, SpecialTokens.read(file));
    } catch (IllegalArgumentException e) {
      source.close();
      throw new CheckpointException(path + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static ConfigFile configuration(Path path, TensorSource source) {
    if (source instanceof Llama2cFile file) {
      return new ConfigFile(path.toString(), file.config());
    }
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    if (!Files.exists(folder.resolve(CONFIG))) {
      throw new CheckpointException(
          folder + " has no " + CONFIG + ", which says what model the weights belong to");
    }
    return ConfigFile.read(folder.resolve(CONFIG));
  }

  private static void requireFit(
      TensorSource source, List<StoredTensor> expected, ModelConfig config) {
    List<String> wrong = new ArrayList<>();
    Map<String, StoredTensor> byName = new LinkedHashMap<>();
    for (StoredTensor tensor : expected) {
      byName.put(tensor.name(), tensor);
      if (!source.names().contains(tensor.name())) {
        wrong.add("missing " + tensor.name() + " " + tensor.shape());
      } else if (!tensor.fits(source.shape(tensor.name()))) {
        wrong.add(
            "%s is %s, must be %s"
                .formatted(
                    tensor.name(),
                    java.util.Arrays.toString(source.shape(tensor.name())),
                    tensor.shape()));
      } else if (!source.dtype(tensor.name()).isFloating()) {
        wrong.add(tensor.name() + " is of type " + source.dtype(tensor.name()));
      }
    }
    for (String name : source.names()) {
      if (!byName.containsKey(name) && !isRedundant(source, name, config)) {
        wrong.add("unknown " + name + " " + java.util.Arrays.toString(source.shape(name)));
      }
    }
    if (!wrong.isEmpty()) {
      throw new CheckpointException(
          "%s does not fit its configuration: %s"
              .formatted(source.describe(), String.join("; ", wrong)));
    }
  }

  /** Buffers that follow from the configuration, and a second copy of a tied head. */
  private static boolean isRedundant(TensorSource source, String name, ModelConfig config) {
    if (name.endsWith("rotary_emb.inv_freq")) {
      return true;
    }
    if (!name.equals(HEAD) || !config.tied()) {
      return false;
    }
    String embedding =
        Stream.of("model.embed_tokens.weight", "model.embeddings.weight")
            .filter(source.names()::contains)
            .findFirst()
            .orElse("");
    if (embedding.isEmpty()
        || !java.util.Arrays.equals(source.shape(name), source.shape(embedding))) {
      return false;
    }
    try (Scope scope = new Scope()) {
      Tensor difference = source.load(name).to(DType.FLOAT64).sub(source.load(embedding));
      return difference.abs().max().item() == 0;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** How it is written. */
  public Format format() {
    return format;
  }

  /** What it is. */
  public ModelConfig config() {
    return config;
  }

  /** Ids that its configuration gives a meaning. */
  public SpecialTokens specialTokens() {
    return specialTokens;
  }

  /** A tokenizer beside the weights. */
  public Optional<Path> tokenizer() {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    return Stream.of("tokenizer.json", "tokenizer.bin")
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst();
  }

  /** The tensors of the file. */
  public List<StoredTensor> tensors() {
    return format.tensors(config);
  }

  /**
   * Allocates parameters and loads them; the caller closes them.
   *
   * @param dtype type to compute in, whatever the file's is
   */
  public Parameters parameters(DType dtype, Device device) {
    Parameters parameters = Parameters.allocate(ParameterLayout.of(config), dtype, device);
    loadInto(config, parameters);
    return parameters;
  }

  /**
   * Loads all tensors.
   *
   * @param variant the model's configuration, or one that differs from it in what parameters mean
   *     and not in what the file holds, such as {@link ModelConfig#tpe()}
   */
  public void loadInto(ModelConfig variant, Parameters parameters) {
    List<StoredTensor> stored = format.tensors(variant);
    try (Autograd.Mode off = Autograd.off()) {
      parameters
          .named()
          .forEach(
              (name, tensor) -> {
                try (Scope scope = new Scope()) {
                  fill(stored, name, tensor);
                }
              });
    }
  }

  private void fill(List<StoredTensor> stored, String parameter, Tensor ours) {
    for (StoredTensor tensor : stored) {
      if (tensor.holds(parameter)) {
        tensor.scatter(source.load(tensor.name()), parameter, ours);
      }
    }
  }

  /**
   * One of our tensors as the file has it: on the CPU, in the type of the file (the widest, if it
   * is spread over several; FLOAT64 where a number is stored in another form).
   */
  Tensor load(ParameterSpec spec) {
    Tensor ours = Tensors.empty(dtype(spec), Device.CPU, spec.extents());
    try (Autograd.Mode off = Autograd.off()) {
      fill(tensors(), spec.name(), ours);
    }
    return ours;
  }

  /** Type in which {@link #load} gives a tensor. */
  DType dtype(ParameterSpec spec) {
    List<StoredTensor> stored =
        tensors().stream().filter(tensor -> tensor.holds(spec.name())).toList();
    boolean converted =
        stored.stream()
            .flatMap(tensor -> tensor.pieces().stream())
            .anyMatch(
                piece ->
                    piece.parameter().equals(spec.name())
                        && piece.arrangement() instanceof Arrangement.LogOfLogit);
    List<DType> types = stored.stream().map(tensor -> source.dtype(tensor.name())).toList();
    if (converted) {
      return DType.FLOAT64;
    }
    return types.stream().distinct().count() == 1
        ? types.getFirst()
        : types.contains(DType.FLOAT64) ? DType.FLOAT64 : DType.FLOAT32;
  }

  /** The type that most of the numbers have. */
  public DType dtype() {
    Map<DType, Long> elements = new LinkedHashMap<>();
    for (String name : source.names()) {
      long count = java.util.Arrays.stream(source.shape(name)).reduce(1, Math::multiplyExact);
      elements.merge(source.dtype(name), count, Long::sum);
    }
    return elements.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  @Override
  public void close() {
    source.close();
  }
}
