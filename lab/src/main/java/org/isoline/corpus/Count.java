package org.isoline.corpus;

import java.util.Map;
import java.util.TreeMap;

/**
 * Some documents.
 *
 * @param documents how many
 * @param bytes their UTF-8
 */
public record Count(long documents, long bytes) {
  /** No document. */
  public static final Count NONE = new Count(0, 0);

  /** These and those. */
  public Count plus(Count other) {
    return new Count(documents + other.documents, bytes + other.bytes);
  }

  /** Counts by reason, added up. */
  static Map<String, Count> plus(Map<String, Count> some, Map<String, Count> more) {
    Map<String, Count> all = new TreeMap<>(some);
    more.forEach((reason, count) -> all.merge(reason, count, Count::plus));
    return all;
  }
}
