package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.isoline.law.Law;
import org.isoline.law.Observation;
import org.isoline.law.Outcome;

/** A bootstrap over runs for laws that are fitted to rows of a table. */
final class TableBootstrap {
  private TableBootstrap() {}

  /** Intervals of the coefficients of a law. */
  static Intervals of(
      Law law,
      List<Observation> observations,
      Scheme.Runs scheme,
      Function<List<Observation>, Outcome<? extends Law>> fit) {
    Map<String, List<Observation>> byRun = new LinkedHashMap<>();
    observations.forEach(o -> byRun.computeIfAbsent(o.run(), r -> new ArrayList<>()).add(o));
    List<List<Observation>> runs = List.copyOf(byRun.values());
    SplittableRandom root = new SplittableRandom(scheme.seed());
    List<SplittableRandom> own = Stream.generate(root::split).limit(scheme.draws()).toList();
    List<Map<String, Double>> found =
        own.parallelStream()
            .map(random -> fit.apply(drawn(runs, random)).fitted().map(Law::coefficients))
            .flatMap(Optional::stream)
            .toList();
    Map<String, Interval> figures = new LinkedHashMap<>();
    law.coefficients()
        .forEach(
            (name, value) ->
                figures.put(
                    name,
                    Interval.percentiles(
                        value, found.stream().mapToDouble(one -> one.get(name)).toArray())));
    int failed = scheme.draws() - found.size();
    List<String> warnings =
        failed * 20 > scheme.draws()
            ? List.of(
                failed
                    + " of "
                    + scheme.draws()
                    + " draws gave no law: the intervals are too narrow")
            : List.of();
    return new Intervals(scheme, found.size(), failed, figures, Map.of(), warnings);
  }

  private static List<Observation> drawn(List<List<Observation>> runs, SplittableRandom random) {
    List<Observation> drawn = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      drawn.addAll(runs.get(random.nextInt(runs.size())));
    }
    return drawn;
  }
}
