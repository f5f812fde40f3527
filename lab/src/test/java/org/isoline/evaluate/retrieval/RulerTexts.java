package org.isoline.evaluate.retrieval;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sources of RULER's tasks for tests. */
final class RulerTexts {
  static final String PROSE = PlainProse.of(11, 700);

  private RulerTexts() {}

  static RulerSources sources() {
    return new RulerSources(Optional.of(PROSE), questions(1, 6), questions(3, 0));
  }

  /** Questions with so many contexts and related documents each. */
  private static List<Question> questions(int contexts, int related) {
    return IntStream.range(0, 40)
        .mapToObj(
            i ->
                new Question(
                    "Who owns house " + i + "?",
                    List.of("owner" + i, "Mr Owner" + i),
                    documents("The owner of house " + i + " is owner" + i, i, contexts),
                    documents("House " + i + " is old", 1000 + i, related)))
        .toList();
  }

  private static List<String> documents(String first, int seed, int count) {
    return Stream.iterate(0, i -> i < count, i -> i + 1)
        .map(i -> first + ", part " + i + ". " + PlainProse.of(seed * 10L + i, 3).strip())
        .toList();
  }
}
