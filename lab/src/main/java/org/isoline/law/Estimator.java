package org.isoline.law;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways to a law in C, N and D, for callers that treat them alike. */
public enum Estimator {
  /** {@link EnvelopeFit}, every budget a point. */
  ENVELOPE("envelope"),
  /** {@link EnvelopeFit}, every winning size a point. */
  ENVELOPE_INTERVAL("envelope-interval"),
  /** {@link IsoFlopFit}. */
  ISOFLOP("isoflop"),
  /** {@link ParametricFit}. */
  PARAMETRIC("parametric"),
  /** {@link VariableProjectionFit}. */
  VARIABLE_PROJECTION("variable-projection"),
  /** {@link OvertrainingFit}. */
  OVERTRAINING(OvertrainingFit.METHOD),
  /** {@link FinalLossFit} without a floor: a law of the runs in the table, not of the best. */
  POWER(FinalLossFit.PLAIN),
  /** {@link FinalLossFit} with a floor. */
  POWER_FLOOR(FinalLossFit.FLOORED);

  private final String id;

  Estimator(String id) {
    this.id = id;
  }

  /** The name used in files, which is also the method of its reports. */
  public String id() {
    return id;
  }

  /**
   * The estimator of a name.
   *
   * @throws LawException if there is none
   */
  public static Estimator of(String id) {
    return Arrays.stream(values())
        .filter(estimator -> estimator.id.equals(id.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new LawException(
                    "no estimator '"
                        + id
                        + "'; there are "
                        + Arrays.stream(values()).map(Estimator::id).toList()));
  }

  /** The four that a verdict compares: one of each kind. */
  public static List<Estimator> four() {
    return List.of(ENVELOPE, ISOFLOP, PARAMETRIC, VARIABLE_PROJECTION);
  }

  /** The law of points already selected. */
  public Outcome<? extends ComputeLaw> fit(Selection selection, FitOptions options) {
    return switch (this) {
      case ENVELOPE -> EnvelopeFit.fit(selection, options.envelope().withMode(EnvelopeMode.RAW));
      case ENVELOPE_INTERVAL ->
          EnvelopeFit.fit(selection, options.envelope().withMode(EnvelopeMode.INTERVAL_MID));
      case ISOFLOP -> IsoFlopFit.fit(selection, options.isoFlop());
      case PARAMETRIC -> ParametricFit.fit(selection, options.parametric());
      case VARIABLE_PROJECTION -> VariableProjectionFit.fit(selection, options.parametric());
      case OVERTRAINING -> OvertrainingFit.fit(selection, options.parametric());
      case POWER -> FinalLossFit.withoutFloor(selection);
      case POWER_FLOOR -> FinalLossFit.withFloor(selection);
    };
  }

  /** The law of a resample of points whose law is known: a search begins there. */
  public Outcome<? extends ComputeLaw> refit(
      Selection selection, FitOptions options, ComputeLaw near) {
    return switch (near) {
      case ParametricLaw law when this == PARAMETRIC ->
          ParametricFit.refit(selection, options.parametric(), law);
      case ParametricLaw law when this == VARIABLE_PROJECTION ->
          VariableProjectionFit.refit(selection, options.parametric(), law);
      case OvertrainingLaw law when this == OVERTRAINING ->
          OvertrainingFit.refit(selection, options.parametric(), law);
      default -> fit(selection, options);
    };
  }
}
