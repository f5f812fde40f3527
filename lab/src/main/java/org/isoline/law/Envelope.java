package org.isoline.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The lowest of several curves at each budget where at least two sizes can be compared. */
final class Envelope {
  /** The best run at one budget. */
  record Winner(double logC, Curve curve, boolean edge) {
    EnvelopePoint point() {
      return new EnvelopePoint(
          Math.exp(logC) / ComputeCount.FLOP_PER_PFLOPS_DAY,
          Math.exp(curve.logLossAt(logC)),
          curve.n(),
          Math.exp(curve.logTokensAt(logC)),
          curve.size(),
          edge);
    }
  }

  private Envelope() {}

  /**
   * The winners at {@code budgets} log-spaced budgets, in order of compute; empty if no two sizes
   * overlap.
   */
  static List<Winner> winners(List<Curve> curves, int budgets) {
    double[] range =
        curves.stream()
            .flatMapToDouble(curve -> DoubleStream.of(curve.start(), curve.end()))
            .filter(budget -> comparable(curves, budget))
            .sorted()
            .toArray();
    List<Winner> winners = new ArrayList<>();
    if (range.length == 0) {
      return winners;
    }
    double low = range[0];
    double high = range[range.length - 1];
    for (int i = 0; i < budgets; i++) {
      double budget = i == budgets - 1 ? high : low + i * (high - low) / (budgets - 1);
      if (comparable(curves, budget)) {
        winners.add(winner(curves, budget));
      }
    }
    return winners;
  }

  /**
   * One point a winning size, at the geometric mean of the budgets it wins, in order of compute.
   */
  static List<EnvelopePoint> intervalMids(List<Winner> winners) {
    Map<String, List<Winner>> bySize = new LinkedHashMap<>();
    winners.forEach(
        w -> bySize.computeIfAbsent(w.curve().size(), size -> new ArrayList<>()).add(w));
    return bySize.values().stream()
        .map(Envelope::middle)
        .sorted(Comparator.comparingDouble(EnvelopePoint::compute))
        .toList();
  }

  private static EnvelopePoint middle(List<Winner> ofOneSize) {
    double budget = Line.mean(ofOneSize.stream().mapToDouble(Winner::logC).toArray());
    boolean edge = ofOneSize.stream().anyMatch(Winner::edge);
    Curve best =
        ofOneSize.stream()
            .map(Winner::curve)
            .distinct()
            .filter(curve -> curve.covers(budget))
            .min(Comparator.comparingDouble(curve -> curve.logLossAt(budget)))
            .orElse(ofOneSize.getFirst().curve());
    return new Winner(Math.clamp(budget, best.start(), best.end()), best, edge).point();
  }

  private static Winner winner(List<Curve> curves, double budget) {
    Curve best = null;
    double least = Double.POSITIVE_INFINITY;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (Curve curve : curves) {
      if (curve.covers(budget)) {
        double loss = curve.logLossAt(budget);
        if (best == null || loss < least) {
          best = curve;
          least = loss;
        }
        smallest = Math.min(smallest, curve.n());
        largest = Math.max(largest, curve.n());
      }
    }
    Curve winner = Optional.ofNullable(best).orElseThrow();
    return new Winner(budget, winner, winner.n() <= smallest || winner.n() >= largest);
  }

  private static boolean comparable(List<Curve> curves, double budget) {
    Optional<String> first = Optional.empty();
    for (Curve curve : curves) {
      if (curve.covers(budget)) {
        if (first.isPresent() && !first.get().equals(curve.size())) {
          return true;
        }
        first = Optional.of(curve.size());
      }
    }
    return false;
  }
}
