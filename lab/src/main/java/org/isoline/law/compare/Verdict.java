package org.isoline.law.compare;

/** What may be said about an architecture at a budget. */
public enum Verdict {
  /** Its loss is lower than that of the baseline. */
  BETTER("better"),
  /** Its loss is higher. */
  WORSE("worse"),
  /** The difference is within what the draws move it. */
  NOT_DISTINGUISHED("not distinguishable"),
  /** The difference is below what a seed does to a loss. */
  NOT_RANKED("below the noise floor, not ranked");

  private static final double SIGNIFICANT = 0.05;

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** The verdict, in words. */
  public String words() {
    return words;
  }

  static Verdict of(Figure lossRatio, NoiseFloor floor) {
    double difference = Math.abs(Math.log(lossRatio.value()));
    if (difference < floor.leastDifference()) {
      return NOT_RANKED;
    }
    if (!(lossRatio.holm() < SIGNIFICANT)) {
      return NOT_DISTINGUISHED;
    }
    return lossRatio.value() < 1 ? BETTER : WORSE;
  }
}
