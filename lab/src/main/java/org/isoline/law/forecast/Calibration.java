package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.ParametricFit;
import org.isoline.law.ParametricLaw;
import org.isoline.law.ParametricOptions;
import org.isoline.law.Selection;
import org.isoline.law.interval.Figures;
import org.isoline.law.interval.Interval;
import org.isoline.law.interval.Intervals;
import org.isoline.law.interval.Scheme;
import org.isoline.law.interval.Uncertainty;

/**
 * How often 95 % intervals cover the truth when the truth is known: a study is simulated many times
 * and its parametric law fitted with intervals under each scheme.
 *
 * @param design what was simulated, in words
 * @param repeats studies simulated
 * @param rows one for every scheme and figure
 */
public record Calibration(String design, int repeats, List<Row> rows) {
  /** E, A, B, alpha, beta near the refit of Besiroglu et al., arXiv 2404.10102. */
  public static final ParametricLaw TRUTH = new ParametricLaw(1.82, 480, 2100, 0.348, 0.366);

  private static final double BUDGET = 1e22;
  private static final double[] SIZES = {20e6, 85e6, 302e6, 1.08e9, 2.8e9, 6.4e9};
  private static final double TOKENS = 300e9;
  private static final int CHECKPOINTS = 32;

  /** Copies the rows. */
  public Calibration {
    rows = List.copyOf(rows);
  }

  /**
   * Coverage of a figure under a scheme.
   *
   * @param scheme in words
   * @param figure its name
   * @param intervals studies that gave an interval
   * @param covered95 share whose 95 % interval has the truth in it
   * @param covered80 share whose 80 % interval has
   * @param width mean width of the 95 % intervals
   */
  public record Row(
      String scheme,
      String figure,
      int intervals,
      double covered95,
      double covered80,
      double width) {}

  /** Six sizes like those of arXiv 2406.16690, 32 checkpoints each, 300 billion tokens. */
  public static Simulation ladder(Noise noise) {
    return new Simulation(TRUTH, Grid.curves(SIZES, TOKENS, CHECKPOINTS), noise);
  }

  /** The same points, each the end of a run of its own. */
  public static Simulation cells(Noise noise) {
    double[] tokens =
        Grid.evenly(TOKENS, CHECKPOINTS).stream().mapToDouble(Double::doubleValue).toArray();
    return new Simulation(TRUTH, Grid.cells(SIZES, tokens), noise);
  }

  /**
   * The experiment. A study without a law has no interval and counts in neither way.
   *
   * @param design the simulation in words
   * @param simulation with a parametric law as its truth
   * @param schemes of the intervals
   * @param repeats studies to simulate
   * @param seed of the studies
   * @throws LawException if there is no repeat
   */
  public static Calibration of(
      String design, Simulation simulation, List<Scheme> schemes, int repeats, long seed) {
    if (repeats < 1) {
      throw new LawException("repeats = " + repeats + "; at least 1, some hundred to be of use");
    }
    Map<String, Double> truth = asked(new Figures(BUDGET).of(simulation.law()));
    List<Row> rows = new ArrayList<>();
    for (Scheme scheme : schemes) {
      List<Intervals> studies =
          IntStream.range(0, repeats)
              .parallel()
              .mapToObj(i -> intervals(simulation.points(seed, i), scheme))
              .toList()
              .stream()
              .flatMap(Optional::stream)
              .toList();
      truth.forEach((figure, value) -> rows.add(row(scheme, figure, value, studies)));
    }
    return new Calibration(design, repeats, rows);
  }

  private static Optional<Intervals> intervals(Selection selection, Scheme scheme) {
    return ParametricFit.fit(selection, ParametricOptions.defaults())
        .fitted()
        .map(
            law ->
                new Uncertainty(
                        Estimator.PARAMETRIC,
                        FitOptions.defaults(),
                        selection,
                        law,
                        new Figures(BUDGET))
                    .under(scheme));
  }

  private static Row row(Scheme scheme, String figure, double truth, List<Intervals> studies) {
    List<Interval> own =
        studies.stream()
            .map(study -> study.of(figure).orElseThrow())
            .filter(interval -> Double.isFinite(interval.low95()))
            .toList();
    return new Row(
        scheme.describe(),
        figure,
        own.size(),
        share(own.stream().filter(i -> i.covers95(truth)).count(), own.size()),
        share(own.stream().filter(i -> i.covers80(truth)).count(), own.size()),
        own.stream().mapToDouble(i -> i.high95() - i.low95()).average().orElse(Double.NaN));
  }

  private static double share(long part, int whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }

  private static Map<String, Double> asked(Map<String, Double> figures) {
    Map<String, Double> asked = new LinkedHashMap<>();
    for (String name : List.of("E", "alpha", "beta", "a", Figures.name("loss", BUDGET))) {
      asked.put(name, figures.get(name));
    }
    return asked;
  }
}
