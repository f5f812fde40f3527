package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedCorpusTest {
  private static final int DOCUMENTS = 300;
  private static final Consumer<String> SILENT = line -> {};

  @TempDir Path folder;
  private final List<String> texts = RandomText.documents(51, DOCUMENTS);
  private Path lines;

  @BeforeEach
  void write() throws IOException {
    lines = folder.resolve("texts.jsonl");
    writeLines(texts);
  }

  @Test
  void givesBackEveryDocumentOnItsSide() {
    try (PreparedCorpus corpus = prepare(bpe(400), "out")) {
      List<String> kept = new ArrayList<>(documents(corpus.train(), corpus.tokenizer()));
      assertThat(kept).isEqualTo(side(false));
      List<String> heldOut = documents(corpus.validation(), corpus.tokenizer());
      assertThat(heldOut).isEqualTo(side(true));
      assertThat(heldOut.size()).isBetween(DOCUMENTS / 20, DOCUMENTS / 5);
      corpus.verify();
      Manifest manifest = corpus.manifest();
      long bytes = texts.stream().mapToLong(text -> Utf8.bytes(text).length).sum();
      assertThat(manifest.sources())
          .containsExactly(
              new Manifest.SourceEntry(
                  "jsonl " + lines,
                  new Count(DOCUMENTS, bytes),
                  Map.of(),
                  new Count(manifest.train().documents(), manifest.train().bytes()),
                  new Count(manifest.validation().documents(), manifest.validation().bytes()),
                  0,
                  0));
      assertThat(manifest.train().idsUsed())
          .isEqualTo(
              LongStream.range(0, corpus.train().tokens())
                  .mapToInt(corpus.train()::token)
                  .distinct()
                  .count());
      assertThat(manifest.train().documents()).isEqualTo(kept.size());
      assertThat(manifest.train().tokens()).isEqualTo(corpus.train().tokens());
      assertThat(manifest.train().bytes() + manifest.validation().bytes()).isEqualTo(bytes);
      assertThat(manifest.bytesPerToken()).isGreaterThan(1.5);
      assertThat(corpus.train().documentBytes(0)).isEqualTo(Utf8.bytes(kept.get(0)).length);
      assertThat(corpus.tokenizer().vocabularySize()).isEqualTo(400);
    }
  }

  @Test
  void learnsTheTokenizerFromTheTrainingSideOnly() {
    try (PreparedCorpus corpus = prepare(bpe(400), "out")) {
      assertThat(corpus.tokenizer().hash())
          .isEqualTo(BytePairTrainer.train(side(false), 400).hash())
          .isNotEqualTo(BytePairTrainer.train(texts, 400).hash());
    }
  }

  @Test
  void writesTheSameBytesTwice() throws IOException {
    prepare(bpe(400), "one").close();
    prepare(bpe(400), "two").close();
    assertThat(hashes("one")).isEqualTo(hashes("two")).hasSize(9);
  }

  @Test
  void doesNotDependOnWhereTheTextsLieButOnTheirOrder() throws IOException {
    prepare(bpe(400), "one").close();
    Path moved = Files.createDirectories(folder.resolve("moved")).resolve("texts.jsonl");
    Files.move(lines, moved, StandardCopyOption.ATOMIC_MOVE);
    lines = moved;
    String fingerprint;
    try (PreparedCorpus corpus = prepare(bpe(400), "one")) {
      fingerprint = corpus.fingerprint();
    }
    List<String> shuffled = new ArrayList<>();
    List<String> order = new ArrayList<>(Files.readAllLines(moved));
    Collections.shuffle(order, new Random(2));
    shuffled.addAll(order);
    Files.write(moved, shuffled);
    try (PreparedCorpus corpus = prepare(bpe(400), "two")) {
      assertThat(corpus.fingerprint()).isNotEqualTo(fingerprint);
    }
    assertThat(hashes("two").get("train.bin")).isNotEqualTo(hashes("one").get("train.bin"));
    assertThat(Files.size(folder.resolve("two/train.bin")))
        .isEqualTo(Files.size(folder.resolve("one/train.bin")));
  }

  @Test
  void opensWhatIsThereInsteadOfMakingItAgain() throws IOException {
    prepare(bpe(400), "out").close();
    Map<String, String> before = hashes("out");
    List<String> said = new ArrayList<>();
    PreparedCorpus.prepare(bpe(400), folder.resolve("cache"), folder.resolve("out"), said::add)
        .close();
    assertThat(said).isEmpty();
    assertThat(hashes("out")).isEqualTo(before);
  }

  @Test
  void saysWhatIsDifferentInAFolderOfAnotherCorpus() throws IOException {
    prepare(bpe(400), "out").close();
    assertThatThrownBy(() -> prepare(bpe(401), "out"))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("tokenizer: prepared from BPE 400, asked for BPE 401")
        .hasMessageContaining("another folder");
    writeLines(texts.subList(1, DOCUMENTS));
    assertThatThrownBy(() -> prepare(bpe(400), "out"))
        .hasMessageContaining("sources[0]: prepared from jsonl")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tokenizer:"));
  }

  @Test
  void goesOnWithAnInterruptedCorpus() throws IOException {
    prepare(bpe(400), "whole").close();
    Path out = folder.resolve("cut");
    for (String at : List.of("reading", "training", "wrote train", "wrote validation")) {
      Consumer<String> killer =
          line -> {
            if (line.startsWith(at)) {
              throw new IllegalStateException("killed");
            }
          };
      assertThatThrownBy(
              () -> PreparedCorpus.prepare(bpe(400), folder.resolve("cache"), out, killer))
          .hasMessage("killed");
      assertThatThrownBy(() -> PreparedCorpus.open(out)).hasMessageContaining("no manifest.json");
    }
    Files.write(out.resolve("train.bin"), new byte[] {1, 2, 3});
    Files.write(out.resolve("train.bin.tmp"), new byte[] {1, 2, 3});
    Files.writeString(out.resolve("notes.txt"), "mine");
    prepare(bpe(400), "cut").close();
    assertThat(out.resolve("notes.txt")).hasContent("mine");
    Files.delete(out.resolve("notes.txt"));
    assertThat(hashes("cut")).isEqualTo(hashes("whole"));
  }

  @Test
  void namesBothHashesOfATokenizerThatDoesNotBelong() {
    prepare(bpe(400), "out").close();
    BytePairTokenizer other = BytePairTrainer.train(texts, 390);
    String hash = TokenizerFile.load(folder.resolve("out/tokenizer.json")).hash();
    other.save(folder.resolve("out/tokenizer.json"));
    assertThatThrownBy(() -> PreparedCorpus.open(folder.resolve("out")))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(hash)
        .hasMessageContaining(other.hash())
        .hasMessageContaining("tokenizer.json");
  }

  @Test
  void refusesAShardOfAnotherCorpus() throws IOException {
    prepare(bytes(0.1), "one").close();
    prepare(bytes(0.2), "two").close();
    for (String file : List.of("train.bin", "train.json", "train.documents.bin")) {
      Files.copy(
          folder.resolve("two").resolve(file),
          folder.resolve("one").resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertThatThrownBy(() -> PreparedCorpus.open(folder.resolve("one")))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("fingerprint");
  }

  @Test
  void saysWhatToDoWithATruncatedShard() throws IOException {
    prepare(bytes(0.1), "out").close();
    Path bin = folder.resolve("out/validation.bin");
    byte[] content = Files.readAllBytes(bin);
    Files.write(bin, Arrays.copyOf(content, content.length / 2));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> prepare(bytes(0.1), "out"))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining(bin.toString())
          .hasMessageContaining(
              "%d bytes, expected %d".formatted(content.length / 2, content.length))
          .hasMessageContaining("delete the folder and run prepare again");
    }
  }

  @Test
  void keepsDuplicatesOnOneSideAndDocumentsWhereTheyWere() throws IOException {
    Split split = new Split(0.3, 9);
    long heldOut = texts.stream().filter(t -> split.validation(Utf8.bytes(t))).count();
    assertThat(heldOut).isBetween(DOCUMENTS / 5L, DOCUMENTS * 2L / 5);
    Split larger = new Split(0.4, 9);
    assertThat(texts)
        .filteredOn(t -> split.validation(Utf8.bytes(t)))
        .allMatch(t -> larger.validation(Utf8.bytes(t)));
    List<String> twice = new ArrayList<>(texts);
    twice.addAll(texts);
    writeLines(twice);
    try (PreparedCorpus corpus = prepare(bytes(0.1), "out")) {
      List<String> held = documents(corpus.validation(), corpus.tokenizer());
      assertThat(documents(corpus.train(), corpus.tokenizer())).doesNotContainAnyElementsOf(held);
    }
  }

  @Test
  void splitsByTheHashThatTheDocumentationStates() {
    // Fractions computed with another implementation of SHA-256.
    assertSplitAt(1, 0.570625);
    assertSplitAt(-2, 0.303531);
  }

  private static void assertSplitAt(long seed, double fraction) {
    byte[] text = Utf8.bytes("a document, é");
    assertThat(new Split(fraction - 1e-5, seed).validation(text)).isFalse();
    assertThat(new Split(fraction + 1e-5, seed).validation(text)).isTrue();
  }

  @Test
  void laysSourcesOutInTheOrderGiven() throws IOException {
    Path first = Files.createDirectories(folder.resolve("z"));
    for (int i = 0; i < 30; i++) {
      Files.writeString(first.resolve("%02d.txt".formatted(i)), "z %02d".formatted(i));
    }
    CorpusSpec spec =
        new CorpusSpec(
            List.of(new TextFiles(first.toString()), source()),
            TokenizerSpec.bytes(),
            0.5,
            1,
            InvalidText.STOP);
    try (PreparedCorpus corpus = prepare(spec, "out")) {
      List<String> train = documents(corpus.train(), corpus.tokenizer());
      int z = (int) train.stream().filter(text -> text.startsWith("z ")).count();
      assertThat(z).isPositive();
      assertThat(train.subList(0, z)).allMatch(text -> text.startsWith("z ")).isSorted();
      assertThat(corpus.manifest().sources()).hasSize(2);
    }
  }

  @Test
  void countsMalformedAndEmptyDocuments() throws IOException {
    List<String> all = new ArrayList<>(Files.readAllLines(lines));
    all.add("{\"text\": \"\", \"id\": \"y\"}");
    all.add("{\"text\": \"half \\ud83d\", \"id\": \"z\"}");
    Files.write(lines, all);
    CorpusSpec skipping =
        new CorpusSpec(List.of(source()), TokenizerSpec.bytes(), 0.1, 1, InvalidText.SKIP);
    try (PreparedCorpus corpus = prepare(skipping, "out")) {
      Manifest.SourceEntry counts = corpus.manifest().sources().getFirst();
      assertThat(counts.read().documents()).isEqualTo(DOCUMENTS + 1);
      assertThat(counts.train().plus(counts.validation()).documents()).isEqualTo(DOCUMENTS);
      assertThat(counts.invalid()).isEqualTo(1);
      assertThat(counts.dropped())
          .containsOnly(
              Map.entry("empty", new Count(1, 0)), Map.entry("invalid_utf8", new Count(1, 0)));
    }
  }

  @Test
  void refusesACorpusWithNothingInIt() throws IOException {
    Files.writeString(lines, "\n{\"text\": \"\", \"id\": 1}\n");
    assertThatThrownBy(() -> prepare(bytes(0.1), "out"))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("sources[0]")
        .hasMessageContaining("no document has any text")
        .hasMessageContaining("1 empty");
  }

  @Test
  void refusesASideWithNothingOnIt() throws IOException {
    writeLines(List.of("only one"));
    double low = new Split(0.5, 1).validation(Utf8.bytes("only one")) ? 1e-9 : 0.5;
    assertThatThrownBy(() -> prepare(bytes(low), "out"))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("validationFraction: " + low)
        .hasMessageContaining("validation side empty (1 documents")
        .hasMessageContaining("raise it");
    assertThatThrownBy(() -> prepare(bytes(0.999999999), "out"))
        .hasMessageContaining("training side empty");
  }

  @Test
  void refusesAManifestOfAnotherFormat() throws IOException {
    prepare(bytes(0.1), "out").close();
    Path manifest = folder.resolve("out/manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"formatVersion\" : 2", "\"formatVersion\" : 99"));
    assertThatThrownBy(() -> PreparedCorpus.open(folder.resolve("out")))
        .hasMessageContaining("formatVersion 99");
    Files.writeString(manifest, text.substring(0, 100));
    assertThatThrownBy(() -> PreparedCorpus.open(folder.resolve("out")))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("manifest.json:");
  }

  private PreparedCorpus prepare(CorpusSpec spec, String out) {
    return PreparedCorpus.prepare(spec, folder.resolve("cache"), folder.resolve(out), SILENT);
  }

  private Source source() {
    return new JsonLines(lines.toString(), "text", Optional.of("id"));
  }

  private CorpusSpec bpe(int vocabulary) {
    return new CorpusSpec(
        List.of(source()), TokenizerSpec.bpe(vocabulary), 0.1, 1, InvalidText.STOP);
  }

  private CorpusSpec bytes(double fraction) {
    return new CorpusSpec(List.of(source()), TokenizerSpec.bytes(), fraction, 1, InvalidText.STOP);
  }

  private List<String> side(boolean validation) {
    Split split = new Split(0.1, 1);
    return texts.stream().filter(text -> split.validation(Utf8.bytes(text)) == validation).toList();
  }

  private void writeLines(List<String> texts) throws IOException {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      written.add("{\"text\": \"%s\", \"id\": \"%05d\"}".formatted(texts.get(i), i));
    }
    Files.write(lines, written, StandardCharsets.UTF_8);
  }

  private Map<String, String> hashes(String out) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.toList()) {
        hashes.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return hashes;
  }

  private static List<String> documents(TokenShard shard, Tokenizer tokenizer) {
    List<String> texts = new ArrayList<>();
    for (int d = 0; d < shard.documents(); d++) {
      int[] ids = new int[(int) shard.documentTokens(d)];
      shard.copy(shard.documentStart(d), ids.length, ids, 0);
      assertThat(ids[ids.length - 1]).isEqualTo(tokenizer.endOfText());
      texts.add(tokenizer.decode(ids));
    }
    return texts;
  }
}
