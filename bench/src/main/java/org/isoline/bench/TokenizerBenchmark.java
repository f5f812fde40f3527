package org.isoline.bench;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.isoline.corpus.BytePairTokenizer;
import org.isoline.corpus.BytePairTrainer;
import org.isoline.corpus.ForeignTokenizer;
import org.isoline.corpus.IntList;
import org.isoline.corpus.TokenizerSpec;
import org.isoline.speed.BenchText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encoders on the same million bytes of text, on one thread: operations per second are MB/s. The
 * text is that of {@code -Disoline.text=FILE} (plain or JSON lines, see {@link BenchText}); the BPE
 * with 32,000 merges is trained on 20 MB of it.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1)
@State(Scope.Benchmark)
public class TokenizerBenchmark {
  private static final int MEGABYTE = 1_000_000;
  private static final int TRAINING = 20 * MEGABYTE;

  private final IntList ids = new IntList(MEGABYTE);
  private List<String> texts;
  private List<byte[]> bytes;
  private BytePairTokenizer bpe;
  private BytePairTokenizer cl100k;
  private ForeignTokenizer libraryCl100k;
  private Encoding jtokkit;

  /** Trains and loads. */
  @Setup
  public void prepare() {
    Path file =
        Optional.ofNullable(System.getProperty("isoline.text"))
            .map(Path::of)
            .orElseThrow(
                () -> new IllegalStateException("name a text to encode with -Disoline.text=FILE"));
    texts = BenchText.chunks(file, MEGABYTE);
    bytes = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    bpe = BytePairTrainer.train(BenchText.chunks(file, TRAINING), 32_257);
    cl100k = (BytePairTokenizer) TokenizerSpec.cl100kBase().make(List.of(), 1, merges -> {});
    libraryCl100k = ForeignTokenizer.same(cl100k);
    jtokkit = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  }

  /** Our BPE from bytes, as shards are written. */
  @Benchmark
  public long bpeFromBytes() {
    return fromBytes(bpe);
  }

  /** Our encoder with cl100k_base from bytes. */
  @Benchmark
  public long cl100kFromBytes() {
    return fromBytes(cl100k);
  }

  /** Our encoder with cl100k_base from strings, as the peers get them. */
  @Benchmark
  public long cl100kFromStrings() {
    long tokens = 0;
    for (String text : texts) {
      tokens += cl100k.encode(text).length;
    }
    return tokens;
  }

  /** jtokkit with cl100k_base. */
  @Benchmark
  public long cl100kJtokkit() {
    long tokens = 0;
    for (String text : texts) {
      tokens += jtokkit.encodeOrdinary(text).size();
    }
    return tokens;
  }

  /** Hugging Face's library with cl100k_base. */
  @Benchmark
  public long cl100kLibrary() {
    long tokens = 0;
    for (String text : texts) {
      tokens += libraryCl100k.encode(text).length;
    }
    return tokens;
  }

  private long fromBytes(BytePairTokenizer tokenizer) {
    long tokens = 0;
    for (byte[] text : bytes) {
      ids.clear();
      tokenizer.encode(text, 0, text.length, ids);
      tokens += ids.size();
    }
    return tokens;
  }
}
