package org.isoline.evaluate.retrieval;

import java.util.Locale;

/**
 * One of RULER's eight needle tasks (scripts/synthetic.yaml of NVIDIA/RULER).
 *
 * @param straw what the needles lie in
 * @param keys what the keys of needles are
 * @param values what their values are
 * @param keyCount needles with different keys
 * @param valueCount values of each key, a needle each
 * @param queryCount keys that are asked for
 */
record NiahShape(
    Straw straw, Kind keys, Kind values, int keyCount, int valueCount, int queryCount) {
  /** What a haystack is made of. */
  enum Straw {
    /** The same line again and again. */
    NOISE,
    /** Words of essays. */
    PROSE,
    /** Needles that nobody asks for. */
    NEEDLES
  }

  /** What a key or a value is; its name is part of the needle. */
  enum Kind {
    WORDS,
    NUMBERS,
    UUIDS;

    String plural() {
      return name().toLowerCase(Locale.ROOT);
    }

    String singular() {
      String plural = plural();
      return plural.substring(0, plural.length() - 1);
    }
  }

  /** The sentence that hides a value (RULER's own, which its answer prefix refers to). */
  String needle(String key, String value) {
    return "One of the special magic " + values.plural() + " for " + key + " is: " + value + ".";
  }

  private boolean single() {
    return queryCount * valueCount == 1;
  }

  String template() {
    return single()
        ? ("A special magic %1$s is hidden somewhere in the following text. Keep the %1$s in mind;"
                + " a question about it comes at the end.\n{context}\nWhich special magic %1$s for"
                + " {query} does the provided text mention?")
            .formatted(values.singular())
        : ("Some special magic %1$s are hidden somewhere in the following text. Keep the %1$s in"
                + " mind; a question about them comes at the end.\n{context}\nWhich special magic"
                + " %1$s for {query} does the provided text mention?")
            .formatted(values.plural());
  }

  String answerPrefix() {
    return " The special magic %s for {query} mentioned in the provided text %s"
        .formatted(single() ? values.singular() : values.plural(), single() ? "is" : "are");
  }
}
