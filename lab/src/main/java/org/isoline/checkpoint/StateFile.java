package org.isoline.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.model.Decoder;
import org.isoline.model.ModelConfig;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * What a decoder remembers of a text, on disk, so that no process has to read the text again.
 *
 * <p>One safetensors file: {@code tokens} (INT64, all that were read), {@code logits} (FLOAT64, the
 * scores of the next one) and {@code state.*} as {@link State#contents()} names them. Its metadata
 * say which model read them, as configuration, type of computation and SHA-256 of the weights in
 * that type; and the SHA-256 of the tensors. What goes on from a file gives the bits that it would
 * have given in the process that wrote it.
 */
public final class StateFile implements AutoCloseable {
  private static final String VERSION = "1";
  private static final String VERSION_KEY = "isoline_state";
  private static final String POSITION = "position";
  private static final String DTYPE = "dtype";
  private static final String MODEL = "model";
  private static final String WEIGHTS = "weights_sha256";
  private static final String CONTENTS = "contents_sha256";
  private static final String TOKENS = "tokens";
  private static final String LOGITS = "logits";
  private static final String STATE = "state.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final Safetensors file;

  /**
   * A text that was read.
   *
   * @param state of one sequence
   * @param tokens all that the state has read
   * @param nextLogits scores of the token behind them, {@code [V]}
   */
  public record Snapshot(State state, List<Integer> tokens, double[] nextLogits) {
    /**
     * Checks that the parts belong together.
     *
     * @throws IllegalArgumentException if they do not, with their sizes
     */
    public Snapshot {
      tokens = List.copyOf(tokens);
      nextLogits = nextLogits.clone();
      if (state.batch() != 1
          || tokens.isEmpty()
          || tokens.size() != state.position()
          || nextLogits.length != state.config().vocabulary()) {
        throw new IllegalArgumentException(
            "a state of %d sequences that has read %d tokens, %d tokens and %d scores of a vocabulary of %d do not belong together"
                .formatted(
                    state.batch(),
                    state.position(),
                    tokens.size(),
                    nextLogits.length,
                    state.config().vocabulary()));
      }
    }
  }

  private StateFile(Path path, Safetensors file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param decoder the model that read the text
   * @throws IOException if the place cannot be written, with the reason
   */
  public static void write(Path path, Decoder decoder, Snapshot snapshot) throws IOException {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      long[] tokens = snapshot.tokens().stream().mapToLong(Integer::longValue).toArray();
      tensors.put(TOKENS, Tensors.of(tokens, tokens.length));
      tensors.put(LOGITS, Tensors.of(snapshot.nextLogits(), snapshot.nextLogits().length));
      snapshot.state().contents().forEach((name, tensor) -> tensors.put(STATE + name, tensor));
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put(VERSION_KEY, VERSION);
      metadata.put(POSITION, Long.toString(snapshot.state().position()));
      metadata.put(DTYPE, dtype(decoder).name());
      metadata.put(MODEL, json(decoder.config()).toString());
      metadata.put(WEIGHTS, Digests.sha256(decoder.parameters().named()));
      metadata.put(CONTENTS, Digests.sha256(tensors));
      Safetensors.write(path, tensors, metadata);
    }
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws CheckpointException if it is missing, torn, no state, or of another version
   */
  public static StateFile open(Path path) {
    Safetensors file = Safetensors.open(path);
    try {
      String version = file.metadata().get(VERSION_KEY);
      if (version == null) {
        throw new CheckpointException(
            path + " is no saved state: its metadata have no " + VERSION_KEY);
      }
      if (!version.equals(VERSION)) {
        throw new CheckpointException(
            "%s has format %s = %s, this program reads %s: read the text again and save the state anew"
                .formatted(path, VERSION_KEY, version, VERSION));
      }
      StateFile state = new StateFile(path, file);
      state.dtype();
      state.stateDtype();
      return state;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Type in which the model computed. */
  public DType dtype() {
    String name = entry(DTYPE);
    return Arrays.stream(DType.values())
        .filter(type -> type.name().equals(name) && type.isFloating())
        .findFirst()
        .orElseThrow(() -> corrupt(DTYPE + " = " + name + ", which is no type of computation"));
  }

  /** Type of the state. */
  public DType stateDtype() {
    Optional<String> any = file.names().stream().filter(name -> name.startsWith(STATE)).findFirst();
    DType type = file.dtype(any.orElseThrow(() -> corrupt("no tensor " + STATE + "*")));
    if (type != DType.FLOAT32 && type != DType.FLOAT64) {
      throw corrupt("a state of type " + type + ", legal are FLOAT32 and FLOAT64");
    }
    return type;
  }

  /**
   * Reads the state; the caller closes it.
   *
   * @param decoder the model that goes on
   * @throws CheckpointException if the file is of another model, of other weights, of another type
   *     of computation, or corrupt
   */
  public Snapshot restore(Decoder decoder) {
    requireModel(decoder);
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      file.names().forEach(name -> tensors.put(name, file.load(name)));
      if (!Digests.sha256(tensors).equals(entry(CONTENTS))) {
        throw corrupt("tensors that do not match " + CONTENTS);
      }
      return snapshot(decoder.config(), tensors, device(decoder));
    }
  }

  private Snapshot snapshot(ModelConfig config, Map<String, Tensor> tensors, Device device) {
    List<Integer> tokens =
        Arrays.stream(tensor(tensors, TOKENS).toLongs()).mapToObj(Math::toIntExact).toList();
    if (!entry(POSITION).equals(Integer.toString(tokens.size()))) {
      throw corrupt("position %s and %d tokens".formatted(entry(POSITION), tokens.size()));
    }
    Map<String, Tensor> contents = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(STATE)) {
            contents.put(name.substring(STATE.length()), tensor);
          }
        });
    State state = new State(config, 1, stateDtype(), device);
    try {
      state.restore(contents, tokens.size());
      return new Snapshot(state, tokens, tensor(tensors, LOGITS).toDoubles());
    } catch (IllegalArgumentException e) {
      state.close();
      throw new CheckpointException(path + ": " + e.getMessage(), e);
    }
  }

  private Tensor tensor(Map<String, Tensor> tensors, String name) {
    return Optional.ofNullable(tensors.get(name))
        .orElseThrow(() -> corrupt("no tensor '" + name + "'"));
  }

  private void requireModel(Decoder decoder) {
    JsonNode own = json(decoder.config());
    JsonNode saved = model();
    if (!own.equals(saved)) {
      throw new CheckpointException(
          "%s is the state of another model; %s: give the checkpoint that wrote it"
              .formatted(path, firstDifference(saved, own)));
    }
    if (dtype() != dtype(decoder)) {
      throw new CheckpointException(
          "%s was computed in %s, this model computes in %s: go on in %s, or read the text again"
              .formatted(path, dtype(), dtype(decoder), dtype()));
    }
    if (!Digests.sha256(decoder.parameters().named()).equals(entry(WEIGHTS))) {
      throw new CheckpointException(
          path
              + " is the state of a model of this configuration but with other weights: give the"
              + " checkpoint that wrote it");
    }
  }

  private JsonNode model() {
    try {
      return JSON.readTree(entry(MODEL));
    } catch (JsonProcessingException e) {
      throw corrupt("a model that is no JSON");
    }
  }

  private static String firstDifference(JsonNode saved, JsonNode own) {
    return own.properties().stream()
        .filter(field -> !field.getValue().equals(saved.path(field.getKey())))
        .map(
            field ->
                "its %s is %s, this one's %s"
                    .formatted(field.getKey(), saved.path(field.getKey()), field.getValue()))
        .findFirst()
        .orElse("it has keys that this one has not");
  }

  /** As text reads it back: trees that are built have other types of number. */
  private static JsonNode json(ModelConfig config) {
    try {
      return JSON.readTree(JSON.writeValueAsString(config));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DType dtype(Decoder decoder) {
    return decoder.parameters().flats().getFirst().values().dtype();
  }

  private static Device device(Decoder decoder) {
    return decoder.parameters().flats().getFirst().values().device();
  }

  private String entry(String key) {
    return Optional.ofNullable(file.metadata().get(key))
        .orElseThrow(() -> corrupt("no " + key + " in its metadata"));
  }

  private CheckpointException corrupt(String what) {
    return new CheckpointException(
        "%s is corrupt: it has %s; read the text again and save the state anew"
            .formatted(path, what));
  }

  @Override
  public void close() {
    file.close();
  }
}
