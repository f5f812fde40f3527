package org.isoline.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.isoline.corpus.Batches;
import org.isoline.corpus.CorpusSpec;
import org.isoline.corpus.InvalidText;
import org.isoline.corpus.JsonLines;
import org.isoline.corpus.PrepareProgress;
import org.isoline.corpus.PrepareSettings;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.corpus.TokenShard;
import org.isoline.corpus.TokenizerSpec;

/** From text to token shards, and from shards to batches. */
public final class CorpusBench {
  private static final double PROJECTED_TOKENS = 300e9;
  private static final int SEQUENCES = 16;
  private static final double BATCH_SECONDS = 0.5;
  private static final double HOUR = 3600;
  private static final List<Column> COLUMNS =
      List.of(
          Column.key("stage"),
          Column.key("text"),
          Column.key("threads"),
          Column.higher("bytes_per_s", "MB/s", 1e-6, 1),
          Column.higher("bytes_per_s_core", "MB/s a core", 1e-6, 1),
          Column.fact("hours_300b", "hours to 300 B", 1, 1),
          Column.higher("tokens_per_s", "tokens/s", 1, 0),
          Column.fact("runs", "runs", 1, 0),
          Column.fact("wall_s", "wall s", 1, 3));

  /**
   * What to measure.
   *
   * @param text JSON lines with the field {@code text}, or nothing to generate text
   * @param megabytes of generated text
   * @param vocabulary of the tokenizer, trained once on the text
   * @param threads numbers of threads
   * @param context of batches
   * @param trainingRate tokens per second that training consumes, to hold the supply against
   */
  public record Request(
      Optional<Path> text,
      int megabytes,
      int vocabulary,
      List<Integer> threads,
      int context,
      Optional<Double> trainingRate) {
    /** Checks the numbers. */
    public Request {
      threads = Requests.ascending("cores", threads);
      Requests.positive("megabytes", megabytes);
      Requests.positive("vocabulary", vocabulary);
      Requests.positive("context", context);
    }

    private String label() {
      return text.map(file -> file.getFileName().toString())
          .orElse("generated %d MB".formatted(megabytes));
    }

    private Map<String, Object> settings() {
      return Map.of(
          "text", label(), "vocabulary", vocabulary, "threads", threads, "context", context);
    }
  }

  private final Request request;
  private final Notebook notebook;
  private final Path folder;

  private CorpusBench(Request request, Notebook notebook, Path folder) {
    this.request = request;
    this.notebook = notebook;
    this.folder = folder;
  }

  /** Measures everything, in a temporary folder that takes about four times the text. */
  public static SpeedRecord run(Request request, Effort effort, Consumer<String> progress)
      throws IOException {
    Notebook notebook = new Notebook("corpus", effort, false, request.settings(), progress);
    notebook.note(
        "reading: decode, clean, hash, to disk; encoding: to tokens, to disk; joining: to the final"
            + " files, hashed; other: hash the sources, plan, split, open the tokenizer, flush, which for a short text takes longer than its share; all rates are of text in UTF-8"
            + " by wall time, all stages from text to shards, the tokenizer's training apart");
    Path folder = Files.createTempDirectory("isoline-bench-corpus");
    try {
      new CorpusBench(request, notebook, folder).measure();
    } finally {
      delete(folder);
    }
    return notebook.close(COLUMNS);
  }

  private void measure() throws IOException {
    Path text = folder.resolve("generated.jsonl");
    if (request.text().isEmpty()) {
      notebook.progress("generating " + request.label());
      GeneratedText.write(text, request.megabytes() * 1_000_000L);
    }
    Path source = request.text().orElse(text);
    Path trained = folder.resolve("trained");
    int most = request.threads().getLast();
    TokenizerSpec bpe = TokenizerSpec.bpe(request.vocabulary());
    notebook.progress("training a tokenizer, " + most + " threads");
    Stages first = prepare(source, bpe, trained, most);
    row(most, "training", List.of(first.training), first.bytes, OptionalDouble.empty());
    TokenizerSpec ready = TokenizerSpec.file(trained.resolve("tokenizer.json"), Optional.empty());
    for (int threads : request.threads()) {
      prepareRepeatedly(source, ready, threads);
    }
    supply(trained);
  }

  private void prepareRepeatedly(Path source, TokenizerSpec tokenizer, int threads)
      throws IOException {
    notebook.progress("text to shards, threads " + threads);
    List<Stages> runs = new ArrayList<>();
    double spent = 0;
    while (runs.size() < notebook.effort().repeats()
        && (runs.isEmpty() || spent + runs.getLast().total() <= notebook.effort().limitSeconds())) {
      Path out = folder.resolve("out");
      runs.add(prepare(source, tokenizer, out, threads));
      spent += runs.getLast().total();
      delete(out);
    }
    long bytes = runs.getFirst().bytes;
    OptionalDouble perToken = OptionalDouble.of(runs.getFirst().bytesPerToken);
    for (String pass : runs.getFirst().passes.keySet()) {
      row(threads, pass, runs.stream().map(run -> run.passes.get(pass)).toList(), bytes, perToken);
    }
    row(threads, "other", runs.stream().map(Stages::other).toList(), bytes, perToken);
    row(threads, "all", runs.stream().map(Stages::total).toList(), bytes, perToken);
  }

  private void row(
      int threads, String stage, List<Double> seconds, long bytes, OptionalDouble bytesPerToken) {
    double median = median(seconds);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("stage", stage);
    row.put("text", request.label());
    row.put("threads", threads);
    row.put("bytes_per_s", bytes / median);
    row.put("bytes_per_s_core", bytes / median / threads);
    bytesPerToken.ifPresent(
        size -> {
          row.put("hours_300b", PROJECTED_TOKENS * size / (bytes / median) / HOUR);
          row.put("tokens_per_s", bytes / size / median);
        });
    row.put("runs", seconds.size());
    row.put("wall_s", median);
    notebook.row(row);
  }

  private static double median(List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Tokens per second of batches from the mapped shard. */
  private void supply(Path corpus) {
    notebook.progress("batches");
    try (PreparedCorpus prepared = PreparedCorpus.open(corpus)) {
      TokenShard shard = prepared.train();
      Batches batches = new Batches(shard, request.context(), 1);
      List<Double> seconds = new ArrayList<>();
      int rounds = 1;
      for (int repeat = 0; repeat <= notebook.effort().repeats(); repeat++) {
        double spent = seconds(batches, rounds);
        if (repeat == 0) {
          rounds = Math.max(1, (int) Math.ceil(BATCH_SECONDS / spent));
        } else {
          seconds.add(spent);
        }
      }
      double rate = (double) rounds * SEQUENCES * request.context() / median(seconds);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("stage", "batches of " + request.context());
      row.put("text", request.label());
      row.put("threads", 1);
      row.put("tokens_per_s", rate);
      row.put("runs", seconds.size());
      row.put("wall_s", median(seconds));
      notebook.row(row);
      request
          .trainingRate()
          .ifPresent(
              training ->
                  notebook.note(
                      String.format(
                          Locale.ROOT,
                          "batches come at %.0f times the %.0f tokens/s that training consumes; at least 10 are wanted",
                          rate / training,
                          training)));
    }
  }

  private static double seconds(Batches batches, int rounds) {
    long began = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      batches.next(SEQUENCES);
    }
    return (System.nanoTime() - began) * 1e-9;
  }

  private static Stages prepare(Path source, TokenizerSpec tokenizer, Path out, int threads) {
    CorpusSpec spec =
        new CorpusSpec(
            List.of(new JsonLines(source.toString(), "text", Optional.empty())),
            tokenizer,
            0.01,
            1,
            InvalidText.REPLACE);
    Stages stages = new Stages();
    long began = System.nanoTime();
    try (PreparedCorpus corpus =
        PreparedCorpus.prepare(
            spec, out.resolveSibling("cache"), out, PrepareSettings.withThreads(threads), stages)) {
      stages.end(corpus, (System.nanoTime() - began) * 1e-9);
    }
    return stages;
  }

  /** Seconds of each pass of a preparation. */
  private static final class Stages implements PrepareProgress {
    private final Map<String, Double> passes = new LinkedHashMap<>();
    private long trainingBegan;
    private double training;
    private double wall;
    private long bytes;
    private double bytesPerToken;

    @Override
    public void say(String line) {
      if (line.startsWith("training")) {
        trainingBegan = System.nanoTime();
      }
    }

    @Override
    public void show(Standing standing) {
      if (trainingBegan != 0 && training == 0) {
        training = (System.nanoTime() - trainingBegan) * 1e-9 - standing.seconds();
      }
      passes.put(standing.pass(), standing.seconds());
    }

    void end(PreparedCorpus corpus, double seconds) {
      wall = seconds;
      bytes = corpus.manifest().read().bytes();
      bytesPerToken = corpus.manifest().bytesPerToken();
    }

    double total() {
      return wall - training;
    }

    double other() {
      return total() - passes.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.sorted(Comparator.reverseOrder()).forEach(CorpusBench::deleteFile);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
