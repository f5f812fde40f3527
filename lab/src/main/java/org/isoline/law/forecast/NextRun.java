package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.isoline.law.LawException;
import org.isoline.law.ParametricLaw;

/**
 * A further run and what it would do for a figure, to first order about the law (see the package).
 * It has as many evenly spaced checkpoints as the longest run of the grid, and a seed of its own.
 *
 * @param run the candidate
 * @param flop its cost, 6 N D
 * @param reduction of the variance of the figure, 0 to 1
 * @param perFlop the same for each FLOP
 * @param information gained about all coefficients: the growth of ln det M
 */
public record NextRun(
    Grid.Run run, double flop, double reduction, double perFlop, double information) {
  private static final double BEYOND = 2;

  /**
   * All candidates, the one that reduces the variance most per FLOP first: sizes of the grid and
   * one rung beyond, with the tokens at the ends of its runs and twice the largest.
   *
   * @throws LawException if the grid cannot identify the law, so that nothing can be said
   */
  public static List<NextRun> ranked(ParametricLaw law, Noise noise, Grid grid, Target target) {
    Information information = new Information(law, noise, grid);
    double[][] now = information.of(grid);
    double[] gradient = information.gradient(target);
    Optional<Double> variance = Information.variance(now, gradient);
    if (variance.isEmpty()) {
      throw new LawException(
          "the grid does not identify the five coefficients, so no run can be advised; it needs"
              + " several sizes with several numbers of tokens each");
    }
    double before = Information.logDeterminant(now).orElseThrow();
    return candidates(grid).stream()
        .map(run -> judged(run, information, now, gradient, variance.get(), before))
        .sorted(Comparator.comparingDouble(NextRun::perFlop).reversed())
        .toList();
  }

  /**
   * The standard deviation of a figure that a grid leaves, to first order; empty if unidentified.
   */
  public static Optional<Double> deviation(
      ParametricLaw law, Noise noise, Grid grid, Target target) {
    Information information = new Information(law, noise, grid);
    return Information.variance(information.of(grid), information.gradient(target)).map(Math::sqrt);
  }

  private static NextRun judged(
      Grid.Run run,
      Information information,
      double[][] now,
      double[] gradient,
      double variance,
      double before) {
    double[][] then = Arrays.stream(now).map(double[]::clone).toArray(double[][]::new);
    information.add(then, run);
    double reduction = 1 - Information.variance(then, gradient).orElse(variance) / variance;
    return new NextRun(
        run,
        run.flop(),
        reduction,
        reduction / run.flop(),
        Information.logDeterminant(then).orElse(before) - before);
  }

  private static List<Grid.Run> candidates(Grid grid) {
    double[] sizes = withBeyond(grid.sizes());
    double[] ends = grid.ends();
    TreeSet<Double> tokens = new TreeSet<>(Arrays.stream(ends).boxed().toList());
    tokens.add(BEYOND * ends[ends.length - 1]);
    List<Grid.Run> runs = new ArrayList<>();
    for (double n : sizes) {
      for (double d : tokens) {
        runs.add(
            new Grid.Run(
                "next N=" + n + ",D=" + d, n, Grid.evenly(d, grid.checkpoints()), Double.NaN));
      }
    }
    return runs;
  }

  /** The next rung is as far above the largest as that is above the second largest. */
  private static double[] withBeyond(double[] sizes) {
    double largest = sizes[sizes.length - 1];
    double ratio = sizes.length > 1 ? largest / sizes[sizes.length - 2] : BEYOND;
    double[] more = Arrays.copyOf(sizes, sizes.length + 1);
    more[sizes.length] = largest * ratio;
    return more;
  }
}
