package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.Outcome;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * Laws of selections and of their resamples. The same question is answered once: the baseline meets
 * several architectures, and a law L(N, D) does not change with what C counts.
 */
final class Refits {
  private record Fit(List<Point> points) {}

  private record Resamples(List<Point> points, List<List<Integer>> rows) {}

  private record Pair(List<Point> first, List<Point> second) {}

  private final Estimator estimator;
  private final FitOptions options;
  private final Map<Fit, Outcome<? extends ComputeLaw>> fits = new HashMap<>();
  private final Map<Resamples, List<Optional<ComputeLaw>>> resamples = new HashMap<>();
  private final Map<Pair, NestedTest> tests = new HashMap<>();

  Refits(Estimator estimator, FitOptions options) {
    this.estimator = estimator;
    this.options = options;
  }

  Outcome<? extends ComputeLaw> law(Selection selection) {
    Fit key = new Fit(decisive(selection));
    Outcome<? extends ComputeLaw> known = fits.get(key);
    if (known == null) {
      known = estimator.fit(selection, options);
      fits.put(key, known);
    }
    return known;
  }

  /** The laws of resamples, in order; none where a resample has none. */
  List<Optional<ComputeLaw>> laws(Selection selection, ComputeLaw near, List<List<Integer>> rows) {
    return resamples.computeIfAbsent(
        new Resamples(decisive(selection), rows),
        key ->
            IntStream.range(0, rows.size())
                .parallel()
                .mapToObj(i -> refit(selection, near, rows.get(i)))
                .toList());
  }

  /** The test of shared exponents, which looks at N, D and L alone. */
  NestedTest nested(Pairing pairing, ComparisonOptions asked) {
    return tests.computeIfAbsent(
        new Pair(bare(pairing.first()), bare(pairing.second())),
        key -> WildBootstrap.test(pairing, asked.sharing(), asked.testDraws(), asked.seed()));
  }

  private Optional<ComputeLaw> refit(Selection selection, ComputeLaw near, List<Integer> rows) {
    return estimator
        .refit(resample(selection, rows), options, near)
        .fitted()
        .map(ComputeLaw.class::cast);
  }

  /** A run drawn again is another run: its checkpoints are not further checkpoints of the first. */
  private static Selection resample(Selection selection, List<Integer> rows) {
    int[] times = new int[selection.points().size()];
    List<Point> points = new ArrayList<>(rows.size());
    for (int row : rows) {
      Point p = selection.points().get(row);
      String run = times[row] == 0 ? p.run() : p.run() + "#" + times[row];
      times[row]++;
      points.add(new Point(run, p.size(), p.n(), p.d(), p.c(), p.loss(), p.budget()));
    }
    return new Selection(selection.convention(), points, selection.dropped(), selection.warnings());
  }

  /** The points, without the compute where the estimator does not look at it. */
  private List<Point> decisive(Selection selection) {
    return switch (estimator) {
      case PARAMETRIC, VARIABLE_PROJECTION -> bare(selection);
      default -> selection.points();
    };
  }

  private static List<Point> bare(Selection selection) {
    return selection.points().stream()
        .map(p -> new Point(p.run(), p.size(), p.n(), p.d(), 0, p.loss()))
        .toList();
  }
}
