package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * The runs of two architectures that answer each other: of the same size, in the order of their
 * tokens and then of their seeds. Where one has more runs of a size, each run of the other takes
 * the nearest in ln D.
 *
 * @param first points of paired runs
 * @param second points of paired runs
 * @param sizes with the pairs of each
 * @param leftOut sizes and runs without a partner, in words
 */
record Pairing(
    Selection first, Selection second, Map<String, List<Pair>> sizes, List<String> leftOut) {
  /** The rows of a run in {@link #first} and of its partner in {@link #second}. */
  record Pair(List<Integer> first, List<Integer> second) {}

  /** The rows of a draw. */
  record Draw(List<Integer> first, List<Integer> second) {}

  private record Run(String name, double tokens, long seed, List<Point> points) {}

  private record Matched(Run first, Run second) {}

  static Pairing of(Contender one, Contender other) {
    Map<String, List<Run>> own = runs(one);
    Map<String, List<Run>> theirs = runs(other);
    List<String> leftOut = new ArrayList<>();
    unpaired(one.arch(), other.arch(), own, theirs, leftOut);
    unpaired(other.arch(), one.arch(), theirs, own, leftOut);
    Map<String, List<Pair>> sizes = new LinkedHashMap<>();
    List<Point> first = new ArrayList<>();
    List<Point> second = new ArrayList<>();
    own.forEach(
        (size, runs) -> {
          if (theirs.containsKey(size)) {
            List<Pair> pairs = new ArrayList<>();
            for (Matched match : match(runs, theirs.get(size))) {
              pairs.add(new Pair(append(first, match.first()), append(second, match.second())));
            }
            surplus(one.arch(), other.arch(), size, runs, theirs.get(size), leftOut);
            sizes.put(size, pairs);
          }
        });
    return new Pairing(
        with(one.points(), first), with(other.points(), second), sizes, List.copyOf(leftOut));
  }

  int pairs() {
    return sizes.values().stream().mapToInt(List::size).sum();
  }

  /** As many sizes as there are, with replacement, and of each as many of its pairs. */
  Draw draw(SplittableRandom random) {
    List<List<Pair>> all = List.copyOf(sizes.values());
    List<Integer> one = new ArrayList<>();
    List<Integer> other = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      List<Pair> pairs = all.get(random.nextInt(all.size()));
      for (int j = 0; j < pairs.size(); j++) {
        Pair pair = pairs.get(random.nextInt(pairs.size()));
        one.addAll(pair.first());
        other.addAll(pair.second());
      }
    }
    return new Draw(one, other);
  }

  private static List<Integer> append(List<Point> points, Run run) {
    List<Integer> rows = new ArrayList<>();
    for (Point point : run.points()) {
      rows.add(points.size());
      points.add(point);
    }
    return List.copyOf(rows);
  }

  private static List<Matched> match(List<Run> own, List<Run> theirs) {
    List<Matched> matches = new ArrayList<>();
    if (own.size() > theirs.size()) {
      for (Matched match : match(theirs, own)) {
        matches.add(new Matched(match.second(), match.first()));
      }
      return matches;
    }
    List<Run> free = new ArrayList<>(theirs);
    for (int i = 0; i < own.size(); i++) {
      Run run = own.get(i);
      Run partner = own.size() == theirs.size() ? theirs.get(i) : nearest(run, free);
      free.remove(partner);
      matches.add(new Matched(run, partner));
    }
    return matches;
  }

  private static Run nearest(Run run, List<Run> free) {
    return free.stream()
        .min(
            Comparator.<Run>comparingDouble(r -> Math.abs(Math.log(r.tokens() / run.tokens())))
                .thenComparing(r -> r.seed() != run.seed()))
        .orElseThrow();
  }

  private static Map<String, List<Run>> runs(Contender contender) {
    Map<String, Map<String, List<Point>>> sizes = new LinkedHashMap<>();
    for (Point point : contender.points().points()) {
      sizes
          .computeIfAbsent(point.size(), size -> new LinkedHashMap<>())
          .computeIfAbsent(point.run(), run -> new ArrayList<>())
          .add(point);
    }
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    sizes.forEach(
        (size, own) ->
            runs.put(
                size,
                own.entrySet().stream()
                    .map(run -> run(contender, run.getKey(), run.getValue()))
                    .sorted(Comparator.comparingDouble(Run::tokens).thenComparingLong(Run::seed))
                    .toList()));
    return runs;
  }

  private static Run run(Contender contender, String name, List<Point> points) {
    double tokens = points.stream().mapToDouble(Point::d).max().orElseThrow();
    return new Run(name, tokens, contender.seeds().getOrDefault(name, 0L), points);
  }

  private static void unpaired(
      String one,
      String other,
      Map<String, List<Run>> own,
      Map<String, List<Run>> theirs,
      List<String> leftOut) {
    String missing =
        own.keySet().stream()
            .filter(size -> !theirs.containsKey(size))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      leftOut.add("sizes that " + one + " has and " + other + " has not: " + missing);
    }
  }

  private static void surplus(
      String one,
      String other,
      String size,
      List<Run> own,
      List<Run> theirs,
      List<String> leftOut) {
    int more = own.size() - theirs.size();
    if (more != 0) {
      leftOut.add(
          Math.abs(more)
              + (Math.abs(more) == 1 ? " run" : " runs")
              + " of "
              + (more > 0 ? one : other)
              + " "
              + size
              + " without a partner");
    }
  }

  private static Selection with(Selection selection, List<Point> points) {
    return new Selection(selection.convention(), points, selection.dropped(), selection.warnings());
  }
}
