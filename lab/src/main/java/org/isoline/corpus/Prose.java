package org.isoline.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Picks prose out of documentation: paragraphs shorter than 40 characters are labels rather than
 * prose, and one that was seen before (in any document of the source) teaches nothing new.
 */
final class Prose {
  private static final int SHORTEST = 40;

  private final Set<String> seen = new HashSet<>();

  /** The paragraphs worth keeping of some HTML, in order. */
  List<String> paragraphs(String html) {
    List<String> kept = new ArrayList<>();
    for (String paragraph : Html.paragraphs(html)) {
      if (paragraph.length() >= SHORTEST && seen.add(paragraph)) {
        kept.add(paragraph);
      }
    }
    return kept;
  }

  static String document(List<String> paragraphs) {
    return String.join("\n\n", paragraphs);
  }
}
