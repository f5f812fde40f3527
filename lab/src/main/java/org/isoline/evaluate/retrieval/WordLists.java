package org.isoline.evaluate.retrieval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * English words for keys and lists. No word stands within another, so that an answer that contains
 * a reference contains that very word.
 *
 * @param adjectives sorted
 * @param nouns sorted
 */
record WordLists(List<String> adjectives, List<String> nouns) {
  static WordLists load() {
    return new WordLists(lines("adjectives.txt"), lines("nouns.txt"));
  }

  /** A key such as {@code mossy-lantern}. */
  String key(RulerDraws draws) {
    return pair(draws.below(adjectives.size()), draws.below(nouns.size()));
  }

  /** Adjectives and nouns. */
  List<String> words() {
    return Stream.concat(adjectives.stream(), nouns.stream()).toList();
  }

  /** Every adjective with every noun. */
  List<String> pairs() {
    return Stream.iterate(0, i -> i < adjectives.size(), i -> i + 1)
        .flatMap(i -> nouns.stream().map(noun -> adjectives.get(i) + "-" + noun))
        .toList();
  }

  private String pair(int adjective, int noun) {
    return adjectives.get(adjective) + "-" + nouns.get(noun);
  }

  private static List<String> lines(String name) {
    try (InputStream stream = WordLists.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "the resource " + name + " is missing beside " + WordLists.class.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
