package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.isoline.evaluate.retrieval.NiahShape.Kind;
import org.isoline.evaluate.retrieval.NiahShape.Straw;

/**
 * RULER's needles (scripts/data/synthetic/niah.py). Unlike there, no two keys and no two values of
 * an item are equal, nor does a needle that nobody asks for have a key that is asked for: each
 * question has one right answer.
 */
final class NeedleItems implements RulerBuilder {
  /** Below this length haystacks grow in smaller steps. */
  private static final int SHORT = 4096;

  private static final int LINES = 25;
  private static final int LINES_IF_SHORT = 5;
  private static final int WORDS = 500;

  /** RULER has 500 at every length; contexts below 4096 are not its subject. */
  private static final int WORDS_IF_SHORT = 50;

  private static final int DEPTHS = 40;

  private final RulerTask task;
  private final NiahShape shape;
  private final int step;
  private final WordLists words;
  private final Prose prose;
  private final List<Integer> depths = Linspace.rounded(0, NeedleCell.DEEPEST, DEPTHS);

  NeedleItems(RulerTask task, NiahShape shape, int length, WordLists words, RulerSources sources) {
    boolean inProse = shape.straw() == Straw.PROSE;
    this.task = task;
    this.shape = shape;
    this.words = words;
    this.prose = inProse ? Prose.of(sources.requireProse(task)) : Prose.of("");
    this.step =
        length < SHORT ? (inProse ? WORDS_IF_SHORT : LINES_IF_SHORT) : (inProse ? WORDS : LINES);
  }

  @Override
  public int step() {
    return step;
  }

  @Override
  public int least() {
    return step;
  }

  @Override
  public int most() {
    return Integer.MAX_VALUE;
  }

  @Override
  public RulerDraft draft(int size, int index, RulerDraws draws) {
    Set<String> used = new HashSet<>();
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> needles = new ArrayList<>();
    for (int k = 0; k < shape.keyCount(); k++) {
      String key = RulerDraws.fresh(used, () -> one(shape.keys(), draws));
      values.put(key, new ArrayList<>());
      for (int v = 0; v < shape.valueCount(); v++) {
        String value = RulerDraws.fresh(used, () -> one(shape.values(), draws));
        values.get(key).add(value);
        needles.add(shape.needle(key, value));
      }
    }
    String context =
        shape.straw() == Straw.PROSE
            ? inProse(size, draws.shuffled(needles), draws)
            : inLines(straw(size, used, draws), draws.shuffled(needles), draws);
    List<String> asked = draws.sample(List.copyOf(values.keySet()), shape.queryCount());
    List<String> references = asked.stream().flatMap(key -> values.get(key).stream()).toList();
    return RulerDraft.of(task, context, enumeration(asked), references);
  }

  private String one(Kind kind, RulerDraws draws) {
    return switch (kind) {
      case WORDS -> words.key(draws);
      case NUMBERS -> draws.number();
      case UUIDS -> draws.uuid();
    };
  }

  private List<String> straw(int size, Set<String> used, RulerDraws draws) {
    if (shape.straw() == Straw.NOISE) {
      return Collections.nCopies(size, Noise.LINE);
    }
    return IntStream.range(0, size)
        .mapToObj(
            line ->
                shape.needle(
                    RulerDraws.unlike(used, () -> one(shape.keys(), draws)),
                    RulerDraws.unlike(used, () -> one(shape.values(), draws))))
        .toList();
  }

  private static String inLines(List<String> straw, List<String> needles, RulerDraws draws) {
    int[] places = draws.sortedSample(straw.size(), needles.size());
    List<String> lines = new ArrayList<>(straw);
    for (int i = needles.size() - 1; i >= 0; i--) {
      lines.add(places[i], needles.get(i));
    }
    return String.join("\n", lines);
  }

  private String inProse(int size, List<String> needles, RulerDraws draws) {
    List<String> sentences = prose.sentences(size);
    int[] places =
        Arrays.stream(draws.sample(depths.size(), needles.size()))
            .map(i -> sentences.size() * depths.get(i) / NeedleCell.DEEPEST)
            .sorted()
            .toArray();
    List<String> mixed = new ArrayList<>(sentences);
    for (int i = needles.size() - 1; i >= 0; i--) {
      mixed.add(places[i], needles.get(i));
    }
    return String.join(" ", mixed);
  }

  /** {@code a}, or {@code a, b, and c}. */
  private static String enumeration(List<String> items) {
    int last = items.size() - 1;
    return last == 0
        ? items.getFirst()
        : String.join(", ", items.subList(0, last)) + ", and " + items.get(last);
  }
}
