package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LossLaw;
import org.isoline.law.ParametricFit;
import org.isoline.law.Selection;

/**
 * Intervals of an estimator's figures. Draws run side by side on all processors; each has a seed of
 * its own, so that the result does not depend on how many there are.
 */
public final class Uncertainty {
  private static final double MANY_FAILURES = 0.05;

  /** Quantiles that stand for the distribution of a jackknife. */
  private static final int SPREAD = 199;

  private final Estimator estimator;
  private final FitOptions options;
  private final Selection selection;
  private final ComputeLaw law;
  private final Figures asked;

  /**
   * The intervals about a law.
   *
   * @param estimator that made the law
   * @param options it was given
   * @param selection the points it used
   * @param law what it found
   * @param asked the figures of interest
   */
  public Uncertainty(
      Estimator estimator, FitOptions options, Selection selection, ComputeLaw law, Figures asked) {
    this.estimator = estimator;
    this.options = options;
    this.selection = selection;
    this.law = law;
    this.asked = asked;
  }

  /** The intervals under a scheme. */
  public Intervals under(Scheme scheme) {
    return sampled(scheme).intervals();
  }

  /** The intervals under a scheme with the draws behind them. */
  public Sampled sampled(Scheme scheme) {
    Resampler resampler = new Resampler(selection);
    return switch (scheme) {
      case Scheme.Runs runs -> drawn(runs, runs.draws(), runs.seed(), resampler::runs, resampler);
      case Scheme.Seeds seeds ->
          drawn(seeds, seeds.draws(), seeds.seed(), resampler::seeds, resampler);
      case Scheme.Residuals residuals ->
          base()
              .map(
                  base ->
                      drawn(
                          residuals,
                          residuals.draws(),
                          residuals.seed(),
                          random -> resampler.signs(random, base, residuals.block()),
                          resampler))
              .orElseGet(() -> withoutResiduals(residuals));
      case Scheme.Sizes sizes -> jackknife(sizes, resampler);
    };
  }

  /** Laws of resamples, without those that found none; the i-th draw is the same in every call. */
  public List<Optional<ComputeLaw>> laws(
      int draws, long seed, Function<SplittableRandom, Selection> draw) {
    // Split off one by one: generators of seeds a constant apart can run through the same numbers.
    SplittableRandom root = new SplittableRandom(seed);
    List<SplittableRandom> own = Stream.generate(root::split).limit(draws).toList();
    return own.parallelStream().map(random -> refit(draw.apply(random))).toList();
  }

  private Optional<ComputeLaw> refit(Selection drawn) {
    return estimator.refit(drawn, options, law).fitted().map(ComputeLaw.class::cast);
  }

  private Sampled drawn(
      Scheme scheme,
      int draws,
      long seed,
      Function<SplittableRandom, Selection> draw,
      Resampler resampler) {
    List<Map<String, Double>> figures =
        laws(draws, seed, draw).stream().flatMap(Optional::stream).map(asked::of).toList();
    Map<String, Interval> intervals = new LinkedHashMap<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    asked
        .of(law)
        .forEach(
            (name, value) -> {
              double[] own = figures.stream().mapToDouble(one -> one.get(name)).toArray();
              double[] spread = spread(scheme, name, value, own, resampler);
              values.put(name, spread);
              intervals.put(name, Interval.percentiles(value, spread));
            });
    int failed = draws - figures.size();
    return new Sampled(
        new Intervals(
            scheme,
            figures.size(),
            failed,
            intervals,
            Map.of(),
            concerns(scheme, draws, failed, resampler)),
        values);
  }

  private double[] spread(
      Scheme scheme, String name, double value, double[] draws, Resampler resampler) {
    return scheme instanceof Scheme.Residuals
        ? FewRuns.spread(value, draws, resampler.freedomOfRuns(), isShare(name))
        : draws;
  }

  /** a = beta / (alpha + beta) and b = 1 - a of a law in N and D. */
  private boolean isShare(String name) {
    return law instanceof LossLaw && (name.equals("a") || name.equals("b"));
  }

  private static List<String> concerns(Scheme scheme, int draws, int failed, Resampler resampler) {
    List<String> concerns = new ArrayList<>();
    if (failed > MANY_FAILURES * draws) {
      concerns.add(failed + " of " + draws + " draws gave no law: the intervals are too narrow");
    }
    if (scheme instanceof Scheme.Runs && resampler.runs() < Scheme.FEW_RUNS) {
      concerns.add(
          resampler.runs()
              + " runs: a bootstrap over so few has few distinct draws; compare the jackknife over"
              + " sizes and the residuals");
    }
    if (scheme instanceof Scheme.Runs && resampler.everyPointIsARun()) {
      concerns.add(
          "every row counts as a run; if some are checkpoints of one run, name the runs in a column,"
              + " else the intervals are too narrow");
    }
    if (scheme instanceof Scheme.Residuals && resampler.everyPointIsARun()) {
      concerns.add(
          "every row counts as a run: residuals covered the truth in 87 to 90 % of rehearsals where"
              + " they said 95 %; draw runs instead");
    }
    if (scheme instanceof Scheme.Seeds && !resampler.hasReplicates()) {
      concerns.add("no size was run with more than one seed: the intervals are points");
    }
    return concerns;
  }

  private Sampled jackknife(Scheme scheme, Resampler resampler) {
    Map<String, Map<String, Double>> sets = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    for (String size : resampler.sizes()) {
      refit(resampler.withoutSize(size))
          .ifPresentOrElse(found -> sets.put(size, asked.of(found)), () -> failures.add(size));
    }
    double[] spread = sets.size() < 2 ? new double[0] : StudentT.quantiles(SPREAD, sets.size() - 1);
    Map<String, Interval> intervals = new LinkedHashMap<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    asked
        .of(law)
        .forEach(
            (name, value) -> {
              Interval own =
                  jackknife(value, sets.values().stream().mapToDouble(s -> s.get(name)).toArray());
              intervals.put(name, own);
              values.put(
                  name, Arrays.stream(spread).map(t -> value + t * own.standardError()).toArray());
            });
    List<String> warnings =
        failures.isEmpty() ? List.of() : List.of("without " + failures + " there is no law");
    return new Sampled(
        new Intervals(scheme, sets.size(), failures.size(), intervals, sets, warnings), values);
  }

  private static Interval jackknife(double value, double[] without) {
    int k = without.length;
    if (k < 2) {
      return Interval.unknown(value);
    }
    double deviation = Interval.deviation(without); // sum / (k - 1)
    double error = (k - 1) * deviation / Math.sqrt(k);
    double wide = error * StudentT.quantile(0.975, k - 1);
    double narrow = error * StudentT.quantile(0.9, k - 1);
    return new Interval(value, value - wide, value + wide, value - narrow, value + narrow, error);
  }

  /** Predictions for residuals: those of the law itself, or of L(N, D) where it has none. */
  private Optional<LossLaw> base() {
    return law instanceof LossLaw own
        ? Optional.of(own)
        : ParametricFit.fit(selection, options.parametric()).fitted().map(LossLaw.class::cast);
  }

  private Sampled withoutResiduals(Scheme scheme) {
    Map<String, Interval> unknown = new LinkedHashMap<>();
    asked.of(law).forEach((name, value) -> unknown.put(name, Interval.unknown(value)));
    String reason =
        "residuals need a law L(N, D), which these "
            + selection.points().size()
            + " points do not give: no intervals; draw runs or leave sizes out instead";
    return new Sampled(new Intervals(scheme, 0, 0, unknown, Map.of(), List.of(reason)), Map.of());
  }
}
