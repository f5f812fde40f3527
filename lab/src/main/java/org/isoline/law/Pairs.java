package org.isoline.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logarithms of the usable pairs of two series.
 *
 * @param x ln x
 * @param y ln y
 * @param dropped pairs that have none
 */
record Pairs(double[] x, double[] y, List<Dropped> dropped) {
  static Pairs logarithms(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new LawException(
          x.length + " values of x and " + y.length + " of y; a fit needs pairs");
    }
    double[] logX = new double[x.length];
    double[] logY = new double[x.length];
    List<Dropped> dropped = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < x.length; i++) {
      if (positive(x[i]) && positive(y[i])) {
        logX[size] = Math.log(x[i]);
        logY[size++] = Math.log(y[i]);
      } else {
        dropped.add(
            new Dropped(
                "", "pair " + i, "x = " + x[i] + ", y = " + y[i] + " are not positive numbers"));
      }
    }
    return new Pairs(Arrays.copyOf(logX, size), Arrays.copyOf(logY, size), dropped);
  }

  int size() {
    return x.length;
  }

  int distinctX() {
    return (int) Arrays.stream(x).distinct().count();
  }

  FitReport report(
      String method, double objective, Map<String, Double> diagnostics, List<String> warnings) {
    return new FitReport(
        method, Optional.empty(), size(), dropped, objective, diagnostics, warnings);
  }

  private static boolean positive(double value) {
    return value > 0 && Double.isFinite(value);
  }
}
