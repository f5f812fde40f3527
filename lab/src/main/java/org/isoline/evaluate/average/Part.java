package org.isoline.evaluate.average;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What counts once in an average: a score, or the geometric mean of several.
 *
 * @param name key of the score, which is taken where it was measured itself
 * @param factors keys of the scores whose geometric mean it is; empty where it is only measured
 */
record Part(String name, List<String> factors) {
  /** What the key of a summary's score in SCROLLS ends with. */
  static final String ROUGE = ":rouge";

  static Part of(String key) {
    if (!key.endsWith(ROUGE)) {
      return new Part(key, List.of());
    }
    return new Part(key, List.of(key + "1", key + "2", key + "L"));
  }

  Optional<Measured> in(Map<String, Measured> scores) {
    return Optional.ofNullable(scores.get(name)).or(() -> geometricMean(scores));
  }

  private Optional<Measured> geometricMean(Map<String, Measured> scores) {
    List<Measured> present = factors.stream().map(scores::get).filter(Objects::nonNull).toList();
    return present.isEmpty() || present.size() < factors.size()
        ? Optional.empty()
        : Optional.of(geometricMean(present));
  }

  /**
   * The error is the bound {@code g/k sum_i se_i / x_i}, as if the factors rose and fell together:
   * they are scores of the same texts.
   */
  private static Measured geometricMean(List<Measured> factors) {
    double product = factors.stream().mapToDouble(Measured::value).reduce(1, (a, b) -> a * b);
    double mean = Math.pow(product, 1.0 / factors.size());
    boolean known = factors.stream().allMatch(factor -> factor.standardError().isPresent());
    if (mean == 0 || !known) {
      return new Measured(mean, OptionalDouble.empty());
    }
    double relative =
        factors.stream()
            .mapToDouble(factor -> factor.standardError().getAsDouble() / factor.value())
            .sum();
    return Measured.of(mean, mean * relative / factors.size());
  }
}
