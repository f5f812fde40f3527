package org.isoline.law.forecast;

import org.isoline.law.interval.Scheme;

/** The seed of a scheme. */
final class Seeds {
  private Seeds() {}

  /** The seed of the draws; 0 where nothing is random. */
  static long of(Scheme scheme) {
    return switch (scheme) {
      case Scheme.Runs runs -> runs.seed();
      case Scheme.Residuals residuals -> residuals.seed();
      case Scheme.Seeds seeds -> seeds.seed();
      case Scheme.Sizes sizes -> 0;
    };
  }
}
