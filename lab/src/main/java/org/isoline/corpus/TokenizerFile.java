package org.isoline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.files.AtomicFile;

/**
 * {@code tokenizer.json} of Hugging Face's tokenizers library, and the binary layout of llama2.c
 * for a {@link ScoredTokenizer}.
 *
 * <p>A byte-level BPE that our own encoder repeats exactly becomes a {@link BytePairTokenizer}, one
 * over bytes without merges a {@link ByteTokenizer}, anything else a {@link ForeignTokenizer} that
 * the library runs. The token that ends a text is the one that {@code eos_token} of a {@code
 * tokenizer_config.json} beside the file names, as that library has it, else one of the usual
 * names.
 */
public final class TokenizerFile {
  private static final String CONFIG = "tokenizer_config.json";
  private static final String END_KEY = "eos_token";

  private TokenizerFile() {}

  /** Writes the tokenizer, atomically; other people's as it was read. */
  public static void save(Tokenizer tokenizer, Path file) {
    switch (tokenizer) {
      case ByteTokenizer bytes -> Json.write(file, TokenizerLayout.of(bytes.vocabulary()));
      case BytePairTokenizer pairs -> {
        BytePairVocabulary vocabulary = pairs.vocabulary();
        Json.write(file, TokenizerLayout.of(vocabulary));
        saveEndOfText(file, vocabulary.endOfText(), EndOfText.among(vocabulary.special().keySet()));
      }
      case ScoredTokenizer scored -> ScoredFile.write(file, scored.pieces());
      case ForeignTokenizer foreign -> {
        write(file, foreign.json());
        saveEndOfText(
            file, foreign.endOfTextName(), EndOfText.among(foreign.specialTokens().keySet()));
      }
    }
  }

  /** Only where the usual names would give another. */
  private static void saveEndOfText(Path file, Optional<String> name, Optional<String> usual) {
    Path config = file.resolveSibling(CONFIG);
    if (name.isPresent() && (!name.equals(usual) || Files.exists(config))) {
      Json.write(config, Map.of(END_KEY, name.get()));
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new CorpusException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads a tokenizer: scored pieces if the content starts like llama2.c's, whatever the file's
   * name; else a {@code tokenizer.json}.
   *
   * @throws CorpusException if the file is missing or malformed, or has a part that neither our own
   *     encoder nor the library knows
   */
  public static Tokenizer load(Path file) {
    return load(file, Optional.empty());
  }

  /**
   * Reads a tokenizer.
   *
   * @param endOfText name of the special token that ends a text, where the file should not decide
   * @throws CorpusException as {@link #load(Path)}, and if there is no special token of that name
   */
  public static Tokenizer load(Path file, Optional<String> endOfText) {
    if (ScoredFile.recognises(file)) {
      return ScoredTokenizer.load(file);
    }
    JsonNode root = Json.readTree(file);
    requireModel(file, root);
    Optional<String> end = endOfText.or(() -> configured(file));
    end.ifPresent(name -> requireSpecial(file, root, name));
    return switch (new HuggingFaceFile(root).read(end)) {
      case HuggingFaceFile.Outcome.Supported(BytePairVocabulary vocabulary) ->
          ours(file, vocabulary);
      case HuggingFaceFile.Outcome.Other(String reason) ->
          ForeignTokenizer.open(file, content(file), root, reason, end);
    };
  }

  private static Tokenizer ours(Path file, BytePairVocabulary vocabulary) {
    ByteTokenizer bytes = new ByteTokenizer();
    if (vocabulary.merges().isEmpty() && vocabulary.hash().equals(bytes.vocabulary().hash())) {
      return bytes;
    }
    try {
      return Cl100k.in(vocabulary).orElseGet(() -> new BytePairTokenizer(vocabulary));
    } catch (CorpusException e) {
      return fail(file, e.getMessage(), "a byte-level BPE needs a token for each of 256 bytes");
    }
  }

  static <T> T fail(Path file, String what, String wayOut) {
    throw new CorpusException("%s: %s; %s".formatted(file, what, wayOut));
  }

  /**
   * Number of ids of a {@code tokenizer.json}, without making the tokenizer.
   *
   * @throws CorpusException if the file is missing or malformed
   */
  public static int vocabularySize(Path file) {
    if (ScoredFile.recognises(file)) {
      return ScoredFile.read(file).size();
    }
    JsonNode root = Json.readTree(file);
    requireModel(file, root);
    return HuggingFaceFile.size(root);
  }

  private static void requireModel(Path file, JsonNode root) {
    if (!root.path("model").path("vocab").isContainerNode()) {
      fail(
          file,
          "there is no model.vocab",
          "it is no tokenizer.json of Hugging Face's tokenizers library");
    }
  }

  private static void requireSpecial(Path file, JsonNode root, String name) {
    List<String> special = List.copyOf(HuggingFaceFile.special(root, true).keySet());
    if (!special.contains(name)) {
      fail(file, "no special token \"%s\" ends a text".formatted(name), "legal: " + special);
    }
  }

  /** What the configuration beside the file says, as a string or as a token's description. */
  private static Optional<String> configured(Path file) {
    Path config = file.resolveSibling(CONFIG);
    if (!Files.exists(config)) {
      return Optional.empty();
    }
    JsonNode end = Json.readTree(config).path(END_KEY);
    return Optional.of(end.isTextual() ? end.asText() : end.path("content").asText())
        .filter(name -> !name.isEmpty());
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CorpusException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
