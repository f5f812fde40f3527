package org.isoline.speed;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.isoline.corpus.BytePairTokenizer;
import org.isoline.corpus.BytePairTrainer;
import org.isoline.corpus.ForeignTokenizer;
import org.isoline.corpus.IntList;
import org.isoline.corpus.Tokenizer;
import org.isoline.corpus.TokenizerSpec;

/** How long BPE training takes, and how fast tokenizers encode: ours, jtokkit, Hugging Face's. */
public final class TokenizerBench {
  private static final double MEGA = 1e6;
  private static final List<Column> COLUMNS =
      List.of(
          Column.key("what"),
          Column.key("tokenizer"),
          Column.key("encoder"),
          Column.key("threads"),
          Column.higher("bytes_per_s", "MB/s", 1e-6, 2),
          Column.fact("bytes", "MB", 1e-6, 1),
          Column.fact("bytes_per_token", "bytes/token", 1, 2),
          Column.fact("cpu_s", "cpu s", 1, 3),
          Column.lower("wall_s", "wall s", 1, 3));

  /**
   * What to measure.
   *
   * @param text see {@link BenchText#chunks}
   * @param trainMegabytes text to train on
   * @param encodeMegabytes text to encode
   * @param merges to learn
   * @param cores numbers of threads to train with
   */
  public record Request(
      Path text, int trainMegabytes, int encodeMegabytes, int merges, List<Integer> cores) {
    /** Checks the numbers. */
    public Request {
      cores = Requests.ascending("cores", cores);
      Requests.positive("train-megabytes", trainMegabytes);
      Requests.positive("encode-megabytes", encodeMegabytes);
      Requests.positive("merges", merges);
    }

    private Map<String, Object> settings() {
      return Map.of(
          "text",
          text.getFileName().toString(),
          "train_megabytes",
          trainMegabytes,
          "encode_megabytes",
          encodeMegabytes,
          "merges",
          merges,
          "cores",
          cores);
    }
  }

  private final Request request;
  private final Notebook notebook;
  private final List<String> texts;
  private final List<byte[]> bytes;
  private final long size;

  private TokenizerBench(Request request, Notebook notebook) {
    this.request = request;
    this.notebook = notebook;
    this.texts = BenchText.chunks(request.text, (long) (request.encodeMegabytes * MEGA));
    this.bytes = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    this.size = bytes.stream().mapToLong(text -> text.length).sum();
  }

  /** Measures everything. */
  public static SpeedRecord run(Request request, Effort effort, Consumer<String> progress) {
    Notebook notebook = new Notebook("tokenizer", effort, false, request.settings(), progress);
    TokenizerBench bench = new TokenizerBench(request, notebook);
    notebook.note(
        "encode: one thread, texts of 16 thousand characters, the same for every encoder; a text"
            + " shorter than asked for is repeated; train: counting and merging, wall time");
    BytePairTokenizer trained = bench.train();
    Tokenizer cl100k = TokenizerSpec.cl100kBase().make(List.of(), 1, merges -> {});
    bench.encode("bpe", trained);
    bench.encode("cl100k_base", (BytePairTokenizer) cl100k);
    bench.jtokkit();
    return notebook.close(COLUMNS);
  }

  private BytePairTokenizer train() {
    List<String> training = BenchText.chunks(request.text, (long) (request.trainMegabytes * MEGA));
    long trainingBytes =
        training.stream().mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
    TokenizerSpec spec = TokenizerSpec.bpe(request.merges + 257);
    BytePairTokenizer trained = BytePairTrainer.train(texts, 258);
    for (int threads : request.cores) {
      notebook.progress("training with %d threads".formatted(threads));
      BytePairTokenizer[] result = new BytePairTokenizer[1];
      Timing.Sample once =
          Timing.once(
              () -> result[0] = BytePairTrainer.train(training, spec, threads, merges -> {}));
      trained = result[0];
      Map<String, Object> row = row("train", "bpe", "ours", threads);
      row.put("bytes_per_s", trainingBytes / once.wall());
      row.put("bytes", trainingBytes);
      row.put("wall_s", once.wall());
      notebook.row(row);
    }
    return trained;
  }

  private void encode(String name, BytePairTokenizer tokenizer) {
    IntList ids = new IntList(1 << 16);
    measure(
        name,
        "ours, bytes",
        unused -> {
          long tokens = 0;
          for (byte[] text : bytes) {
            ids.clear();
            tokenizer.encode(text, 0, text.length, ids);
            tokens += ids.size();
          }
          return tokens;
        });
    measure(name, "ours", each(text -> tokenizer.encode(text).length));
    ForeignTokenizer same = ForeignTokenizer.same(tokenizer);
    measure(name, "Hugging Face", each(text -> same.encode(text).length));
  }

  private void jtokkit() {
    Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    measure("cl100k_base", "jtokkit", each(text -> encoding.encodeOrdinary(text).size()));
  }

  private ToLongFunction<List<String>> each(ToLongFunction<String> encode) {
    return all -> all.stream().mapToLong(encode).sum();
  }

  private void measure(String tokenizer, String encoder, ToLongFunction<List<String>> encode) {
    notebook.progress("encoding with %s, %s".formatted(tokenizer, encoder));
    long[] tokens = new long[1];
    Timing timing = Timing.of(notebook.effort(), () -> tokens[0] = encode.applyAsLong(texts));
    Map<String, Object> row = row("encode", tokenizer, encoder, 1);
    row.put("bytes_per_s", size / timing.median(notebook.clock()));
    row.put("bytes", size);
    row.put("bytes_per_token", (double) size / tokens[0]);
    row.put("cpu_s", timing.median(Clock.CPU));
    row.put("wall_s", timing.median(Clock.WALL));
    notebook.row(row);
  }

  private static Map<String, Object> row(
      String what, String tokenizer, String encoder, int threads) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("what", what);
    row.put("tokenizer", tokenizer);
    row.put("encoder", encoder);
    row.put("threads", threads);
    return row;
  }
}
