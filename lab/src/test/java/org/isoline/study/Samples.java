package org.isoline.study;

/** Study text that tests read, whole or with one thing changed. */
final class Samples {
  static final String QUICK =
      """
      study: sample
      seed: 1
      corpus:
        sources:
          - maven: org.example:words:1.0
            sha256: 00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF
            format: wordnet
          - text: more/*.txt
          - {jsonl: "a: b.jsonl", id: key}
        tokenizer: {kind: bpe, vocabulary: 1024}
        invalid_utf8: replace
      model: {profile: paper, context: 256, head_dim: 32}
      sizes:
        - {name: xs, layers: 2, width: 32}
        - {name: s, layers: 3, width: 64, glu_dim: 200}
      architectures:
        llama: {learning_rate: 3e-3}
        tnl: {learning_rate: {xs: 4e-3, s: 2e-3}}
      train:
        tokens: 1_000_000
        batch_tokens: 4096
        micro_batch_sequences: 8
        schedule: {kind: constant, warmup_steps: 20}
        seeds: [1, 2]
      checkpoints: {count: 8}
      """;

  private Samples() {}

  /** The sample with one piece of its text replaced. */
  static String with(String piece, String replacement) {
    if (!QUICK.contains(piece)) {
      throw new IllegalArgumentException("the sample has no '" + piece + "'");
    }
    return QUICK.replace(piece, replacement);
  }

  static Study study() {
    return StudyFile.parse("sample.yaml", QUICK);
  }
}
