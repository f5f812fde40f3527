package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wrong study names place, key, value and the way out. */
class BadStudyTest {

  private static void assertRefused(String text, String... parts) {
    assertThatThrownBy(() -> StudyFile.parse("s.yaml", text))
        .isInstanceOf(StudyException.class)
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed: 1 | sead: 1 | s.yaml:2:1: unknown key sead (did you mean 'seed'?); the keys of a study are study, seed, corpus",
        "batch_tokens: | batch_token: | s.yaml:21:3: unknown key train.batch_token (did you mean 'batch_tokens'?)",
        "layers: 2, | layers: 2, colour: red, | s.yaml:14:27: unknown key sizes[0].colour; the keys of sizes[0] are name, layers, width",
        "tnl: | tln: | s.yaml:18:3: unknown key architectures.tln (did you mean 'tnl'?); the keys of architectures are llama, tnl, hgrn2, cosformer2",
        "llama: | gpt: | s.yaml:17:3: unknown key architectures.gpt; the keys",
        "xs: 4e-3 | xxs: 4e-3 | s.yaml:18:25: unknown key architectures.tnl.learning_rate.xxs (did you mean 'xs'?)"
      })
  void unknownKeys(String piece, String replacement, String message) {
    assertRefused(Samples.with(piece, replacement), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens: 1_000_000 | tokens: many | s.yaml:20:11: train.tokens = many, must be a whole number from 1 to 1,000,000,000,000,000",
        "tokens: 1_000_000 | tokens: 1.5e-1 | train.tokens = 1.5e-1, must be a whole number",
        "tokens: 1_000_000 | tokens: '1000000' | train.tokens = \"1000000\", must be a whole number from 1 to 1,000,000,000,000,000; write it without quotes",
        "tokens: 1_000_000 | tokens: [1] | train.tokens = a list of 1, must be a whole number",
        "tokens: 1_000_000 | tokens: | train.tokens = nothing, must be a whole number",
        "learning_rate: 3e-3 | learning_rate: fast | s.yaml:17:26: architectures.llama.learning_rate = fast, must be a number above 0 and at most 1, or a mapping from every size",
        "{learning_rate: 3e-3} | 3e-3 | s.yaml:17:10: architectures.llama = 3e-3, must be a mapping with learning_rate",
        "{kind: constant, warmup_steps: 20} | constant | train.schedule = constant, must be a mapping with kind",
        "kind: constant | kind: constnat | train.schedule.kind = constnat, must be one of constant, cosine, wsd (did you mean 'constant'?)",
        "profile: paper | profile: pauper | model.profile = pauper, must be one of paper (did you mean 'paper'?)",
        "{name: xs, layers: 2, width: 32} | [2, 32] | s.yaml:14:5: sizes[0] = a list of 2, must be a mapping",
        "format: wordnet | format: {a: 1} | corpus.sources[0].format = a mapping of [a], must be one of wordnet, javadoc, aws-documentation",
        "seeds: [1, 2] | seeds: 1 | train.seeds = 1, must be a list of at least one value",
        "seeds: [1, 2] | seeds: [1, x] | train.seeds = a list of 2, must be a list of at least one value, each a whole number",
        "study: sample | study: a/b | s.yaml:1:8: study = a/b, must be a name of at most 40 letters",
        "org.example:words:1.0 | words-1.0.jar | corpus.sources[0].maven = words-1.0.jar, must be Maven coordinates",
        "00112233445566778899aabb | 0011 | must be 64 hexadecimal digits"
      })
  void wrongTypes(String piece, String replacement, String message) {
    assertRefused(Samples.with(piece, replacement == null ? "" : replacement), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens: 1_000_000 | tokens: 0 | train.tokens = 0, must be a whole number from 1",
        "tokens: 1_000_000 | tokens: -5 | train.tokens = -5, must be a whole number from 1",
        "tokens: 1_000_000 | tokens: 1e30 | train.tokens = 1e30, must be a whole number from 1",
        "batch_tokens: 4096 | batch_tokens: 0 | train.batch_tokens = 0",
        "context: 256 | context: 0 | model.context = 0, must be a whole number from 1",
        "head_dim: 32 | head_dim: -32 | model.head_dim = -32, must be a whole number from 2",
        "layers: 2 | layers: 0 | sizes[0].layers = 0, must be a whole number from 1 to 1,000",
        "width: 32 | width: -32 | sizes[0].width = -32",
        "glu_dim: 200 | glu_dim: 0 | sizes[1].glu_dim = 0",
        "learning_rate: 3e-3 | learning_rate: 0 | architectures.llama.learning_rate = 0, must be a number above 0 and at most 1",
        "s: 2e-3 | s: -2e-3 | architectures.tnl.learning_rate.s = -2e-3, must be a number above 0",
        "warmup_steps: 20 | warmup_steps: -1 | train.schedule.warmup_steps = -1",
        "count: 8 | count: -8 | checkpoints.count = -8, must be a whole number from 0 to 10,000",
        "vocabulary: 1024 | vocabulary: 257 | corpus.tokenizer.vocabulary = 257, must be at least 258",
        "seed: 1 | seed: -1 | s.yaml:2:7: seed = -1, must be a whole number from 0",
        "seeds: [1, 2] | 'weight_decay: -1' | train.weight_decay = -1, must be a number from 0 to 10",
        "seeds: [1, 2] | 'beta1: 1' | train.beta1 = 1, must be a number at least 0 and below 1",
        "seeds: [1, 2] | 'eps: 0' | train.eps = 0, must be a number above 0 and at most 1"
      })
  void impossibleNumbers(String piece, String replacement, String message) {
    assertRefused(Samples.with(piece, replacement), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "head_dim: 32 | head_dim: 30 | s.yaml:12:49: model.head_dim = 30 does not divide width = 32; take a divisor of 32",
        "'head_dim: 32' | 'head_dim: 1_6, init: normal, context: 3' | duplicate key 'context'",
        "batch_tokens: 4096 | batch_tokens: 4000 | s.yaml:21:17: train.batch_tokens = 4000 is not a multiple of context = 256; the nearest are 3840 and 4096",
        "batch_tokens: 4096 | batch_tokens: 1_000_192 | train.batch_tokens = 1000192 is above tokens = 1000000",
        "micro_batch_sequences: 8 | micro_batch_sequences: 7 | train.micro_batch_sequences = 7 does not divide the 16 sequences of a batch (batch_tokens = 4096, context = 256); take 4",
        "count: 8 | every_tokens: 0 | s.yaml:25:14: checkpoints asks for nothing; give at least one of every_tokens, count, log_spaced",
        "count: 8 | log_spaced: 3 | checkpoints.log_spaced = 3 needs first_tokens",
        "count: 8 | 'log_spaced: 3, first_tokens: 9e9' | checkpoints.first_tokens = 9000000000 is not below the 1003520 tokens of the run",
        "kind: constant | 'kind: constant, final_factor: 0.1' | train.schedule.final_factor does not go with kind: constant, whose keys are kind, warmup_steps",
        "kind: bpe | kind: bytes | corpus.tokenizer.vocabulary does not go with kind: bytes",
        "', vocabulary: 1024' | '' | corpus.tokenizer.vocabulary is missing",
        "format: wordnet | text: x | s.yaml:5:7: corpus.sources[0] must have exactly one of maven, text, jsonl, parquet, csv; it has maven and text",
        "text: more/*.txt | {parquet: x, delimiter: y} | corpus.sources[1].delimiter does not go with parquet",
        "text: more/*.txt | {text: x, weight: 2} | corpus.sources: 1 of 3 have a weight; give every source one, or none",
        "text: more/*.txt | {csv: x, delimiter: yz} | corpus.sources[1].delimiter = yz, must be one ASCII character",
        "'invalid_utf8: replace' | 'cleaning: {rules: {min_letter_share: 2}}' | corpus.cleaning.rules.min_letter_share = 2, must be a number from 0 to 1",
        "'invalid_utf8: replace' | 'cleaning: {near_duplicates: {bands: 200}}' | corpus.cleaning.near_duplicates: bands = 200 times rows = 8 is above 1024",
        "'invalid_utf8: replace' | 'cleaning: {max_document_bytes: 1}' | corpus.cleaning.max_document_bytes = 1, must be a whole number from 1,024 to 1,073,741,824",
        "text: more/*.txt | id: x | corpus.sources[1] must have exactly one of maven, text, jsonl, parquet, csv; it has none",
        "text: more/*.txt | '{text: x, id: y}' | corpus.sources[1].id does not go with text",
        "name: xs | name: s | s.yaml:15:5: sizes has 's' twice",
        "'name: xs' | 'name: 70M' | sizes[0].name = 70M is a published size",
        "'{name: xs, layers: 2, width: 32}' | 70M | s.yaml:14:5: sizes[0] = 70M has heads of 128 channels, but model.head_dim = 32; remove head_dim",
        "'{name: xs, layers: 2, width: 32}' | 420M | sizes[0] = 420M, must be one of 70M, 160M, 410M, 1B, 3B, 7B, 1B-1792, 1B-2048, 1B-3072 (did you mean '410M'?)",
        "xs: 4e-3, | '' | architectures.tnl.learning_rate.xs is missing",
        "seeds: [1, 2] | seeds: [3, 3] | train.seeds = [3, 3] has a seed twice",
        "'{name: xs, layers: 2, width: 32}' | '{name: s-s2, layers: 2, width: 32}' | sizes and seeds give two cells the name 'llama-s-s2'",
        "tokens: 1_000_000 | '' | s.yaml:21:3: train.tokens is missing; must be a whole number"
      })
  void contradictions(String piece, String replacement, String message) {
    String text = Samples.QUICK;
    if (message.contains("s-s2")) {
      text = text.replace("{xs: 4e-3, s: 2e-3}", "1e-3");
    }
    assertRefused(text.replace(piece, replacement), message);
  }

  @Test
  void messagesSayWhatTheKeyMeans() {
    assertRefused(
        Samples.with("tokens: 1_000_000", "tokens: many"),
        "\n  tokens: D, tokens to train on; the run ends with the step that reaches them");
  }

  @Test
  void emptyCollections() {
    int architectures = Samples.QUICK.indexOf("architectures:");
    String none =
        Samples.QUICK.substring(0, architectures)
            + "architectures: {}\n"
            + Samples.QUICK.substring(Samples.QUICK.indexOf("train:"));
    assertRefused(none, "s.yaml:16:16: architectures is empty; give at least one of llama, tnl");
    assertRefused(
        Samples.QUICK.replaceAll("(?s)sizes:.*architectures", "sizes: []\narchitectures"),
        "s.yaml:13:8: sizes = an empty list, must be a list of at least one");
    assertRefused(
        Samples.QUICK.replaceAll("(?s)sources:.*tokenizer", "sources: []\n  tokenizer"),
        "corpus.sources = an empty list, must be a list of sources");
  }

  @Test
  void missingSections() {
    assertRefused("study: x\n", "s.yaml:1:1: corpus is missing; must be a mapping with sources");
    assertRefused(
        Samples.with("checkpoints: {count: 8}", ""), "checkpoints is missing; must be a mapping");
  }

  @Test
  void duplicateKeys() {
    assertRefused(
        Samples.with("  batch_tokens: 4096", "  batch_tokens: 4096\n  tokens: 3"),
        "s.yaml:22:3: duplicate key 'tokens', first given in line 20; keep one of the two");
    assertRefused(Samples.QUICK + "seed: 2\n", "s.yaml:26:1: duplicate key 'seed'");
  }

  @Test
  void malformedYaml() {
    assertRefused(
        Samples.with("{count: 8}", "{count: 8"), "s.yaml:26:1: not YAML: while parsing a");
    assertRefused("study: a: b\n", "s.yaml:1:9: not YAML: mapping values are not allowed here");
    assertRefused("study:\n\t- b\n", "s.yaml:2:1: not YAML", "TAB");
    assertRefused("study: \"x\n", "s.yaml:2:1: not YAML: while scanning a quoted scalar");
    assertRefused("study: \u0007\n", "s.yaml:1:", "not YAML");
  }

  @Test
  void otherDocuments() {
    assertRefused("", "s.yaml:1:1: is empty");
    assertRefused("# only a remark\n", "s.yaml:1:1: is empty");
    assertRefused("- a\n", "s.yaml:1:1: is a list of 1; a study is a mapping");
    assertRefused("hello\n", "s.yaml:1:1: is hello; a study is a mapping");
    assertRefused("a: 1\n---\nb: 2\n", "second document; a study file holds one");
    assertRefused("a: &x {b: 1}\nc: *x\n", "s.yaml:2:4: alias *x; aliases are not read");
    assertRefused("a: !!int 3\n", "s.yaml:1:", "tags are not read");
  }

  @Test
  void columnsCountCharactersNotBytes() {
    assertRefused(
        Samples.with("study: sample", "study: \"\uD83D\uDE00\""),
        "s.yaml:1:8: study = \"\uD83D\uDE00\", must be a name");
    assertRefused("{x\uD83D\uDE00: 1, study: \"q\"}", "s.yaml:1:2: unknown key x\uD83D\uDE00");
  }
}
