package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.corpus.CleaningSpec;
import org.isoline.model.Architecture;
import org.isoline.model.DocumentBoundaries;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.Shape;
import org.isoline.train.AdamWConfig;
import org.isoline.train.Arithmetic;
import org.isoline.train.CheckpointPlan;
import org.isoline.train.Schedule;
import org.isoline.train.Schedule.WarmupStableDecay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyFileTest {

  private static Study parse(String text) {
    return StudyFile.parse("sample.yaml", text);
  }

  @Test
  void readsEverySection() {
    Study study = Samples.study();
    assertThat(study.name()).isEqualTo("sample");
    assertThat(study.corpus())
        .isEqualTo(
            new CorpusSection(
                List.of(
                    new SourceSection.Maven(
                        "org.example:words:1.0",
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                        "wordnet",
                        Optional.empty()),
                    new SourceSection.Text("more/*.txt", "none", Optional.empty()),
                    new SourceSection.JsonLines(
                        "a: b.jsonl",
                        "text",
                        Optional.of("key"),
                        Optional.empty(),
                        Optional.empty())),
                new TokenizerSection.Bpe(1024),
                0.02,
                0,
                CorpusSection.InvalidUtf8.REPLACE,
                CleaningSpec.DEFAULT));
    assertThat(study.model())
        .isEqualTo(new ModelSection(ModelSection.Profile.PAPER, 256, 32, Init.METASEQ));
    assertThat(study.sizes())
        .containsExactly(
            new SizeSection.Custom("xs", Shape.of(2, 32, 32, 96, 32, 32)),
            new SizeSection.Custom("s", Shape.of(3, 64, 32, 200, 32, 32)));
    assertThat(study.learningRates())
        .isEqualTo(
            Map.of(
                Architecture.LLAMA,
                new LearningRate.Same(3e-3),
                Architecture.TNL,
                new LearningRate.BySize(Map.of("xs", 4e-3, "s", 2e-3))));
    assertThat(study.train())
        .isEqualTo(
            new TrainSection(
                1_000_000,
                4096,
                8,
                new Schedule.Constant(20),
                AdamWConfig.DEFAULT,
                List.of(1L, 2L),
                Arithmetic.FLOAT32,
                DocumentBoundaries.IGNORE));
    assertThat(study.checkpoints()).isEqualTo(CheckpointPlan.equallySpaced(8));
    assertThat(study.evaluation()).isEqualTo(new Study.Evaluation(65_536, java.util.List.of(), 1));
    assertThat(study.workers()).isEqualTo(new Study.Workers(0, 1, false));
    assertThat(study.fit()).isEqualTo(new Study.Fit(0));
  }

  @Test
  void readsOtherVariants() {
    Study study =
        parse(
            Samples.QUICK
                .replace("{kind: bpe, vocabulary: 1024}", "{kind: bytes}")
                .replace(
                    "{kind: constant, warmup_steps: 20}",
                    "{kind: wsd, decay_fraction: .1, decay_shape: linear, final_factor: 0.01}")
                .replace("{count: 8}", "{log_spaced: 4, first_tokens: 1e4, every_tokens: 5e5}"));
    assertThat(study.corpus().tokenizer()).isEqualTo(new TokenizerSection.Bytes());
    assertThat(study.cells().getFirst().model().vocabulary()).isEqualTo(257);
    assertThat(study.train().schedule())
        .isEqualTo(new WarmupStableDecay(0, 0.1, WarmupStableDecay.Shape.LINEAR, 0.01));
    assertThat(study.checkpoints()).isEqualTo(new CheckpointPlan(500_000, 0, 4, 10_000));
    assertThat(parse(Samples.with("{kind: constant, warmup_steps: 20}", "{kind: cosine}")).train())
        .extracting(TrainSection::schedule)
        .isEqualTo(new Schedule.Cosine(0, 0));
  }

  @Test
  void documentBoundariesAreIgnoredUnlessTheFileSaysOtherwise() {
    Cell ignoring = Samples.study().cells().getFirst();
    assertThat(ignoring.recipe().documentBoundaries()).isEqualTo(DocumentBoundaries.IGNORE);
    Study study = parse(Samples.with("seeds: [1, 2]", "document_boundaries: reset"));
    Cell resetting = study.cells().getFirst();
    assertThat(resetting.recipe().documentBoundaries()).isEqualTo(DocumentBoundaries.RESET);
    assertThat(StudyFile.parse("resolved.yaml", study.toYaml())).isEqualTo(study);
    assertThat(resetting.hash()).isNotEqualTo(ignoring.hash());
    assertThat(ignoring.difference(resetting))
        .containsExactly("recipe.documentBoundaries: was absent, now RESET");
  }

  @Test
  void wholeNumbersHaveManyForms() {
    for (String form : List.of("1000000", "1_000_000", "1e6", "1.0E+6", "10e5", "+1000000")) {
      assertThat(parse(Samples.with("1_000_000", form)).train().tokens())
          .as(form)
          .isEqualTo(1_000_000);
    }
  }

  @Test
  void resolvedStudyReadsBack() {
    for (String text :
        List.of(
            Samples.QUICK,
            Samples.with("more/*.txt", "'- {x}: #y'"),
            Samples.with("study: sample", "study: 0x1F"),
            Samples.with("{kind: constant, warmup_steps: 20}", "{kind: wsd, warmup_steps: 3}"),
            Samples.with("{kind: constant, warmup_steps: 20}", "{kind: cosine}"))) {
      Study study = parse(text);
      assertThat(StudyFile.parse("resolved.yaml", study.toYaml())).isEqualTo(study);
    }
  }

  @Test
  void resolvedStudyShowsDefaults() {
    assertThat(Samples.study().toYaml())
        .contains("split_seed: 0", "beta2: 0.95", "gate_dim: 32", "init: metaseq", "threads: 1");
  }

  @Test
  void wordsAreNotBooleans() {
    assertThat(parse(Samples.with("study: sample", "study: no")).name()).isEqualTo("no");
  }

  @Test
  void studiesOfTheRepositoryAreRead() throws IOException {
    try (var files = Files.list(Path.of("..", "studies"))) {
      List<Path> studies =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !RecallFile.isRecall(file))
              .toList();
      assertThat(studies).hasSizeGreaterThanOrEqualTo(2);
      for (Path file : studies) {
        Study study = StudyFile.read(file);
        assertThat(file.getFileName()).hasToString(study.name() + ".yaml");
      }
    }
  }

  @Test
  void missingFileIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> StudyFile.read(file))
        .isInstanceOf(StudyException.class)
        .hasMessageStartingWith(file + ": no such file");
    assertThatThrownBy(() -> StudyFile.read(folder))
        .isInstanceOf(StudyException.class)
        .hasMessageStartingWith(folder + ": cannot be read");
  }

  @Test
  void otherEncodingsAreNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "study: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> StudyFile.read(file))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("is not UTF-8");
  }

  @Test
  void externalTokenizerCannotBePrepared() {
    Study study =
        parse(
            Samples.with("{kind: bpe, vocabulary: 1024}", "{kind: external, vocabulary: 100_280}"));
    assertThatThrownBy(() -> study.corpus().requirePreparable())
        .isInstanceOf(StudyException.class)
        .hasMessageStartingWith("corpus.tokenizer.kind = external")
        .hasMessageContaining("Take kind: bpe or kind: bytes");
    assertThat(Samples.study().corpus().requirePreparable()).isEqualTo(Samples.study().corpus());
  }

  @Test
  void readsEveryKindOfTokenizer() {
    String bpe = "{kind: bpe, vocabulary: 1024}";
    String special = "{kind: bpe, vocabulary: 1024, special_tokens: [<|user|>, <|bot|>]}";
    assertThat(tokenizer(bpe, special))
        .isEqualTo(new TokenizerSection.Bpe(1024, List.of("<|user|>", "<|bot|>")));
    assertThat(tokenizer(bpe, "{kind: cl100k_base}").vocabulary()).isEqualTo(100_280);
    assertThat(tokenizer(bpe, "{kind: file, file: t.json, end_of_text: </s>, vocabulary: 32000}"))
        .isEqualTo(new TokenizerSection.File("t.json", Optional.of("</s>"), 32_000));
    refuse(bpe, "{kind: file, file: none/t.json}", "corpus.tokenizer.file", "no such file");
    refuse(bpe, "{kind: file}", "corpus.tokenizer.file is missing");
    refuse(bpe, "{kind: cl100k_base, vocabulary: 9}", "vocabulary", "kind: cl100k_base");
    refuse(bpe, "{kind: bpe, vocabulary: 257}", "corpus.tokenizer.vocabulary = 257", "258");
  }

  private static TokenizerSection tokenizer(String before, String now) {
    Study study = parse(Samples.with(before, now));
    assertThat(StudyFile.parse("again.yaml", study.toYaml())).isEqualTo(study);
    return study.corpus().tokenizer();
  }

  private static void refuse(String before, String now, String... named) {
    assertThatThrownBy(() -> parse(Samples.with(before, now)))
        .isInstanceOf(StudyException.class)
        .hasMessageContainingAll(named);
  }
}
