package org.isoline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A {@code tokenizer.json} of Hugging Face's tokenizers library, read: either a byte-level BPE that
 * our own encoder repeats exactly, or the reason why it does not.
 */
final class HuggingFaceFile {
  /** Why our own encoder is not used. */
  private static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1;

    Unsupported(String reason) {
      super(reason);
    }
  }

  private final JsonNode root;
  private final JsonNode model;

  HuggingFaceFile(JsonNode root) {
    this.root = root;
    this.model = root.path("model");
  }

  /** What came of reading a file: a vocabulary, or why there is none. */
  sealed interface Outcome {
    /** Ours can do it. */
    record Supported(BytePairVocabulary vocabulary) implements Outcome {}

    /** Ours cannot do it, for a reason in a few words. */
    record Other(String reason) implements Outcome {}
  }

  /**
   * Tries to understand all of it.
   *
   * @param endOfText name of the token that ends a text, if it is known from elsewhere
   */
  Outcome read(Optional<String> endOfText) {
    try {
      requireByteLevel();
      SplitPattern pattern = pattern();
      SequencedMap<String, Integer> special = special(root, true);
      List<byte[]> tokens = tokens(special);
      return new Outcome.Supported(
          new BytePairVocabulary(
              pattern,
              tokens,
              merges(),
              model.path("ignore_merges").asBoolean(false),
              special,
              endOfText.or(() -> EndOfText.among(special.keySet()))));
    } catch (Unsupported e) {
      return new Outcome.Other(e.getMessage());
    }
  }

  /** Names and ids of the added tokens that are special, or of those that are not, by id. */
  static SequencedMap<String, Integer> special(JsonNode root, boolean wanted) {
    List<JsonNode> added = new ArrayList<>();
    root.path("added_tokens").forEach(added::add);
    added.sort(Comparator.comparingInt(token -> token.path("id").asInt()));
    SequencedMap<String, Integer> special = new LinkedHashMap<>();
    for (JsonNode token : added) {
      if (token.path("special").asBoolean(false) == wanted) {
        special.put(token.path("content").asText(), token.path("id").asInt(-1));
      }
    }
    return special;
  }

  private void requireByteLevel() throws Unsupported {
    String type = model.path("type").asText("BPE");
    require(type.equals("BPE") && model.has("merges"), "model.type is " + type + ", not BPE");
    require(
        isNull(root.path("normalizer")), "it has a normalizer, " + type(root.path("normalizer")));
    require(
        root.path("decoder").path("type").asText().equals("ByteLevel"),
        "its decoder is " + type(root.path("decoder")) + ", not ByteLevel");
    require(model.path("dropout").asDouble(0) == 0, "model.dropout is " + model.path("dropout"));
    require(!model.path("byte_fallback").asBoolean(false), "model.byte_fallback is true");
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      require(
          isNull(model.path(affix)) || model.path(affix).asText().isEmpty(),
          "model." + affix + " is " + model.path(affix));
    }
    SequencedMap<String, Integer> ordinary = special(root, false);
    require(
        ordinary.isEmpty(),
        "%d of its added tokens are not special and made from text".formatted(ordinary.size()));
  }

  private SplitPattern pattern() throws Unsupported {
    JsonNode step = root.path("pre_tokenizer");
    if (step.path("type").asText().equals("Sequence")) {
      List<JsonNode> steps = new ArrayList<>();
      step.path("pretokenizers").forEach(steps::add);
      require(
          !steps.isEmpty() && steps.size() <= 2,
          "pre_tokenizer has %d steps".formatted(steps.size()));
      requireByteLevelStep(steps.getLast(), steps.size() == 1);
      return steps.size() == 1 ? builtIn(steps.getLast()) : split(steps.getFirst());
    }
    requireByteLevelStep(step, true);
    return builtIn(step);
  }

  /** Hugging Face's default is to cut as GPT-2 does. */
  private static SplitPattern builtIn(JsonNode byteLevel) {
    return byteLevel.path("use_regex").asBoolean(true) ? SplitPattern.GPT2 : SplitPattern.NONE;
  }

  private static void requireByteLevelStep(JsonNode step, boolean alone) throws Unsupported {
    require(
        step.path("type").asText().equals("ByteLevel"), "pre_tokenizer has a step " + type(step));
    require(!step.path("add_prefix_space").asBoolean(true), "it puts a space in front of a text");
    require(
        alone || !step.path("use_regex").asBoolean(true),
        "pre_tokenizer cuts by two rules at once");
  }

  private static SplitPattern split(JsonNode step) throws Unsupported {
    String regex = step.path("pattern").path("Regex").asText();
    String behavior = step.path("behavior").asText();
    boolean invert = step.path("invert").asBoolean(false);
    require(step.path("type").asText().equals("Split"), "pre_tokenizer has a step " + type(step));
    require(
        behavior.equals("Isolated") || behavior.equals("Removed") && invert,
        "pre_tokenizer.behavior is " + behavior + (invert ? " inverted" : ""));
    return SplitPattern.of(regex)
        .orElseThrow(() -> new Unsupported("its splitting rule is not one of ours: " + regex));
  }

  private List<byte[]> tokens(Map<String, Integer> special) throws Unsupported {
    ByteCharacters characters = new ByteCharacters();
    int size = size(root);
    List<byte[]> tokens = new ArrayList<>(Collections.nCopies(size, new byte[0]));
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      int id = entry.getValue().asInt(-1);
      require(id >= 0, "model.vocab has the id " + entry.getValue());
      if (!Integer.valueOf(id).equals(special.get(entry.getKey()))) {
        try {
          tokens.set(id, characters.read(entry.getKey()));
        } catch (CorpusException e) {
          throw new Unsupported(e.getMessage());
        }
      }
    }
    return tokens;
  }

  private List<Vocabulary.Merge> merges() throws Unsupported {
    JsonNode vocab = model.path("vocab");
    List<Vocabulary.Merge> merges = new ArrayList<>();
    for (JsonNode node : model.path("merges")) {
      String[] pair =
          node.isArray()
              ? new String[] {node.path(0).asText(), node.path(1).asText()}
              : node.asText().split(" ");
      require(
          pair.length == 2
              && vocab.has(pair[0])
              && vocab.has(pair[1])
              && vocab.has(pair[0] + pair[1]),
          "model.merges[%d] is %s, which are not two tokens that make a third"
              .formatted(merges.size(), node));
      merges.add(new Vocabulary.Merge(vocab.path(pair[0]).asInt(), vocab.path(pair[1]).asInt()));
    }
    return merges;
  }

  /** One more than the largest id. */
  static int size(JsonNode root) {
    int largest = -1;
    JsonNode vocab = root.path("model").path("vocab");
    if (vocab.isArray()) {
      largest = vocab.size() - 1;
    }
    for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
      largest = Math.max(largest, entry.getValue().asInt());
    }
    for (JsonNode token : root.path("added_tokens")) {
      largest = Math.max(largest, token.path("id").asInt());
    }
    return largest + 1;
  }

  private static boolean isNull(JsonNode node) {
    return node.isNull() || node.isMissingNode();
  }

  private static String type(JsonNode node) {
    return node.path("type").asText(isNull(node) ? "absent" : node.toString());
  }

  private static void require(boolean holds, String reason) throws Unsupported {
    if (!holds) {
      throw new Unsupported(reason);
    }
  }
}
