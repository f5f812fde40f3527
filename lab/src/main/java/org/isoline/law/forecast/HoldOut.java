package org.isoline.law.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.isoline.law.LawException;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * Points divided into those a law may see and those it must predict.
 *
 * @param name how they were divided, in words
 * @param seen the points for the fit
 * @param hidden the points to predict
 * @param whole both, in order
 */
public record HoldOut(String name, Selection seen, List<Point> hidden, Selection whole) {
  /** N of one rung may differ by so much of ln N where a table was read off a figure. */
  private static final double SAME_SIZE = 0.05;

  /** Planned budgets may differ by so much of ln C. */
  private static final double SAME_BUDGET = 0.1;

  /** Where nothing was planned: the cuts, as decades below the largest compute. */
  private static final double[] CUTS = {0.25, 0.5, 1};

  private static final int FEWEST_SIZES = 3;
  private static final int SPLITS = 3;

  /** Copies the list. */
  public HoldOut {
    hidden = List.copyOf(hidden);
  }

  /**
   * The k smallest sizes are seen, all checkpoints of the larger ones hidden.
   *
   * @param keep the values of k; empty for the three largest that hide something and see 3 sizes
   * @throws LawException if a k is below 3 or hides nothing
   */
  public static List<HoldOut> sizes(Selection selection, List<Integer> keep) {
    List<List<Point>> rungs = groups(selection.points(), Point::n, SAME_SIZE);
    List<Integer> kept =
        keep.isEmpty()
            ? IntStream.range(Math.max(FEWEST_SIZES, rungs.size() - SPLITS), rungs.size())
                .boxed()
                .toList()
            : keep;
    List<HoldOut> splits = new ArrayList<>();
    for (int k : kept) {
      if (k < FEWEST_SIZES || k >= rungs.size()) {
        throw new LawException(
            "keep = "
                + k
                + " of "
                + rungs.size()
                + " sizes; a law needs 3, and one must be left to predict, so use 3 to "
                + (rungs.size() - 1));
      }
      List<Point> hidden = rungs.subList(k, rungs.size()).stream().flatMap(List::stream).toList();
      splits.add(split(k + " smallest of " + rungs.size() + " sizes", selection, hidden));
    }
    return splits;
  }

  /**
   * The largest planned budgets are hidden, one to three of them; where no budgets were planned,
   * all checkpoints within 0.25, 0.5 and 1 decade of the largest compute.
   */
  public static List<HoldOut> budgets(Selection selection) {
    List<Point> planned =
        selection.points().stream().filter(p -> Double.isFinite(p.budget())).toList();
    if (planned.isEmpty()) {
      double most = selection.points().stream().mapToDouble(Point::c).max().orElse(Double.NaN);
      return Arrays.stream(CUTS)
          .mapToObj(cut -> above(selection, most / Math.pow(10, cut)))
          .toList();
    }
    List<List<Point>> groups = groups(planned, Point::budget, SAME_BUDGET);
    List<HoldOut> splits = new ArrayList<>();
    for (int hide = 1; hide <= Math.min(SPLITS, groups.size() - 2); hide++) {
      int seen = groups.size() - hide;
      splits.add(
          split(
              seen + " smallest of " + groups.size() + " budgets",
              selection,
              groups.subList(seen, groups.size()).stream().flatMap(List::stream).toList()));
    }
    return splits;
  }

  /**
   * All checkpoints of at least so much compute are hidden.
   *
   * @throws LawException if that is all or none of them
   */
  public static HoldOut above(Selection selection, double flop) {
    List<Point> hidden = selection.points().stream().filter(p -> p.c() >= flop).toList();
    if (hidden.isEmpty() || hidden.size() == selection.points().size()) {
      throw new LawException(
          String.format(
              Locale.ROOT,
              "%.4g FLOP hides %d of %d checkpoints, which cover %.4g to %.4g FLOP; choose a number"
                  + " in between",
              flop,
              hidden.size(),
              selection.points().size(),
              selection.points().stream().mapToDouble(Point::c).min().orElse(Double.NaN),
              selection.points().stream().mapToDouble(Point::c).max().orElse(Double.NaN)));
    }
    return split(String.format(Locale.ROOT, "C < %.4g FLOP", flop), selection, hidden);
  }

  private static HoldOut split(String name, Selection selection, Collection<Point> hidden) {
    Set<Point> set = new HashSet<>(hidden);
    Predicate<Point> isHidden = set::contains;
    return new HoldOut(
        name,
        selection.without(set, "held out"),
        selection.points().stream().filter(isHidden).toList(),
        selection);
  }

  /** Neighbours whose logarithms differ by less than the tolerance belong together. */
  private static List<List<Point>> groups(
      List<Point> points, ToDoubleFunction<Point> value, double tolerance) {
    List<Point> sorted = points.stream().sorted(Comparator.comparingDouble(value)).toList();
    List<List<Point>> groups = new ArrayList<>();
    double last = Double.NaN;
    for (Point point : sorted) {
      double here = Math.log(value.applyAsDouble(point));
      if (!(here - last <= tolerance)) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(point);
      last = here;
    }
    return groups;
  }
}
