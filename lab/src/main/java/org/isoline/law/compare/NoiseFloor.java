package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.law.Point;
import org.isoline.law.Selection;

/**
 * What a seed does to a loss. Two losses of one run each differ by sqrt(2) s by luck alone, so a
 * difference of ln L below 2 sqrt(2) s is not ranked.
 */
public sealed interface NoiseFloor {
  /** Least difference of ln L that is ranked; 0 where the noise is not known. */
  double leastDifference();

  /** A word for files: measured, given, unknown. */
  String status();

  /** How it is known, in a sentence. */
  String describe();

  /**
   * From runs of the same architecture and size after equal tokens: s^2 = sum (ln L - mean)^2 / sum
   * (runs - 1), at the last tokens that at least two of them share.
   *
   * @param deviation s
   * @param freedom sum of (runs - 1)
   * @param groups architectures and sizes with replicates
   */
  record Measured(double deviation, int freedom, List<String> groups) implements NoiseFloor {
    /** Copies the list. */
    public Measured {
      groups = List.copyOf(groups);
    }

    @Override
    public double leastDifference() {
      return LEAST * deviation;
    }

    @Override
    public String status() {
      return "measured";
    }

    @Override
    public String describe() {
      return "seed noise "
          + Words.percent(deviation)
          + " of the loss, from replicates of "
          + String.join(", ", groups)
          + " ("
          + freedom
          + (freedom == 1 ? " degree" : " degrees")
          + " of freedom); differences below "
          + Words.percent(leastDifference())
          + " are not ranked";
    }
  }

  /**
   * From the caller.
   *
   * @param deviation s
   */
  record Given(double deviation) implements NoiseFloor {
    @Override
    public double leastDifference() {
      return LEAST * deviation;
    }

    @Override
    public String status() {
      return "given";
    }

    @Override
    public String describe() {
      return "seed noise "
          + Words.percent(deviation)
          + " of the loss, as given; differences below "
          + Words.percent(leastDifference())
          + " are not ranked";
    }
  }

  /** Nobody knows. */
  record Unknown() implements NoiseFloor {
    @Override
    public double leastDifference() {
      return 0;
    }

    @Override
    public String status() {
      return "unknown";
    }

    @Override
    public String describe() {
      return "no size was run with two seeds, so what a seed does to the loss is not known and no"
          + " difference is held against it; run a small size again with another seed, or give"
          + " --noise";
    }
  }

  /** Standard deviations below which a difference of two losses is not ranked. */
  double LEAST = 2 * Math.sqrt(2);

  /** What is given, or else measured, or else unknown. */
  static NoiseFloor of(List<Contender> contenders, OptionalDouble given) {
    if (given.isPresent()) {
      return new Given(given.getAsDouble());
    }
    double sum = 0;
    int freedom = 0;
    List<String> groups = new ArrayList<>();
    for (Contender contender : contenders) {
      for (Map.Entry<String, List<Double>> size : replicates(contender.points()).entrySet()) {
        List<Double> logs = size.getValue();
        double mean = logs.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        sum += logs.stream().mapToDouble(y -> (y - mean) * (y - mean)).sum();
        freedom += logs.size() - 1;
        groups.add(contender.arch() + " " + size.getKey());
      }
    }
    return freedom == 0 ? new Unknown() : new Measured(Math.sqrt(sum / freedom), freedom, groups);
  }

  /** ln L by size where at least two runs have a checkpoint of equal tokens, at the last such. */
  private static Map<String, List<Double>> replicates(Selection selection) {
    Map<String, Map<Double, Map<String, Double>>> sizes = new LinkedHashMap<>();
    for (Point point : selection.points()) {
      sizes
          .computeIfAbsent(point.size(), s -> new LinkedHashMap<>())
          .computeIfAbsent(point.d(), d -> new LinkedHashMap<>())
          .put(point.run(), Math.log(point.loss()));
    }
    Map<String, List<Double>> replicates = new LinkedHashMap<>();
    sizes.forEach(
        (size, byTokens) ->
            byTokens.entrySet().stream()
                .filter(at -> at.getValue().size() > 1)
                .max(Map.Entry.comparingByKey())
                .ifPresent(at -> replicates.put(size, List.copyOf(at.getValue().values()))));
    return replicates;
  }
}
