package org.isoline.evaluate.retrieval;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.isoline.corpus.Tokenizer;

/**
 * Documents in a row as tokens, from which contexts of any length are cut. The documents are sorted
 * by name and end with a line feed each; the row is tokenised once. A context longer than the row
 * goes through it again.
 */
public final class Haystack {
  private final Tokenizer tokenizer;
  private final int[] row;

  private Haystack(Tokenizer tokenizer, int[] row) {
    this.tokenizer = tokenizer;
    this.row = row;
  }

  /**
   * Tokenises documents.
   *
   * @param documents names to texts, in any order
   * @param tokenizer that of the model to be asked
   * @throws IllegalArgumentException if there is no text in them
   */
  public static Haystack of(Map<String, String> documents, Tokenizer tokenizer) {
    StringBuilder row = new StringBuilder();
    new TreeMap<>(documents)
        .values()
        .forEach(text -> row.append(text).append(text.endsWith("\n") ? "" : "\n"));
    if (row.toString().isBlank()) {
      throw new IllegalArgumentException(
          "a haystack of %d documents without text; give it some prose, such as the essays that"
                  .formatted(documents.size())
              + " `LLMTest_NeedleInAHaystack` uses");
    }
    return new Haystack(tokenizer, tokenizer.encode(row.toString()));
  }

  /** The tokenizer that made the tokens. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Tokens of all documents, once. */
  public int size() {
    return row.length;
  }

  /** Whether a text stands in the documents, whatever its letter case. */
  boolean contains(String text) {
    return tokenizer.decode(row).toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  /** How often a context of that many tokens goes through the documents; 1 if they are enough. */
  public int rounds(int tokens) {
    return Math.max(1, Math.ceilDiv(tokens, row.length));
  }

  /**
   * The first tokens.
   *
   * @param tokens how many, at least 0
   */
  public int[] first(int tokens) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens = " + tokens + ", must be at least 0");
    }
    int[] context = new int[tokens];
    for (int at = 0; at < tokens; at += row.length) {
      System.arraycopy(row, 0, context, at, Math.min(row.length, tokens - at));
    }
    return context;
  }
}
