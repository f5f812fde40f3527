package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether estimators say the same of a figure.
 *
 * @param figure its name
 * @param compared estimators that gave it
 * @param least the smallest value
 * @param greatest the largest
 * @param apart pairs of estimators whose 95 % intervals do not overlap
 */
public record Agreement(
    String figure, List<String> compared, double least, double greatest, List<String> apart) {
  /** Copies the lists. */
  public Agreement {
    compared = List.copyOf(compared);
    apart = List.copyOf(apart);
  }

  /** What these estimates, of one architecture under one convention, say of a figure. */
  public static Agreement of(String figure, List<Estimate> estimates) {
    List<String> names = new ArrayList<>();
    List<Interval> found = new ArrayList<>();
    for (Estimate estimate : estimates) {
      Optional<Interval> own = estimate.foremost().flatMap(i -> i.of(figure));
      if (own.isPresent() && Double.isFinite(own.get().value())) {
        names.add(estimate.way().id());
        found.add(own.get());
      }
    }
    List<String> apart = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (found.get(i).low95() > found.get(j).high95()
            || found.get(j).low95() > found.get(i).high95()) {
          apart.add(names.get(j) + " and " + names.get(i));
        }
      }
    }
    return new Agreement(
        figure,
        names,
        found.stream().mapToDouble(Interval::value).min().orElse(Double.NaN),
        found.stream().mapToDouble(Interval::value).max().orElse(Double.NaN),
        apart);
  }

  /** The verdict in a sentence. */
  public String describe() {
    if (compared.size() < 2) {
      return "only " + compared.size() + " of the estimators gave a law: nothing to compare";
    }
    String range =
        String.format(
            Locale.ROOT, "%.4g to %.4g over %s", least, greatest, String.join(", ", compared));
    return apart.isEmpty()
        ? "they agree within their 95 % intervals (" + range + ")"
        : "they disagree: no overlap of 95 % intervals between "
            + String.join("; ", apart)
            + " ("
            + range
            + ")";
  }
}
