package org.isoline.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE as Hugging Face's tokenizers library writes it: tokens as GPT-2 characters, a
 * pre-tokenizer that cuts by a {@link SplitPattern}, and special tokens.
 */
final class TokenizerLayout {
  private TokenizerLayout() {}

  static Map<String, Object> of(BytePairVocabulary vocabulary) {
    ByteCharacters characters = new ByteCharacters();
    List<String> written = vocabulary.tokens().stream().map(characters::write).toList();
    Map<String, Integer> vocab = new LinkedHashMap<>();
    for (int id = 0; id < written.size(); id++) {
      if (!written.get(id).isEmpty()) {
        vocab.put(written.get(id), id);
      }
    }
    vocab.putAll(vocabulary.special());
    List<String> pairs =
        vocabulary.merges().stream()
            .map(m -> written.get(m.left()) + " " + written.get(m.right()))
            .toList();
    List<Object> added = new ArrayList<>();
    vocabulary.special().forEach((name, id) -> added.add(special(name, id)));
    return object(
        "version",
        "1.0",
        "truncation",
        null,
        "padding",
        null,
        "added_tokens",
        added,
        "normalizer",
        null,
        "pre_tokenizer",
        object("type", "Sequence", "pretokenizers", steps(vocabulary.pattern())),
        "post_processor",
        null,
        "decoder",
        byteLevel(),
        "model",
        model(vocab, pairs, vocabulary.wholePieces()));
  }

  private static List<Object> steps(SplitPattern pattern) {
    if (pattern == SplitPattern.NONE) {
      return List.of(byteLevel());
    }
    Map<String, Object> split =
        object(
            "type",
            "Split",
            "pattern",
            object("Regex", pattern.regex()),
            "behavior",
            "Isolated",
            "invert",
            false);
    return List.of(split, byteLevel());
  }

  private static Map<String, Object> byteLevel() {
    return object(
        "type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", false);
  }

  private static Map<String, Object> special(String name, int id) {
    return object(
        "id", id,
        "content", name,
        "single_word", false,
        "lstrip", false,
        "rstrip", false,
        "normalized", false,
        "special", true);
  }

  private static Map<String, Object> model(
      Map<String, Integer> vocab, List<String> merges, boolean wholePieces) {
    return object(
        "type",
        "BPE",
        "dropout",
        null,
        "unk_token",
        null,
        "continuing_subword_prefix",
        null,
        "end_of_word_suffix",
        null,
        "fuse_unk",
        false,
        "byte_fallback",
        false,
        "ignore_merges",
        wholePieces,
        "vocab",
        vocab,
        "merges",
        merges);
  }

  /** An object whose fields keep their order; names and values alternate. */
  private static Map<String, Object> object(Object... fields) {
    Map<String, Object> object = new LinkedHashMap<>();
    List<Object> all = Arrays.asList(fields);
    for (int i = 0; i < all.size(); i += 2) {
      object.put((String) all.get(i), all.get(i + 1));
    }
    return object;
  }
}
