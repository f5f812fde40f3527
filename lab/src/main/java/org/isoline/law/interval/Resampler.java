package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.isoline.law.LossLaw;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/** Draws selections from a selection. */
final class Resampler {
  private static final int HEIGHTS = 3;
  private static final int SHAPE = 2;
  private static final int SURFACE = HEIGHTS + SHAPE;

  private final Selection selection;
  private final Map<String, int[]> runs = new LinkedHashMap<>();

  Resampler(Selection selection) {
    this.selection = selection;
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (int i = 0; i < selection.points().size(); i++) {
      rows.computeIfAbsent(selection.points().get(i).run(), run -> new ArrayList<>()).add(i);
    }
    rows.forEach((run, own) -> runs.put(run, own.stream().mapToInt(Integer::intValue).toArray()));
  }

  int runs() {
    return runs.size();
  }

  boolean everyPointIsARun() {
    return runs.size() == selection.points().size();
  }

  List<String> sizes() {
    return selection.points().stream().map(Point::size).distinct().toList();
  }

  /** As many runs as there are, with replacement. */
  Selection runs(SplittableRandom random) {
    List<int[]> all = List.copyOf(runs.values());
    List<int[]> drawn = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      drawn.add(all.get(random.nextInt(all.size())));
    }
    return rows(drawn);
  }

  /** One run of every size. */
  Selection seeds(SplittableRandom random) {
    Map<String, List<int[]>> bySize = new LinkedHashMap<>();
    runs.forEach(
        (run, rows) ->
            bySize
                .computeIfAbsent(selection.points().get(rows[0]).size(), s -> new ArrayList<>())
                .add(rows));
    List<int[]> drawn = new ArrayList<>();
    bySize.values().forEach(own -> drawn.add(own.get(random.nextInt(own.size()))));
    return rows(drawn);
  }

  /** Whether some size has more than one run. */
  boolean hasReplicates() {
    return runs.size() > sizes().size();
  }

  Selection withoutSize(String size) {
    return selection.rows(
        IntStream.range(0, selection.points().size())
            .filter(i -> !selection.points().get(i).size().equals(size))
            .toArray());
  }

  /**
   * The losses exp(prediction + s_i u_i + s_ij w_ij) with u_i the mean residual of ln L of run i,
   * w_ij what a checkpoint differs from it by, and random signs: one a run, and one for each block
   * of its checkpoints. A fit bends towards its points, so both are stretched by what it spends on
   * them, three coefficients on the heights of runs and two on the shape of their curves; where
   * every run is one checkpoint, five on all.
   */
  Selection signs(SplittableRandom random, LossLaw law, int block) {
    Point[] moved = new Point[selection.points().size()];
    boolean single = everyPointIsARun();
    double ofRuns = stretch(runs.size(), single ? SURFACE : HEIGHTS);
    double ofCheckpoints = stretch(moved.length - runs.size(), SHAPE);
    for (int[] rows : runs.values()) {
      double mean = Arrays.stream(rows).mapToDouble(row -> residual(law, row)).average().orElse(0);
      double height = ofRuns * (random.nextBoolean() ? mean : -mean);
      boolean flip = false;
      int place = 0;
      for (int row : inOrderOfTokens(rows)) {
        flip = place++ % block == 0 ? random.nextBoolean() : flip;
        double own = ofCheckpoints * (residual(law, row) - mean);
        Point p = selection.points().get(row);
        double loss = law.loss(p.n(), p.d()) * Math.exp(height + (flip ? -own : own));
        moved[row] = new Point(p.run(), p.size(), p.n(), p.d(), p.c(), loss, p.budget());
      }
    }
    return new Selection(
        selection.convention(), List.of(moved), selection.dropped(), selection.warnings());
  }

  /** Degrees of freedom that the scatter of runs about a law L(N, D) is known with, at least 1. */
  int freedomOfRuns() {
    return Math.max(1, runs.size() - (everyPointIsARun() ? SURFACE : HEIGHTS));
  }

  private static double stretch(int count, int spent) {
    return count > spent ? Math.sqrt((double) count / (count - spent)) : 1;
  }

  private double residual(LossLaw law, int row) {
    Point point = selection.points().get(row);
    return Math.log(point.loss() / law.loss(point.n(), point.d()));
  }

  private List<Integer> inOrderOfTokens(int[] rows) {
    return Arrays.stream(rows)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> selection.points().get(row).d()))
        .toList();
  }

  private Selection rows(List<int[]> drawn) {
    return selection.rows(drawn.stream().flatMapToInt(Arrays::stream).toArray());
  }
}
