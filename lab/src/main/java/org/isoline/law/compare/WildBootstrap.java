package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.isoline.law.JointLaws;
import org.isoline.law.LossLaw;
import org.isoline.law.Outcome;
import org.isoline.law.ParametricOptions;
import org.isoline.law.Point;
import org.isoline.law.Selection;
import org.isoline.law.SharedExponentFit;
import org.isoline.law.Sharing;

/**
 * The nested test and its null distribution: ln L* = ln L_M0 + w r with the residuals r of M0 and a
 * factor w for each pair of runs, one of +-sqrt(1/2), +-1, +-sqrt(3/2) (Webb), so that checkpoints
 * of a run stay as alike as they are. Both models are fitted to each draw.
 */
final class WildBootstrap {
  private static final double[] WEBB = {
    -Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)
  };

  /** Looser than for the laws themselves: the statistic needs three digits. */
  private static final ParametricOptions RESAMPLES =
      new ParametricOptions(
          Double.POSITIVE_INFINITY,
          SharedExponentFit.leastSquares().starts(),
          500,
          1e-7,
          SharedExponentFit.leastSquares().rule());

  private final Pairing pairing;
  private final Sharing sharing;

  private WildBootstrap(Pairing pairing, Sharing sharing) {
    this.pairing = pairing;
    this.sharing = sharing;
  }

  static NestedTest test(Pairing pairing, Sharing sharing, int draws, long seed) {
    return new WildBootstrap(pairing, sharing).test(draws, seed);
  }

  private NestedTest test(int draws, long seed) {
    Outcome<JointLaws> separate = fit(Sharing.NOTHING);
    Outcome<JointLaws> shared = fit(sharing);
    Optional<JointLaws> m0 = shared.fitted();
    Optional<JointLaws> m1 = separate.fitted();
    if (m0.isEmpty() || m1.isEmpty()) {
      return new NestedTest.NotDone(sharing, (m1.isEmpty() ? separate : shared).describe());
    }
    double rss0 = 2 * shared.report().objective();
    double rss1 = 2 * separate.report().objective();
    double statistic = statistic(rss0, rss1);
    double[] under =
        Generators.of(seed, draws).parallelStream()
            .map(random -> draw(random, m0.get()))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    long above = Arrays.stream(under).filter(s -> s >= statistic).count();
    return done(rss0, rss1, (above + 1.0) / (under.length + 1), under.length, seed);
  }

  private NestedTest.Done done(double rss0, double rss1, double p, int draws, long seed) {
    int full = Sharing.NOTHING.parameters();
    int restrictions = full - sharing.parameters();
    int points = pairing.first().points().size() + pairing.second().points().size();
    int runs = 2 * pairing.pairs();
    int freedom = runs - full;
    double f = freedom > 0 ? statistic(rss0, rss1) * freedom / restrictions : Double.NaN;
    double likelihood = runs * Math.log(rss0 / rss1);
    return new NestedTest.Done(
        sharing,
        rss0,
        rss1,
        restrictions,
        full,
        points,
        runs,
        f,
        FDistribution.above(f, restrictions, freedom),
        p,
        draws,
        likelihood - 2.0 * restrictions,
        likelihood - restrictions * Math.log(runs),
        "wild bootstrap of "
            + pairing.pairs()
            + " pairs of runs, "
            + draws
            + " draws, seed "
            + seed);
  }

  /** F without its degrees of freedom. */
  private static double statistic(double rss0, double rss1) {
    return Math.max(0, rss0 - rss1) / rss1;
  }

  private Outcome<JointLaws> fit(Sharing which) {
    return SharedExponentFit.fit(
        pairing.first(), pairing.second(), which, SharedExponentFit.leastSquares());
  }

  private OptionalDouble draw(SplittableRandom random, JointLaws m0) {
    Point[] one = new Point[pairing.first().points().size()];
    Point[] other = new Point[pairing.second().points().size()];
    for (List<Pairing.Pair> pairs : pairing.sizes().values()) {
      for (Pairing.Pair pair : pairs) {
        double weight = WEBB[random.nextInt(WEBB.length)];
        move(pairing.first(), pair.first(), m0.first(), weight, one);
        move(pairing.second(), pair.second(), m0.second(), weight, other);
      }
    }
    Selection first = with(pairing.first(), one);
    Selection second = with(pairing.second(), other);
    JointLaws start = new JointLaws(Sharing.NOTHING, m0.first(), m0.second());
    Outcome<JointLaws> shared = SharedExponentFit.refit(first, second, sharing, RESAMPLES, m0);
    Outcome<JointLaws> separate =
        SharedExponentFit.refit(first, second, Sharing.NOTHING, RESAMPLES, start);
    if (shared.fitted().isEmpty() || separate.fitted().isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(statistic(shared.report().objective(), separate.report().objective()));
  }

  private static void move(
      Selection selection, List<Integer> rows, LossLaw law, double weight, Point[] moved) {
    for (int row : rows) {
      Point point = selection.points().get(row);
      double predicted = law.loss(point.n(), point.d());
      double loss = predicted * Math.pow(point.loss() / predicted, weight);
      moved[row] =
          new Point(
              point.run(), point.size(), point.n(), point.d(), point.c(), loss, point.budget());
    }
  }

  private static Selection with(Selection selection, Point[] points) {
    return new Selection(
        selection.convention(),
        new ArrayList<>(List.of(points)),
        selection.dropped(),
        selection.warnings());
  }
}
