package org.isoline.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The training loss of a cell as it is drawn: a running mean, at few enough steps for a page.
 *
 * @param cell whose loss it is
 * @param window steps in a mean, where neither end of the run is near; odd
 * @param points in order of tokens
 */
record TrainingCurve(ReportData.Cell cell, int window, List<Point> points) {
  private static final int STEPS_PER_HALF_WINDOW = 200;
  private static final int STEPS_PER_EARLY_REACH = 10;
  private static final int DRAWN_POINTS = 160;

  /** The mean loss around a step. */
  record Point(long step, double tokens, double loss) {}

  /** The curve of a cell; steps whose loss is no number are left out. */
  static TrainingCurve of(ReportData.Cell cell) {
    List<ReportData.Metric> steps =
        cell.metrics().stream()
            .filter(m -> Double.isFinite(m.loss()) && m.loss() > 0 && m.tokens() > 0)
            .toList();
    int half = (int) Math.round((double) steps.size() / STEPS_PER_HALF_WINDOW);
    double[] sums = new double[steps.size() + 1];
    for (int i = 0; i < steps.size(); i++) {
      sums[i + 1] = sums[i] + steps.get(i).loss();
    }
    List<Point> points = new ArrayList<>();
    for (int i : drawn(steps)) {
      int reach = Math.min(half, Math.min(i / STEPS_PER_EARLY_REACH, steps.size() - 1 - i));
      double mean = (sums[i + reach + 1] - sums[i - reach]) / (2 * reach + 1);
      points.add(new Point(steps.get(i).step(), steps.get(i).tokens(), mean));
    }
    return new TrainingCurve(cell, 2 * half + 1, points);
  }

  /** Indices about equally far apart on a logarithmic axis of tokens, both ends among them. */
  private static List<Integer> drawn(List<ReportData.Metric> steps) {
    List<Integer> drawn = new ArrayList<>();
    if (steps.isEmpty()) {
      return drawn;
    }
    double first = Math.log(steps.getFirst().tokens());
    double gap = (Math.log(steps.getLast().tokens()) - first) / DRAWN_POINTS;
    double next = first;
    for (int i = 0; i < steps.size(); i++) {
      double place = Math.log(steps.get(i).tokens());
      if (place >= next || i == steps.size() - 1) {
        drawn.add(i);
        next = place + gap;
      }
    }
    return drawn;
  }
}
