package org.isoline.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Weights in the first format of llama2.c: a header, then FLOAT32 arrays without names, each over
 * all layers, in a fixed order. They are presented as Hugging Face's LlamaForCausalLM has them.
 *
 * <p>Both rotate pairs of a head's channels, but llama2.c the pair (2j, 2j + 1), Hugging Face (j, j
 * + d/2) for d channels. So row 2j + b of each head of the query and key projections becomes row b
 * d/2 + j, which leaves every q·k, and so the model, what it was.
 */
public final class Llama2cFile implements TensorSource {
  private final MappedFile file;
  private final Llama2cHeader header;
  private final Map<String, Stored> tensors;

  /**
   * A tensor in the file.
   *
   * @param shape extents
   * @param begin first byte
   * @param paired whether rows inside a head are in pairs
   */
  private record Stored(long[] shape, long begin, boolean paired) {}

  private Llama2cFile(MappedFile file, Llama2cHeader header, Map<String, Stored> tensors) {
    this.file = file;
    this.header = header;
    this.tensors = tensors;
  }

  /** Whether a file has a plausible header and exactly the size that follows from it. */
  public static boolean recognises(Path path) {
    try {
      return Files.isRegularFile(path) && Llama2cHeader.read(path).fileBytes() == Files.size(path);
    } catch (IOException | ArithmeticException e) {
      return false;
    }
  }

  /**
   * Opens a file.
   *
   * @throws CheckpointException if it is missing, its header makes no sense, or its size is not
   *     what the header says
   */
  public static Llama2cFile open(Path path) {
    try {
      Llama2cHeader header = Llama2cHeader.read(path);
      if (header.fileBytes() != Files.size(path)) {
        throw new IOException(
            "it has %d bytes, its header says %d (%s): it is truncated or of another kind"
                .formatted(Files.size(path), header.fileBytes(), header));
      }
      return new Llama2cFile(MappedFile.open(path), header, new Layout(header).stored);
    } catch (IOException | ArithmeticException e) {
      String reason = Files.exists(path) ? e.getMessage() : "there is no such file";
      throw new CheckpointException(path + " is no llama2.c file: " + reason, e);
    }
  }

  /** Goes through the file in its order. */
  private static final class Layout {
    private final Map<String, Stored> stored = new LinkedHashMap<>();
    private final Llama2cHeader header;
    private long end = Llama2cHeader.BYTES;

    Layout(Llama2cHeader header) {
      this.header = header;
      long dim = header.dim();
      one("model.embed_tokens.weight", header.vocabulary(), dim);
      perLayer("input_layernorm", false, dim);
      perLayer("self_attn.q_proj", true, dim, dim);
      perLayer("self_attn.k_proj", true, header.keyDim(), dim);
      perLayer("self_attn.v_proj", false, header.keyDim(), dim);
      perLayer("self_attn.o_proj", false, dim, dim);
      perLayer("post_attention_layernorm", false, dim);
      perLayer("mlp.gate_proj", false, header.hidden(), dim);
      perLayer("mlp.down_proj", false, dim, header.hidden());
      perLayer("mlp.up_proj", false, header.hidden(), dim);
      one("model.norm.weight", dim);
      // Tables of the rotations' cosines and sines, which follow from their angles.
      skip(header.context(), header.headDim() / 2);
      skip(header.context(), header.headDim() / 2);
      if (!header.tied()) {
        one("lm_head.weight", header.vocabulary(), dim);
      }
    }

    private void one(String name, long... shape) {
      stored.put(name, new Stored(shape, end, false));
      skip(shape);
    }

    private void perLayer(String name, boolean paired, long... shape) {
      for (long layer = 0; layer < header.layers(); layer++) {
        stored.put(
            "model.layers." + layer + "." + name + ".weight", new Stored(shape, end, paired));
        skip(shape);
      }
    }

    private void skip(long... shape) {
      end += SafetensorsHeader.bytes(DType.FLOAT32, shape);
    }
  }

  /** A {@code config.json} of Hugging Face's LlamaForCausalLM for these weights. */
  public JsonNode config() {
    return header.config();
  }

  @Override
  public String describe() {
    return file.path().toString();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public long[] shape(String name) {
    return stored(name).shape().clone();
  }

  @Override
  public DType dtype(String name) {
    stored(name);
    return DType.FLOAT32;
  }

  @Override
  public Tensor load(String name) {
    Stored stored = stored(name);
    return stored.paired()
        ? halfSplit(stored)
        : file.tensor(DType.FLOAT32, stored.shape(), stored.begin());
  }

  private Tensor halfSplit(Stored stored) {
    Tensor tensor = Tensors.empty(DType.FLOAT32, Device.CPU, stored.shape());
    MemorySegment target = tensor.data();
    long rowBytes = stored.shape()[1] * Float.BYTES;
    long half = header.headDim() / 2;
    for (long row = 0; row < stored.shape()[0]; row++) {
      long channel = row % header.headDim();
      long moved = row - channel + channel % 2 * half + channel / 2;
      file.copy(stored.begin() + row * rowBytes, target.asSlice(moved * rowBytes, rowBytes));
    }
    return tensor;
  }

  private Stored stored(String name) {
    Stored stored = tensors.get(name);
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
}
