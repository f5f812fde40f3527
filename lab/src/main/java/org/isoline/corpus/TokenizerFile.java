package org.isoline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code tokenizer.json} in the layout of Hugging Face's tokenizers library: a BPE model over bytes
 * written as GPT-2 characters, a pre-tokenizer that cuts by {@link SplitPattern#REGEX}, and one
 * special token. A byte tokenizer is the same without cutting and without merges. A {@link
 * ScoredTokenizer} keeps the binary layout of llama2.c.
 */
public final class TokenizerFile {
  private static final String OUR_FILES =
      "only files written by this program can be read: 256 bytes, merges in order, then "
          + Tokenizer.END_OF_TEXT;

  private TokenizerFile() {}

  /** Writes the tokenizer, atomically. */
  public static void save(Tokenizer tokenizer, Path file) {
    switch (tokenizer) {
      case ByteTokenizer bytes ->
          Json.write(file, layout(Vocabulary.withMerges(List.of()), List.of(), bytes.endOfText()));
      case BytePairTokenizer pairs ->
          Json.write(file, layout(pairs.tokens(), pairs.merges(), pairs.endOfText()));
      case ScoredTokenizer scored -> ScoredFile.write(file, scored.pieces());
    }
  }

  /**
   * Reads a tokenizer: scored pieces if the content starts like llama2.c's, whatever the file's
   * name; else bytes if it has no merges, else BPE.
   *
   * @throws CorpusException if the file is missing, malformed, or not of the kind written here
   */
  public static Tokenizer load(Path file) {
    if (ScoredFile.recognises(file)) {
      return ScoredTokenizer.load(file);
    }
    JsonNode root = Json.readTree(file);
    JsonNode model = root.path("model");
    if (!"BPE".equals(model.path("type").asText())) {
      return fail(
          file, "model.type is \"" + model.path("type").asText() + "\", not BPE", OUR_FILES);
    }
    Map<String, Integer> ids = vocabulary(model.path("vocab"));
    List<Vocabulary.Merge> merges = merges(file, model.path("merges"), ids);
    Tokenizer tokenizer = merges.isEmpty() ? new ByteTokenizer() : new BytePairTokenizer(merges);
    JsonNode expected =
        Json.tree(layout(Vocabulary.withMerges(merges), merges, tokenizer.endOfText()));
    for (String part : List.of("pre_tokenizer", "normalizer", "added_tokens")) {
      if (!expected.path(part).equals(root.path(part))) {
        return fail(
            file,
            part + " is " + root.path(part) + " instead of " + expected.path(part),
            OUR_FILES);
      }
    }
    if (!expected.at("/model/vocab").equals(model.path("vocab"))) {
      return fail(file, "model.vocab does not follow from model.merges", OUR_FILES);
    }
    return tokenizer;
  }

  static <T> T fail(Path file, String what, String wayOut) {
    throw new CorpusException("%s: %s; %s".formatted(file, what, wayOut));
  }

  private static Map<String, Integer> vocabulary(JsonNode vocab) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    vocab.properties().forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt(-1)));
    return ids;
  }

  private static List<Vocabulary.Merge> merges(
      Path file, JsonNode written, Map<String, Integer> ids) {
    List<Vocabulary.Merge> merges = new ArrayList<>();
    for (JsonNode node : written) {
      String[] pair =
          node.isArray()
              ? new String[] {node.path(0).asText(), node.path(1).asText()}
              : node.asText().split(" ");
      int merged = Vocabulary.BYTES + merges.size();
      Integer left = pair.length == 2 ? ids.get(pair[0]) : null;
      Integer right = pair.length == 2 ? ids.get(pair[1]) : null;
      if (left == null || right == null || !below(left, merged) || !below(right, merged)) {
        return fail(
            file,
            "model.merges[%d] is %s, which is not two tokens known before it"
                .formatted(merges.size(), node),
            OUR_FILES);
      }
      merges.add(new Vocabulary.Merge(left, right));
    }
    return merges;
  }

  private static boolean below(int id, int limit) {
    return id >= 0 && id < limit;
  }

  private static Map<String, Object> layout(
      List<byte[]> tokens, List<Vocabulary.Merge> merges, int endOfText) {
    ByteCharacters characters = new ByteCharacters();
    List<String> written = tokens.stream().map(characters::write).toList();
    Map<String, Integer> vocab = new LinkedHashMap<>();
    for (int id = 0; id < written.size(); id++) {
      vocab.put(written.get(id), id);
    }
    vocab.put(Tokenizer.END_OF_TEXT, endOfText);
    List<String> pairs =
        merges.stream().map(m -> written.get(m.left()) + " " + written.get(m.right())).toList();
    Map<String, Object> byteLevel =
        object(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            false);
    Map<String, Object> split =
        object(
            "type",
            "Split",
            "pattern",
            object("Regex", SplitPattern.REGEX),
            "behavior",
            "Isolated",
            "invert",
            false);
    List<Object> preTokenizers = merges.isEmpty() ? List.of(byteLevel) : List.of(split, byteLevel);
    return object(
        "version",
        "1.0",
        "truncation",
        null,
        "padding",
        null,
        "added_tokens",
        List.of(special(endOfText)),
        "normalizer",
        null,
        "pre_tokenizer",
        object("type", "Sequence", "pretokenizers", preTokenizers),
        "post_processor",
        null,
        "decoder",
        byteLevel,
        "model",
        model(vocab, pairs));
  }

  private static Map<String, Object> special(int id) {
    return object(
        "id", id,
        "content", Tokenizer.END_OF_TEXT,
        "single_word", false,
        "lstrip", false,
        "rstrip", false,
        "normalized", false,
        "special", true);
  }

  private static Map<String, Object> model(Map<String, Integer> vocab, List<String> merges) {
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
        false,
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
