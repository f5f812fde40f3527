package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.law.LawException;
import org.isoline.law.Point;
import org.isoline.law.interval.PlannedRun;

/**
 * Runs to be trained, each with the tokens of its checkpoints.
 *
 * @param runs in any order
 */
public record Grid(List<Run> runs) {
  private static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;

  /** Copies the list. */
  public Grid {
    runs = List.copyOf(runs);
  }

  /**
   * One run.
   *
   * @param name its name
   * @param parameters N
   * @param tokens D at each checkpoint, increasing
   * @param budget the compute it was planned for, FLOP; NaN if there was no such plan
   */
  public record Run(String name, double parameters, List<Double> tokens, double budget) {
    /**
     * Sorts the tokens.
     *
     * @throws LawException if a number is not positive or there is no checkpoint
     */
    public Run {
      if (tokens.isEmpty()) {
        throw new LawException("run " + name + " has no checkpoint");
      }
      tokens = tokens.stream().sorted().toList();
      for (double d : tokens) {
        new PlannedRun(parameters, d);
      }
    }

    /** Tokens at the end. */
    double last() {
      return tokens.getLast();
    }

    /** 6 N D of the whole run. */
    public double flop() {
      return FLOP_PER_PARAMETER_AND_TOKEN * parameters * last();
    }
  }

  /** Every size with every number of tokens as a run of its own that is measured at its end. */
  public static Grid cells(double[] sizes, double[] tokens) {
    List<Run> runs = new ArrayList<>();
    for (double n : sizes) {
      for (double d : tokens) {
        runs.add(new Run("N=" + n + ",D=" + d, n, List.of(d), Double.NaN));
      }
    }
    return new Grid(runs);
  }

  /**
   * One run of every size to the same tokens.
   *
   * @param sizes N
   * @param last tokens at the end
   * @param checkpoints evenly spaced from the first to the end
   * @throws LawException if there are no checkpoints
   */
  public static Grid curves(double[] sizes, double last, int checkpoints) {
    if (checkpoints < 1) {
      throw new LawException("checkpoints = " + checkpoints + "; at least 1 a run");
    }
    return new Grid(
        Arrays.stream(sizes)
            .mapToObj(n -> new Run("N=" + n, n, evenly(last, checkpoints), Double.NaN))
            .toList());
  }

  /** The runs of a table. */
  public static Grid of(List<Point> points) {
    Map<String, List<Point>> byRun = new LinkedHashMap<>();
    points.forEach(p -> byRun.computeIfAbsent(p.run(), run -> new ArrayList<>()).add(p));
    List<Run> runs = new ArrayList<>();
    byRun.forEach(
        (name, own) ->
            runs.add(
                new Run(
                    name,
                    own.getFirst().n(),
                    own.stream().map(Point::d).toList(),
                    own.getFirst().budget())));
    return new Grid(runs);
  }

  /** Checkpoints of a run to {@code last} tokens, evenly spaced. */
  static List<Double> evenly(double last, int checkpoints) {
    List<Double> tokens = new ArrayList<>();
    for (int i = 1; i <= checkpoints; i++) {
      tokens.add(last * i / checkpoints);
    }
    return tokens;
  }

  /** The same grid with one more run. */
  public Grid with(Run run) {
    List<Run> more = new ArrayList<>(runs);
    more.add(run);
    return new Grid(more);
  }

  /** Distinct sizes, increasing. */
  double[] sizes() {
    return runs.stream().mapToDouble(Run::parameters).distinct().sorted().toArray();
  }

  /** Distinct numbers of tokens at the end of runs, increasing. */
  double[] ends() {
    return runs.stream().mapToDouble(Run::last).distinct().sorted().toArray();
  }

  /** Checkpoints of the run that has most. */
  int checkpoints() {
    return runs.stream()
        .map(Run::tokens)
        .max(Comparator.comparingInt(List::size))
        .orElseThrow()
        .size();
  }

  /** 6 N D of all runs. */
  public double flop() {
    return runs.stream().mapToDouble(Run::flop).sum();
  }
}
