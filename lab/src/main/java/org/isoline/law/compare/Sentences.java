package org.isoline.law.compare;

import org.isoline.law.interval.Interval;

/** Says in a sentence what a comparison found. */
record Sentences(
    String baseline, String arch, ComparisonOptions options, NoiseFloor noise, int architectures) {

  String of(Standing standing, int sizes) {
    StringBuilder text = new StringBuilder("At " + Words.flop(standing.budget()) + " FLOP " + arch);
    Interval k = standing.multiplier().interval();
    if (standing.undefined().isPresent()) {
      text.append(" has no compute multiplier over ")
          .append(baseline)
          .append(" (")
          .append(standing.undefined().get())
          .append("), its loss is ")
          .append(between(standing.lossRatio().interval()))
          .append(" times that of ")
          .append(baseline);
    } else {
      text.append(" needs ").append(between(k)).append(" times the compute of ").append(baseline);
    }
    text.append("; ").append(verdict(standing)).append(" (").append(evidence(standing, sizes));
    text.append(')');
    if (standing.beyond()) {
      text.append("; the budget is more than ten times beyond what was measured");
    }
    return text.append('.').toString();
  }

  private String verdict(Standing standing) {
    return switch (standing.verdict()) {
      case BETTER -> "its loss is lower, by " + difference(standing);
      case WORSE -> "its loss is higher, by " + difference(standing);
      case NOT_DISTINGUISHED -> "it is not distinguishable from it";
      case NOT_RANKED ->
          "the difference of loss, "
              + difference(standing)
              + ", is below the noise floor of "
              + Words.percent(noise.leastDifference())
              + " and is not ranked";
    };
  }

  private String evidence(Standing standing, int sizes) {
    return Words.p(standing.lossRatio().holm())
        + (architectures > 1 ? ", Holm over " + architectures + " architectures" : "")
        + ", paired bootstrap over "
        + sizes
        + " sizes, "
        + options.draws()
        + " draws, seed "
        + options.seed();
  }

  private static String difference(Standing standing) {
    return Words.percent(Math.abs(Math.log(standing.lossRatio().value())));
  }

  private static String between(Interval interval) {
    return Words.number(interval.value())
        + " ("
        + Words.number(interval.low95())
        + " to "
        + Words.number(interval.high95())
        + ")";
  }
}
