package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.interval.Figures;

/**
 * A grid trained many times on paper: what each estimator would make of it.
 *
 * @param simulation law, grid and noise
 * @param repeats of the whole study
 * @param seed of the repeats
 * @param estimators by name what they found
 */
public record Rehearsal(
    Simulation simulation, int repeats, long seed, Map<Estimator, Result> estimators) {
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /** Copies the map. */
  public Rehearsal {
    estimators = Collections.unmodifiableMap(new EnumMap<>(estimators));
  }

  /**
   * What an estimator found.
   *
   * @param failures repeats without a law
   * @param figures by name; those that the true law has
   */
  public record Result(int failures, Map<String, Spread> figures) {
    /** Copies the map, keeping its order. */
    public Result {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
  }

  /**
   * A figure over the repeats.
   *
   * @param truth of the law simulated
   * @param mean over the repeats
   * @param deviation standard deviation over the repeats
   * @param low95 lower end of the middle 95 %
   * @param high95 upper end
   */
  public record Spread(double truth, double mean, double deviation, double low95, double high95) {
    /** mean - truth. */
    public double bias() {
      return mean - truth;
    }

    static Spread of(double truth, double[] values) {
      double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
      if (sorted.length < 2) {
        return new Spread(truth, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
      }
      double mean = Arrays.stream(sorted).average().orElseThrow();
      double squares = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum();
      return new Spread(
          truth,
          mean,
          Math.sqrt(squares / (sorted.length - 1)),
          quantile(sorted, LOW),
          quantile(sorted, HIGH));
    }

    private static double quantile(double[] sorted, double p) {
      double place = p * (sorted.length - 1);
      int below = (int) place;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
  }

  /**
   * Simulates and fits.
   *
   * @param simulation law, grid and noise
   * @param estimators to fit with
   * @param budgets at which L*, N* and D* are compared, FLOP
   * @param repeats at least 2
   * @param seed of the repeats
   * @throws LawException if there are fewer than 2 repeats
   */
  public static Rehearsal of(
      Simulation simulation, List<Estimator> estimators, double[] budgets, int repeats, long seed) {
    if (repeats < 2) {
      throw new LawException("repeats = " + repeats + "; a spread needs at least 2, say 200");
    }
    Figures asked = new Figures(budgets);
    Map<String, Double> truth = asked.of(simulation.law());
    Map<Estimator, Result> results = new EnumMap<>(Estimator.class);
    for (Estimator estimator : estimators) {
      results.put(estimator, result(simulation, estimator, asked, truth, repeats, seed));
    }
    return new Rehearsal(simulation, repeats, seed, results);
  }

  private static Result result(
      Simulation simulation,
      Estimator estimator,
      Figures asked,
      Map<String, Double> truth,
      int repeats,
      long seed) {
    List<Map<String, Double>> found =
        IntStream.range(0, repeats)
            .parallel()
            .mapToObj(
                repeat ->
                    estimator
                        .fit(simulation.points(seed, repeat), FitOptions.defaults())
                        .fitted()
                        .map(ComputeLaw.class::cast)
                        .map(asked::of))
            .toList()
            .stream()
            .flatMap(Optional::stream)
            .toList();
    Map<String, Spread> figures = new LinkedHashMap<>();
    List<String> names = found.isEmpty() ? List.of() : new ArrayList<>(found.getFirst().keySet());
    for (String name : names) {
      if (truth.containsKey(name)) {
        figures.put(
            name,
            Spread.of(
                truth.get(name),
                found.stream().mapToDouble(own -> own.getOrDefault(name, Double.NaN)).toArray()));
      }
    }
    return new Result(repeats - found.size(), figures);
  }
}
