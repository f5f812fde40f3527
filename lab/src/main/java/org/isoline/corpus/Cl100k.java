package org.isoline.corpus;

import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * {@code cl100k_base}, the vocabulary of GPT-4 that arXiv 2406.16690 trains with: 100,256 tokens
 * and five special ones up to id 100,276, in a table of 100,280 rows (the paper's number; the size
 * of tiktoken, 100,277, rounded up). Ids 100,256, 100,261 to 100,275 and 100,277 to 100,279 stand
 * for nothing.
 *
 * <p>The tokens come from the jtokkit library, which holds OpenAI's file; the encoder is that of
 * {@link BytePairTokenizer}.
 */
final class Cl100k {
  static final String NAME = "cl100k_base";
  static final int VOCABULARY = 100_280;

  private static final int TOKENS = 100_256;
  private static final int SPECIAL_END = 100_277;
  private static final String RESOURCE = "cl100k_base.tiktoken";

  /** Of OpenAI's file; tiktoken pins the same. */
  private static final String SHA256 =
      "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7";

  /** The tokenizer's {@link Tokenizer#hash()}, by which a saved copy is known again. */
  static final String HASH = "4650dcec62198156372208ee440622c93557f0c17cc4619726844d1d3a5b410b";

  private Cl100k() {}

  /**
   * Reads the tokens.
   *
   * @throws CorpusException if the library's file is not OpenAI's
   */
  static BytePairTokenizer load() {
    return new BytePairTokenizer(NAME, vocabulary(lines()));
  }

  private static BytePairVocabulary vocabulary(String[] lines) {
    List<byte[]> tokens = new ArrayList<>(VOCABULARY);
    for (int id = 0; id < TOKENS; id++) {
      tokens.add(Base64.getDecoder().decode(lines[id].substring(0, lines[id].indexOf(' '))));
    }
    List<Vocabulary.Merge> merges = merges(tokens);
    SequencedMap<String, Integer> special = new LinkedHashMap<>();
    special.put(Tokenizer.END_OF_TEXT, 100_257);
    special.put("<|fim_prefix|>", 100_258);
    special.put("<|fim_middle|>", 100_259);
    special.put("<|fim_suffix|>", 100_260);
    special.put("<|endofprompt|>", 100_276);
    return padded(
        new BytePairVocabulary(
            SplitPattern.CL100K,
            tokens,
            merges,
            true,
            special,
            Optional.of(Tokenizer.END_OF_TEXT)));
  }

  private static BytePairVocabulary padded(BytePairVocabulary vocabulary) {
    List<byte[]> tokens = new ArrayList<>(vocabulary.tokens());
    while (tokens.size() < VOCABULARY) {
      tokens.add(new byte[0]);
    }
    return new BytePairVocabulary(
        vocabulary.pattern(),
        tokens,
        vocabulary.merges(),
        vocabulary.wholePieces(),
        vocabulary.special(),
        vocabulary.endOfText());
  }

  /** The tokenizer, if a file holds it: files have no rows that stand for nothing at their end. */
  static Optional<BytePairTokenizer> in(BytePairVocabulary vocabulary) {
    if (vocabulary.size() != SPECIAL_END) {
      return Optional.empty();
    }
    BytePairVocabulary padded = padded(vocabulary);
    return padded.hash().equals(HASH)
        ? Optional.of(new BytePairTokenizer(NAME, padded))
        : Optional.empty();
  }

  /**
   * tiktoken merges the adjacent pair whose concatenation has the lowest id, whatever the two are:
   * so every way to cut a token into two tokens is a merge, in the order of the ids they make.
   */
  private static List<Vocabulary.Merge> merges(List<byte[]> tokens) {
    Map<String, Integer> ids = HashMap.newHashMap(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(ScoredTokenizer.key(tokens.get(id)), id);
    }
    List<Vocabulary.Merge> merges = new ArrayList<>();
    for (byte[] token : tokens) {
      String whole = ScoredTokenizer.key(token);
      List<Vocabulary.Merge> ways = new ArrayList<>();
      for (int cut = 1; cut < whole.length(); cut++) {
        Integer left = ids.get(whole.substring(0, cut));
        Integer right = ids.get(whole.substring(cut));
        if (left != null && right != null) {
          ways.add(new Vocabulary.Merge(left, right));
        }
      }
      ways.sort(
          Comparator.comparingInt(Vocabulary.Merge::left)
              .thenComparingInt(Vocabulary.Merge::right));
      merges.addAll(ways);
    }
    return merges;
  }

  private static String[] lines() {
    try (InputStream in =
        EncodingType.class.getResourceAsStream("/com/knuddels/jtokkit/" + RESOURCE)) {
      byte[] file = in == null ? new byte[0] : in.readAllBytes();
      MessageDigest digest = Sha256.digest();
      digest.update(file);
      String actual = Sha256.hex(digest);
      if (!actual.equals(SHA256)) {
        throw new CorpusException(
            "%s in the jtokkit library: sha256 %s, expected %s; take the version that pom.xml names"
                .formatted(RESOURCE, actual, SHA256));
      }
      return new String(file, StandardCharsets.US_ASCII).split("\n");
    } catch (IOException e) {
      throw new CorpusException(
          "%s in the jtokkit library: cannot be read: %s".formatted(RESOURCE, e.getMessage()), e);
    }
  }
}
