package org.isoline.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The seven little-endian 32-bit integers at the start of a llama2.c file.
 *
 * @param dim width of the residual stream
 * @param hidden width inside a feed-forward network
 * @param layers number of layers
 * @param heads number of query heads; divides dim
 * @param keyHeads number of key and value heads; divides heads
 * @param vocabulary number of tokens
 * @param context longest sequence in tokens
 * @param tied whether the output layer is the embedding; written as the sign of the vocabulary
 */
record Llama2cHeader(
    long dim,
    long hidden,
    long layers,
    long heads,
    long keyHeads,
    long vocabulary,
    long context,
    boolean tied) {
  static final int BYTES = 7 * Integer.BYTES;

  /** First integer of the later versions, which hold other things in another order. */
  private static final int LATER_VERSIONS = 0x616b3432;

  /** The header of a file, with its problem if it is none. */
  static Llama2cHeader read(Path path) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(path)) {
      start = in.readNBytes(BYTES);
    }
    if (start.length < BYTES) {
      throw new IOException("it has fewer than the %d bytes of a header".formatted(BYTES));
    }
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int dim = bytes.getInt();
    if (dim == LATER_VERSIONS) {
      throw new IOException(
          "it has version %d; only version 0, without a magic number, can be read: export it so"
              .formatted(bytes.getInt()));
    }
    int[] rest = IntStream.range(0, 6).map(i -> bytes.getInt()).toArray();
    Llama2cHeader header =
        new Llama2cHeader(
            dim,
            rest[0],
            rest[1],
            rest[2],
            rest[3],
            Math.abs((long) rest[4]),
            rest[5],
            rest[4] > 0);
    header.requirePlausible();
    return header;
  }

  private void requirePlausible() throws IOException {
    boolean positive =
        Math.min(Math.min(dim, hidden), Math.min(layers, heads)) > 0
            && Math.min(keyHeads, Math.min(vocabulary, context)) > 0;
    if (!positive || dim % (2 * heads) != 0 || heads % keyHeads != 0) {
      throw new IOException(
          ("its header says %s: all must be positive, dim a multiple of twice the heads, heads of"
                  + " keyHeads")
              .formatted(this));
    }
  }

  long headDim() {
    return dim / heads;
  }

  /** Width of all keys of a token. */
  long keyDim() {
    return keyHeads * headDim();
  }

  /**
   * Size of the whole file.
   *
   * @throws ArithmeticException if it overflows
   */
  long fileBytes() {
    long queries = Math.multiplyExact(2 * dim, dim);
    long keys = Math.multiplyExact(2 * keyDim(), dim);
    long network = Math.multiplyExact(3 * dim, hidden);
    long layer = sum(2 * dim, queries, keys, network);
    long embedding = Math.multiplyExact(dim, vocabulary);
    long rotations = Math.multiplyExact(context, headDim());
    long numbers =
        sum(embedding, Math.multiplyExact(layers, layer), dim, rotations, tied ? 0 : embedding);
    return Math.addExact(BYTES, Math.multiplyExact(numbers, Float.BYTES));
  }

  private static long sum(long... terms) {
    return LongStream.of(terms).reduce(0, Math::addExact);
  }

  /** The {@code config.json} that says the same to Hugging Face's LlamaForCausalLM. */
  ObjectNode config() {
    ObjectNode config = StrictJson.empty();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("vocab_size", vocabulary);
    config.put("hidden_size", dim);
    config.put("intermediate_size", hidden);
    config.put("num_hidden_layers", layers);
    config.put("num_attention_heads", heads);
    config.put("num_key_value_heads", keyHeads);
    config.put("head_dim", headDim());
    config.put("max_position_embeddings", context);
    config.put("hidden_act", "silu");
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", 10000.0);
    config.putNull("rope_scaling");
    config.putObject("rope_parameters").put("rope_type", "default").put("rope_theta", 10000.0);
    config.put("tie_word_embeddings", tied);
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("initializer_range", 0.02);
    config.put("bos_token_id", 1);
    config.put("eos_token_id", 2);
    config.put("torch_dtype", "float32");
    return config;
  }
}
