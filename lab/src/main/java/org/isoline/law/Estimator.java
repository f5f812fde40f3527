package org.isoline.law;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways to a law in C, N and D, for callers that treat them alike. */
public enum Estimator implements Way {
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
  @Override
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

  /**
   * Whether a convention means anything to this estimator: a law of N and D uses C = 6 N D in its
   * closed forms, whatever else is counted.
   */
  public boolean needs(Convention convention) {
    return switch (this) {
      case PARAMETRIC, VARIABLE_PROJECTION, OVERTRAINING ->
          convention.compute() == ComputeCount.SIX_ND;
      default -> true;
    };
  }

  /** The equation, with C in PFLOP/s-days where it stands. */
  @Override
  public String equation() {
    return switch (this) {
      case ENVELOPE, ENVELOPE_INTERVAL, ISOFLOP ->
          "L = loss_coefficient C^loss_exponent, N* = parameters_coefficient C^a,"
              + " D* = tokens_coefficient C^b, C in PFLOP/s-days";
      case PARAMETRIC, VARIABLE_PROJECTION ->
          "L(N, D) = E + A N^-alpha + B D^-beta; N* ~ C^a, D* ~ C^b with C = 6 N D";
      case OVERTRAINING -> "L = E + (a M^eta + b M^-eta) C^-eta, M = D / N, C = 6 N D";
      case POWER -> "L = coefficient C^exponent of the runs in the table, C in PFLOP/s-days";
      case POWER_FLOOR ->
          "L = E + coefficient C^exponent of the runs in the table, C in PFLOP/s-days";
    };
  }

  @Override
  public String describe() {
    return switch (this) {
      case ENVELOPE ->
          "the lowest loss of all sizes at each of many budgets, curves straight in ln C and ln L;"
              + " least squares on logarithms of the winners";
      case ENVELOPE_INTERVAL ->
          "as the envelope, with one point for each winning size, at the middle of the budgets it"
              + " wins";
      case ISOFLOP ->
          "a parabola in ln N and one in ln D at each budget; least squares on logarithms of their"
              + " vertices";
      case PARAMETRIC ->
          "the least sum of Huber losses of ln L; L-BFGS with strong Wolfe line search in centred"
              + " logarithms from several starts, stopped by the largest component of the gradient";
      case VARIABLE_PROJECTION ->
          "least squares of relative residuals; E, A, B >= 0 solved for exactly, alpha and beta by"
              + " L-BFGS from several starts";
      case OVERTRAINING ->
          "as the parametric fit, with alpha = beta = 2 eta (Gadre et al., arXiv 2403.08540)";
      case POWER -> "least squares on logarithms of the last loss of every run";
      case POWER_FLOOR ->
          "least squares on logarithms of the last loss of every run, the floor searched for";
    };
  }

  @Override
  public String objective() {
    return switch (this) {
      case ENVELOPE, ENVELOPE_INTERVAL -> "sum of squared residuals of ln L";
      case ISOFLOP -> "sum of squared residuals of ln N*";
      case PARAMETRIC, OVERTRAINING -> "sum of Huber losses of ln L";
      case POWER -> "sum of squared residuals of ln L";
      case POWER_FLOOR -> "half the sum of squared residuals of ln L";
      case VARIABLE_PROJECTION -> "half the sum of squared relative residuals of L";
    };
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
      case EnvelopeLaws law ->
          EnvelopeFit.refit(selection, options.envelope().withMode(law.mode()));
      case OvertrainingLaw law when this == OVERTRAINING ->
          OvertrainingFit.refit(selection, options.parametric(), law);
      default -> fit(selection, options);
    };
  }
}
