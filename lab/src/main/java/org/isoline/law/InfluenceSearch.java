package org.isoline.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The search for {@link InfluentialPoints}. */
final class InfluenceSearch {
  /** Makes a median absolute deviation the standard deviation of a normal distribution. */
  private static final double NORMAL = 1.4826;

  /** Residuals of ln L below this are rounding; nothing is an outlier by them. */
  private static final double ROUNDING = 1e-6;

  private static final int ROUNDS = 20;

  private final Selection selection;
  private final List<Point> points;
  private final ParametricOptions options;
  private final InfluenceOptions limits;
  private final int most;
  private BitSet outliers = new BitSet();
  private final BitSet movers = new BitSet();

  InfluenceSearch(Selection selection, ParametricOptions options, InfluenceOptions limits) {
    this.selection = selection;
    this.points = selection.points();
    this.options = options;
    this.limits = limits;
    this.most = (int) (limits.share() * points.size());
  }

  InfluentialPoints run() {
    Outcome<ParametricLaw> all = ParametricFit.fit(selection, options);
    Outcome<ParametricLaw> current = all;
    boolean settled = false;
    for (int round = 0; round < ROUNDS && !settled && current.fitted().isPresent(); round++) {
      settled = !judge(current.fitted().orElseThrow());
      current = settled ? current : ParametricFit.fit(withoutThem(), options);
    }
    Optional<ParametricLaw> before = all.fitted();
    Optional<ParametricLaw> after = current.fitted();
    if (before.isEmpty() || after.isEmpty()) {
      return new InfluentialPoints(
          all, current, List.of(), Map.of(), Map.of(), List.of("no law: " + current.describe()));
    }
    return result(all, before.get(), current, after.get(), settled);
  }

  /** Judges all points by a law; whether another set of them is set aside than before. */
  private boolean judge(ParametricLaw law) {
    BitSet found = largest(zScores(law), limits.cutoff(), most);
    found.andNot(movers);
    if (!found.equals(outliers)) {
      outliers = found;
      return true;
    }
    int room = most - aside().cardinality();
    if (room <= 0) {
      return false;
    }
    BitSet moving = largest(shifts(law).worst(), limits.shift(), room);
    movers.or(moving);
    return !moving.isEmpty();
  }

  private InfluentialPoints result(
      Outcome<ParametricLaw> all,
      ParametricLaw before,
      Outcome<ParametricLaw> current,
      ParametricLaw after,
      boolean settled) {
    double[] z = zScores(after);
    Shifts shifts = shifts(after);
    List<InfluentialPoint> found =
        aside().stream()
            .mapToObj(i -> influential(i, z[i], after, shifts))
            .sorted(Comparator.comparingDouble(InfluentialPoint::z).reversed())
            .toList();
    List<String> warnings = new ArrayList<>();
    if (!settled) {
      warnings.add("the set of points still changed after " + ROUNDS + " rounds");
    }
    if (largest(z, limits.cutoff(), points.size()).cardinality() > most) {
      warnings.add(
          Numbers.format(
              "more than %.0f %% of the points are outliers: the scatter is not that of a few bad"
                  + " points",
              100 * limits.share()));
    }
    return new InfluentialPoints(
        all,
        current,
        found,
        InfluentialPoints.shifts(before, after),
        Map.of("alpha", shifts.alphaError(), "beta", shifts.betaError()),
        warnings);
  }

  private InfluentialPoint influential(int i, double z, ParametricLaw law, Shifts shifts) {
    BitSet kept = kept();
    kept.set(i);
    Optional<ParametricLaw> with = refit(kept, law);
    double alpha =
        with.map(own -> (own.alpha() - law.alpha()) / shifts.alphaError()).orElse(Double.NaN);
    double beta =
        with.map(own -> (own.beta() - law.beta()) / shifts.betaError()).orElse(Double.NaN);
    List<String> reasons = new ArrayList<>();
    if (z > limits.cutoff()) {
      reasons.add(
          Numbers.format(
              "its residual is %.1f robust standard deviations, beyond %.1f", z, limits.cutoff()));
    }
    if (movers.get(i) || Math.max(Math.abs(alpha), Math.abs(beta)) > limits.shift()) {
      reasons.add(
          Numbers.format(
              "alone it moves alpha by %.2f and beta by %.2f robust standard errors, the limit is"
                  + " %.2f",
              alpha, beta, limits.shift()));
    }
    return new InfluentialPoint(points.get(i), z, alpha, beta, reasons);
  }

  /** |residual of ln L| over the robust standard deviation of those kept. */
  private double[] zScores(ParametricLaw law) {
    double[] sizes =
        points.stream()
            .mapToDouble(p -> Math.abs(Math.log(p.loss() / law.loss(p.n(), p.d()))))
            .toArray();
    double[] own = kept().stream().mapToDouble(i -> sizes[i]).toArray();
    double scale = Math.max(NORMAL * median(own), ROUNDING);
    return Vectors.scaled(1 / scale, sizes);
  }

  /**
   * What leaving out each point does, as a part of a robust standard error.
   *
   * @param worst the larger of the two parts, 0 for points already set aside
   * @param alphaError robust standard error of alpha
   * @param betaError the same of beta
   */
  private record Shifts(double[] worst, double alphaError, double betaError) {}

  private Shifts shifts(ParametricLaw law) {
    BitSet kept = kept();
    int[] rows = kept.stream().toArray();
    List<Optional<ParametricLaw>> laws =
        Arrays.stream(rows)
            .parallel()
            .mapToObj(
                i -> {
                  BitSet others = (BitSet) kept.clone();
                  others.clear(i);
                  return refit(others, law);
                })
            .toList();
    double[] alpha = laws.stream().mapToDouble(l -> moved(l, law, true)).toArray();
    double[] beta = laws.stream().mapToDouble(l -> moved(l, law, false)).toArray();
    double alphaError = robustError(alpha);
    double betaError = robustError(beta);
    double[] worst = new double[points.size()];
    for (int j = 0; j < rows.length; j++) {
      worst[rows[j]] = Math.max(alpha[j] / alphaError, beta[j] / betaError);
    }
    return new Shifts(worst, alphaError, betaError);
  }

  /** How far an exponent moved; 0 where there is no law, which the fit itself has to tell. */
  private static double moved(Optional<ParametricLaw> to, ParametricLaw from, boolean alpha) {
    return to.map(law -> Math.abs(alpha ? law.alpha() - from.alpha() : law.beta() - from.beta()))
        .orElse(0.0);
  }

  private static double robustError(double[] shifts) {
    return Math.max(Math.sqrt(shifts.length) * NORMAL * median(shifts), ROUNDING);
  }

  private Optional<ParametricLaw> refit(BitSet rows, ParametricLaw near) {
    return ParametricFit.refit(selection.rows(rows.stream().toArray()), options, near).fitted();
  }

  private BitSet aside() {
    BitSet aside = (BitSet) outliers.clone();
    aside.or(movers);
    return aside;
  }

  private BitSet kept() {
    BitSet kept = new BitSet();
    kept.set(0, points.size());
    kept.andNot(aside());
    return kept;
  }

  private Selection withoutThem() {
    Set<Point> them = Collections.newSetFromMap(new IdentityHashMap<>());
    aside().stream().forEach(i -> them.add(points.get(i)));
    return selection.without(them, "influential: set aside to see what the law is without it");
  }

  /** At most so many of the values above a limit, the largest first. */
  private static BitSet largest(double[] values, double limit, int count) {
    BitSet found = new BitSet();
    IntStream.range(0, values.length)
        .filter(i -> values[i] > limit)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> values[i]).reversed())
        .limit(count)
        .forEach(found::set);
    return found;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
