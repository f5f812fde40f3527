package org.isoline.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a byte-level byte-pair encoding consists of.
 *
 * @param pattern how text is cut into pieces
 * @param tokens the bytes of every id; none for special tokens and for ids without a meaning
 * @param merges the pairs that become one token, the first that applies first
 * @param wholePieces whether a piece that is a token becomes that token though no merges lead there
 * @param special names and ids of the special tokens, in the order of their ids
 * @param endOfText name of the special token that ends a text, if one is known
 */
record BytePairVocabulary(
    SplitPattern pattern,
    List<byte[]> tokens,
    List<Vocabulary.Merge> merges,
    boolean wholePieces,
    SequencedMap<String, Integer> special,
    Optional<String> endOfText) {

  BytePairVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
    special = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(special));
  }

  /**
   * The vocabulary of a tokenizer trained here: ids 0 to 255 are the bytes, 256 + k is what merge k
   * makes, then the special tokens, of which the first ends a text.
   */
  static BytePairVocabulary trained(List<Vocabulary.Merge> merges, List<String> special) {
    List<byte[]> tokens = new ArrayList<>(Vocabulary.withMerges(merges));
    SequencedMap<String, Integer> ids = new LinkedHashMap<>();
    for (String name : special) {
      ids.put(name, tokens.size());
      tokens.add(new byte[0]);
    }
    return new BytePairVocabulary(
        SplitPattern.OURS, tokens, merges, false, ids, Optional.of(special.getFirst()));
  }

  int size() {
    return tokens.size();
  }

  /** Whether this is what {@link #trained} would make of its merges and special tokens. */
  boolean isTrainedHere() {
    if (pattern != SplitPattern.OURS || wholePieces || special.isEmpty()) {
      return false;
    }
    BytePairVocabulary same = trained(merges, List.copyOf(special.keySet()));
    return special.equals(same.special)
        && endOfText.equals(same.endOfText)
        && sameTokens(same.tokens);
  }

  private boolean sameTokens(List<byte[]> others) {
    if (tokens.size() != others.size()) {
      return false;
    }
    for (int id = 0; id < others.size(); id++) {
      if (!Arrays.equals(tokens.get(id), others.get(id))) {
        return false;
      }
    }
    return true;
  }

  /** SHA-256 of everything that determines the ids. */
  String hash() {
    int end = endOfText.map(special::get).orElse(-1);
    if (isTrainedHere() && special.size() == 1) {
      return Vocabulary.hash(pattern.regex(), tokens.subList(0, end), merges, end);
    }
    StringBuilder rest = new StringBuilder(pattern.regex());
    rest.append('\n').append(wholePieces);
    for (Map.Entry<String, Integer> token : special.entrySet()) {
      rest.append('\n').append(token.getValue()).append(' ').append(token.getKey());
    }
    return Vocabulary.hash(rest.toString(), tokens, merges, end);
  }
}
