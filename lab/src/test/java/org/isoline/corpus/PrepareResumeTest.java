package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preparation that is interrupted, cut in other ways or damaged ends in the same files. */
class PrepareResumeTest {
  private static final int DOCUMENTS = 240;
  private static final int KILLS = 5;

  @TempDir Path folder;
  private CorpusSpec spec;
  private Map<String, String> whole;

  @BeforeEach
  void prepareAtOnce() throws IOException {
    spec = PrepareTexts.write(folder, DOCUMENTS);
    PrepareTexts.prepare(spec, folder.resolve("whole"), 1, 1L << 30, silent());
    whole = PrepareTexts.hashes(folder.resolve("whole"));
  }

  private static PrepareProgress silent() {
    return PrepareProgress.lines(line -> {});
  }

  @Test
  void anyThreadsAndUnitsGiveTheSameFiles() throws IOException {
    assertThat(whole).hasSize(9);
    for (int threads : List.of(1, 2, 5)) {
      for (long unit : List.of(1024L, 7000L)) {
        Path out = folder.resolve("out-%d-%d".formatted(threads, unit));
        PrepareTexts.prepare(spec, out, threads, unit, silent());
        assertThat(PrepareTexts.hashes(out)).isEqualTo(whole);
      }
    }
  }

  @Test
  void everyDocumentHasOneFateAndTheyAreCounted() throws IOException {
    List<String> texts = RandomText.documents(3, 120);
    List<String> others = RandomText.documents(4, 120);
    StringBuilder first = new StringBuilder();
    StringBuilder second = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      first.append("{\"text\": \"%s\"}%n".formatted(text));
      second.append("{\"text\": \"%s\"}%n".formatted(i % 4 == 0 ? text : text + " more"));
      second.append("{\"text\": \"%s\"}%n".formatted(others.get(i)));
    }
    List<Source> sources = new ArrayList<>();
    for (Object lines : List.of(first, second)) {
      Path file = Files.createTempFile(folder, "texts", ".jsonl");
      Files.writeString(file, lines.toString());
      sources.add(new JsonLines(file.toString(), "text", Optional.empty()));
    }
    CleaningSpec usual = CleaningSpec.DEFAULT;
    CorpusSpec mixed =
        new CorpusSpec(
            sources,
            TokenizerSpec.bytes(),
            0.2,
            1,
            InvalidText.STOP,
            new Mixture(List.of(2.0, 1.0), 5),
            new CleaningSpec(
                usual.nfc(),
                usual.nul(),
                usual.maxDocumentBytes(),
                usual.onTooLong(),
                Map.of(),
                true,
                Optional.of(new NearDuplicates(3, 20, 5, 0.6, 0))));
    PrepareTexts.prepare(mixed, folder.resolve("mixed-1"), 1, 1L << 30, silent());
    PrepareTexts.prepare(mixed, folder.resolve("mixed-2"), 2, 2000, silent());
    assertThat(PrepareTexts.hashes(folder.resolve("mixed-2")))
        .isEqualTo(PrepareTexts.hashes(folder.resolve("mixed-1")));
    try (PreparedCorpus corpus = PreparedCorpus.open(folder.resolve("mixed-1"))) {
      Manifest.SourceEntry repeats = corpus.manifest().sources().get(1);
      assertThat(repeats.dropped().get("exact_duplicate").documents()).isEqualTo(30);
      assertThat(repeats.dropped().get("near_duplicate").documents()).isBetween(75L, 95L);
      for (Manifest.SourceEntry source : corpus.manifest().sources()) {
        assertThat(
                source.dropped().values().stream()
                    .reduce(source.train().plus(source.validation()), Count::plus))
            .isEqualTo(source.read());
      }
      double share =
          (double) corpus.manifest().sources().get(0).train().bytes()
              / corpus.manifest().train().bytes();
      assertThat(share).isBetween(0.55, 0.78);
      assertThat(starts(corpus.validation(), corpus.tokenizer()))
          .doesNotContainAnyElementsOf(starts(corpus.train(), corpus.tokenizer()));
    }
  }

  /** The first words of every document, which near-duplicates share here. */
  private static List<String> starts(TokenShard shard, Tokenizer tokenizer) {
    List<String> starts = new ArrayList<>();
    for (int document = 0; document < shard.documents(); document++) {
      int[] ids = new int[(int) shard.documentTokens(document)];
      shard.copy(shard.documentStart(document), ids.length, ids, 0);
      String text = tokenizer.decode(ids);
      starts.add(text.endsWith(" more") ? text.substring(0, text.length() - 5) : text);
    }
    return starts;
  }

  @Test
  void unitsHaveTheirSizeBySources() {
    PrepareSettings usual = PrepareSettings.usual();
    assertThat(usual.unitBytes(10)).isEqualTo(1L << 20);
    assertThat(usual.unitBytes(10_000_000_000L)).isEqualTo(10_000_000L);
    assertThat(usual.unitBytes(1L << 50)).isEqualTo(64L << 20);
    assertThat(new PrepareSettings(1, 4096).unitBytes(1L << 50)).isEqualTo(4096);
    assertThatThrownBy(() -> new PrepareSettings(1, 100))
        .hasMessageContaining("unitBytes: 100; legal: 1024 to ");
    assertThatThrownBy(() -> new PrepareSettings(0, 4096)).hasMessageContaining("threads: 0");
  }

  @Test
  void whatIsFinishedIsNotDoneAgain() throws IOException {
    Path out = folder.resolve("out");
    stopAt(out, "training");
    Map<Path, Object> texts = keys(out, ".text.json");
    assertThat(texts).hasSizeGreaterThan(5);
    stopAt(out, "wrote train");
    assertThat(keys(out, ".text.json")).isEqualTo(texts);
    Map<Path, Object> tokens = keys(out, ".validation.json");
    assertThat(tokens).hasSameSizeAs(texts);
    List<String> said = new ArrayList<>();
    PrepareProgress last =
        PrepareProgress.lines(
            line -> {
              said.add(line);
              if (line.startsWith("wrote train")) {
                assertThat(keys(out, ".validation.json")).isEqualTo(tokens);
              }
            });
    PrepareTexts.prepare(spec, out, 2, 1L << 30, last);
    assertThat(said).anyMatch(line -> line.startsWith("wrote train"));
    assertThat(said).noneMatch(line -> line.startsWith("training"));
    assertThat(PrepareTexts.hashes(out)).isEqualTo(whole);
  }

  @Test
  void tornPartsAreDoneAgain() throws IOException {
    Path out = folder.resolve("out");
    stopAt(out, "training");
    cut(out.resolve("unfinished/000001.text.bin"));
    cut(out.resolve("unfinished/000002.text.rows"));
    cut(out.resolve("unfinished/000003.text.json"));
    stopAt(out, "wrote train");
    cut(out.resolve("unfinished/000000.train.bin"));
    cut(out.resolve("unfinished/000001.validation.documents.bin"));
    cut(out.resolve("unfinished/000002.validation.json"));
    cut(out.resolve("unfinished/tokenizer.json"));
    PrepareTexts.prepare(spec, out, 2, PrepareTexts.SMALL_UNIT, silent());
    assertThat(PrepareTexts.hashes(out)).isEqualTo(whole);
  }

  @Test
  void partsWithAnotherByteAreDoneAgain() throws IOException {
    Path out = folder.resolve("out");
    stopAt(out, "training");
    flip(out.resolve("unfinished/000001.text.bin"));
    flip(out.resolve("unfinished/fates.bin"));
    stopAt(out, "wrote train");
    flip(out.resolve("unfinished/000002.train.bin"));
    PrepareTexts.prepare(spec, out, 2, PrepareTexts.SMALL_UNIT, silent());
    assertThat(PrepareTexts.hashes(out)).isEqualTo(whole);
  }

  @Test
  void otherTextsBeginAnew() throws IOException {
    Path out = folder.resolve("out");
    stopAt(out, "training");
    Map<Path, Object> before = keys(out, ".text.json");
    Files.writeString(folder.resolve("text/00000.txt"), "another text");
    stopAt(out, "training");
    assertThat(keys(out, ".text.json").values()).doesNotContainAnyElementsOf(before.values());
    PrepareTexts.prepare(spec, out, 2, PrepareTexts.SMALL_UNIT, silent());
    assertThat(PrepareTexts.hashes(out).get("train.bin")).isNotEqualTo(whole.get("train.bin"));
  }

  @Test
  void killedAtAnyMomentItGoesOn() throws Exception {
    Path out = Files.createDirectories(folder.resolve("killed"));
    Random random = new Random(11);
    int kills = 0;
    while (true) {
      Process process = PrepareProcess.start(folder, out);
      Path plan = out.resolve("unfinished/plan.json");
      while (process.isAlive() && (kills >= KILLS || !Files.exists(plan))) {
        process.waitFor(5, TimeUnit.MILLISECONDS);
      }
      if (!process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        kills++;
        assertThatThrownBy(() -> PreparedCorpus.open(out)).isInstanceOf(CorpusException.class);
      } else {
        assertThat(process.exitValue())
            .as(Files.readString(folder.resolve("prepare.log")))
            .isZero();
        break;
      }
    }
    assertThat(kills).isPositive();
    assertThat(PrepareTexts.hashes(out)).isEqualTo(whole);
  }

  @Test
  void aFullDiskKeepsWhatWasDone() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Assumptions.assumeTrue(
        call("mount", "-t", "tmpfs", "-o", "size=80k", "tmpfs", disk.toString()) == 0,
        "skipped: mounting a tmpfs is not allowed here");
    try {
      Path out = disk.resolve("out");
      assertThatThrownBy(
              () -> PrepareTexts.prepare(spec, out, 2, PrepareTexts.SMALL_UNIT, silent()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(out + ": cannot be written: ")
          .hasMessageContaining("No space left on device");
      Map<Path, Object> finished = keys(out, ".text.json");
      assertThat(finished).isNotEmpty();
      assertThat(call("mount", "-o", "remount,size=64m", disk.toString())).isZero();
      stopAt(out, "training");
      assertThat(keys(out, ".text.json")).containsAllEntriesOf(finished);
      PrepareTexts.prepare(spec, out, 2, PrepareTexts.SMALL_UNIT, silent());
      assertThat(PrepareTexts.hashes(out)).isEqualTo(whole);
    } finally {
      call("umount", disk.toString());
    }
  }

  private static int call(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException noSuchProgram) {
      return -1;
    }
  }

  private void stopAt(Path out, String line) {
    assertThatThrownBy(
            () ->
                PrepareTexts.prepare(
                    spec,
                    out,
                    2,
                    PrepareTexts.SMALL_UNIT,
                    PrepareProgress.lines(
                        said -> {
                          if (said.startsWith(line)) {
                            throw new IllegalStateException("stopped");
                          }
                        })))
        .hasMessage("stopped");
  }

  /** Identities of the files of that kind: a file that is written again is another one. */
  private static Map<Path, Object> keys(Path out, String ending) {
    Map<Path, Object> keys = new TreeMap<>();
    try (Stream<Path> files = Files.list(out.resolve("unfinished"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(ending)).toList()) {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        keys.put(file, now.fileKey() + " " + now.lastModifiedTime());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }

  private static void cut(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(open.length()).isPositive();
      open.setLength(open.length() / 2);
    }
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(open.length() / 2);
      int value = open.read();
      open.seek(open.length() / 2);
      open.write(value ^ 1);
    }
  }
}
