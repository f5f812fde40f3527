package org.isoline.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * What a decoder remembers of the tokens it has read, so that the next one costs the same however
 * many there were (softmax: costs one pass over their keys and values).
 *
 * <p>The linear architectures hold one matrix {@code [B, H, K, V]} a layer, cosFormer2 also the
 * modes {@code [B, d, e]} of its Toeplitz encoding; their bytes never change. Softmax holds keys
 * and values {@code [B, Hk, S, dh]} of all S tokens. Sums over long texts are formed here, so the
 * type is FLOAT32 or FLOAT64 whatever the model's is.
 *
 * <p>A state belongs to one decoder's configuration and one thread at a time. It carries no
 * gradients.
 */
public final class State implements AutoCloseable {
  private static final long SMALLEST_CACHE = 64;

  private final ModelConfig config;
  private final long batch;
  private final DType dtype;
  private final Device device;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long position;

  /**
   * The state before the first token.
   *
   * @param batch B, sequences that are decoded side by side
   * @param dtype FLOAT32 or FLOAT64
   * @throws IllegalArgumentException if batch is below 1 or dtype is another type
   */
  public State(ModelConfig config, long batch, DType dtype, Device device) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch = " + batch + ", must be at least 1");
    }
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw new IllegalArgumentException(
          "dtype of a state = " + dtype + ", must be FLOAT32 or FLOAT64: states are long sums");
    }
    this.config = config;
    this.batch = batch;
    this.dtype = dtype;
    this.device = device;
    allocate();
  }

  /**
   * The state of a decoder before the first token: on its device, FLOAT64 if its weights are and
   * FLOAT32 otherwise.
   *
   * @param batch B
   */
  public static State of(Decoder decoder, long batch) {
    Tensor weights = decoder.parameters().flats().getFirst().values();
    DType type = weights.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    return new State(decoder.config(), batch, type, weights.device());
  }

  /** One sequence in FLOAT32 on the CPU. */
  public static State of(ModelConfig config) {
    return new State(config, 1, DType.FLOAT32, Device.CPU);
  }

  private void allocate() {
    Shape shape = config.shape();
    if (config.hasTpe()) {
      put("tpe", Tensors.zeros(dtype, device, batch, shape.width(), shape.tpeDim()));
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      if (config.architecture().isLinear()) {
        long keys = config.cosineAt(layer) ? 2L * shape.headDim() : shape.headDim();
        put(
            matrix(layer),
            Tensors.zeros(dtype, device, batch, shape.heads(), keys, shape.headDim()));
      } else {
        put(keys(layer), cache(SMALLEST_CACHE));
        put(values(layer), cache(SMALLEST_CACHE));
      }
    }
  }

  private Tensor cache(long tokens) {
    Shape shape = config.shape();
    return Tensors.zeros(dtype, device, batch, shape.keyHeads(), tokens, shape.headDim());
  }

  /** The model this state belongs to. */
  public ModelConfig config() {
    return config;
  }

  /** B, sequences. */
  public long batch() {
    return batch;
  }

  /** Element type. */
  public DType dtype() {
    return dtype;
  }

  /** Tokens read so far, of each sequence. */
  public long position() {
    return position;
  }

  /**
   * Bytes that depend on what was read: {@link Cost#stateBytes} in this state's type, for every
   * sequence. Caches of softmax have room to spare beyond them.
   */
  public long bytes() {
    long bytes = 0;
    for (Tensor tensor : contents().values()) {
      bytes += tensor.elements() * tensor.dtype().bytes();
    }
    return bytes;
  }

  /**
   * Everything remembered, by name, for a file. Views: valid until the next token is read; call it
   * with a scope open.
   */
  public Map<String, Tensor> contents() {
    Map<String, Tensor> contents = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> contents.put(name, isCache(name) ? read(tensor) : tensor));
    return contents;
  }

  private Tensor read(Tensor cache) {
    return cache.narrow(2, 0, position);
  }

  private static boolean isCache(String name) {
    return name.endsWith(".keys") || name.endsWith(".values");
  }

  /**
   * Takes over what another process remembered.
   *
   * @param contents as {@link #contents()} gave them
   * @param tokens read by then
   * @throws IllegalArgumentException naming every tensor that is missing, or of another shape
   */
  public void restore(Map<String, Tensor> contents, long tokens) {
    long former = position;
    position = 0;
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      reserve(tokens);
      position = tokens;
      Map<String, Tensor> own = contents();
      requireFit(own, contents);
      own.forEach((name, tensor) -> InPlace.copy(tensor, contents.get(name)));
    } catch (IllegalArgumentException e) {
      position = former;
      throw e;
    }
  }

  /**
   * A state of its own for some of the sequences, in the order and as often as they are named: what
   * was read once can so be continued in several ways. The caller closes it.
   *
   * @param rows sequences of this state, each in [0, B)
   * @throws IllegalArgumentException if there is none
   */
  public State rows(int... rows) {
    State chosen = new State(config, rows.length, dtype, device);
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      long[] wide = java.util.Arrays.stream(rows).asLongStream().toArray();
      Tensor index = Tensors.of(wide, wide.length).to(device);
      Map<String, Tensor> contents = new LinkedHashMap<>();
      contents().forEach((name, tensor) -> contents.put(name, tensor.indexSelect(0, index)));
      chosen.restore(contents, position);
      return chosen;
    } catch (RuntimeException e) {
      chosen.close();
      throw e;
    }
  }

  private static void requireFit(Map<String, Tensor> own, Map<String, Tensor> given) {
    Map<String, String> wrong = new LinkedHashMap<>();
    own.forEach(
        (name, tensor) -> {
          Tensor other = given.get(name);
          if (other == null) {
            wrong.put(name, "missing");
          } else if (!java.util.Arrays.equals(other.shape(), tensor.shape())) {
            wrong.put(name, other + " instead of " + tensor);
          }
        });
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("the state is not one of this model: " + wrong);
    }
  }

  /** Replaces the recurrence's matrix of a layer, {@code [B, H, K, V]}. */
  void matrix(int layer, Tensor replacement) {
    put(matrix(layer), replacement);
  }

  /** The recurrence's matrix of a layer, {@code [B, H, K, V]}. */
  Tensor matrixOf(int layer) {
    return tensors.get(matrix(layer));
  }

  /** Modes of the Toeplitz encoding, {@code [B, d, e]}. */
  Optional<Tensor> modes() {
    return Optional.ofNullable(tensors.get("tpe"));
  }

  void modes(Tensor replacement) {
    put("tpe", replacement);
  }

  /** Adds keys {@code [B, Hk, T, dh]} of a layer and returns those of all tokens so far. */
  Tensor appendKeys(int layer, Tensor keys) {
    return append(keys(layer), keys);
  }

  /** Adds values {@code [B, Hk, T, dh]} of a layer and returns those of all tokens so far. */
  Tensor appendValues(int layer, Tensor values) {
    return append(values(layer), values);
  }

  private Tensor append(String name, Tensor fresh) {
    reserve(position + fresh.size(2));
    Tensor cache = tensors.get(name);
    try (Autograd.Mode off = Autograd.off()) {
      InPlace.copy(cache.narrow(2, position, fresh.size(2)), fresh.detach());
    }
    return cache.narrow(2, 0, position + fresh.size(2));
  }

  /** Makes caches long enough; doubling keeps the copies of a long text linear in its length. */
  private void reserve(long tokens) {
    for (String name : tensors.keySet().stream().filter(State::isCache).toList()) {
      Tensor cache = tensors.get(name);
      if (cache.size(2) < tokens) {
        try (Scope scope = new Scope();
            Autograd.Mode off = Autograd.off()) {
          Tensor wider = cache(Math.max(tokens, 2 * cache.size(2)));
          InPlace.copy(wider.narrow(2, 0, position), cache.narrow(2, 0, position));
          put(name, wider);
        }
      }
    }
  }

  /** Notes that every layer has read {@code tokens} more. */
  void advance(long tokens) {
    position += tokens;
  }

  private void put(String name, Tensor tensor) {
    Tensor former = tensors.put(name, tensor.detach().retain());
    if (former != null) {
      former.close();
    }
  }

  private static String matrix(int layer) {
    return "layers." + layer + ".matrix";
  }

  private static String keys(int layer) {
    return "layers." + layer + ".keys";
  }

  private static String values(int layer) {
    return "layers." + layer + ".values";
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
