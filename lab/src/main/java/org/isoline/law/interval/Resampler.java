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

  /** The losses {@code prediction * (loss / prediction)^sign}, a sign for each block of a run. */
  Selection signs(SplittableRandom random, LossLaw law, int block) {
    Point[] moved = new Point[selection.points().size()];
    for (int[] rows : runs.values()) {
      List<Integer> ordered = new ArrayList<>();
      for (int row : rows) {
        ordered.add(row);
      }
      ordered.sort(Comparator.comparingDouble(row -> selection.points().get(row).d()));
      boolean flip = false;
      for (int i = 0; i < ordered.size(); i++) {
        flip = i % block == 0 ? random.nextBoolean() : flip;
        Point point = selection.points().get(ordered.get(i));
        double predicted = law.loss(point.n(), point.d());
        double loss = flip ? predicted * (predicted / point.loss()) : point.loss();
        moved[ordered.get(i)] =
            new Point(
                point.run(), point.size(), point.n(), point.d(), point.c(), loss, point.budget());
      }
    }
    return new Selection(
        selection.convention(), List.of(moved), selection.dropped(), selection.warnings());
  }

  private Selection rows(List<int[]> drawn) {
    return selection.rows(drawn.stream().flatMapToInt(Arrays::stream).toArray());
  }
}
