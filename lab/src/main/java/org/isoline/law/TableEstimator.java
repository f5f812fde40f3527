package org.isoline.law;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Ways to laws that need more of a row than N, D, C and L. */
public enum TableEstimator implements Way {
  /** {@link DataConstrainedFit}; needs unique_tokens. */
  DATA_CONSTRAINED(
      "data-constrained",
      "L = E + A N'^-alpha + B D'^-beta, with N' and D' what repeated tokens and excess parameters"
          + " are worth (rN, rD)",
      "Huber loss of ln L: the law of fresh tokens first, then the decays, then all together"
          + " (Muennighoff et al., arXiv 2305.16264)",
      "sum of Huber losses of ln L"),
  /** {@link AccuracyFit} with {@link AccuracyLaw.ExponentialError}; needs accuracy. */
  ACCURACY_EXPONENTIAL(
      "accuracy-exponential",
      "error = eps - k exp(-gamma L)",
      "least squares from several starts (Gadre et al., arXiv 2403.08540)",
      "half the sum of squared residuals of the accuracy"),
  /** {@link AccuracyFit} with {@link AccuracyLaw.Sigmoid}; needs accuracy. */
  ACCURACY_SIGMOID(
      "accuracy-sigmoid",
      "accuracy = c + a / (1 + exp(-k (L - l0)))",
      "least squares from several starts (Bhagia et al., arXiv 2412.04403)",
      "half the sum of squared residuals of the accuracy");

  private final String id;
  private final String equation;
  private final String description;
  private final String objective;

  TableEstimator(String id, String equation, String description, String objective) {
    this.id = id;
    this.equation = equation;
    this.description = description;
    this.objective = objective;
  }

  /** The estimator of a name, if it is one of these. */
  public static Optional<TableEstimator> of(String id) {
    return Arrays.stream(values()).filter(one -> one.id.equals(id)).findFirst();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String equation() {
    return equation;
  }

  @Override
  public String describe() {
    return description;
  }

  @Override
  public String objective() {
    return objective;
  }

  /** Whether a convention says something of its own: accuracy depends on the loss alone. */
  public boolean needs(Convention convention) {
    return convention.compute() == ComputeCount.SIX_ND;
  }

  /** The law of one architecture. */
  public Outcome<? extends Law> fit(
      List<Observation> observations, Convention convention, ParametricOptions options) {
    return switch (this) {
      case DATA_CONSTRAINED -> DataConstrainedFit.fit(observations, convention, options);
      case ACCURACY_EXPONENTIAL ->
          accuracy(observations, convention, options, AccuracyForm.EXPONENTIAL_ERROR);
      case ACCURACY_SIGMOID -> accuracy(observations, convention, options, AccuracyForm.SIGMOID);
    };
  }

  private static Outcome<AccuracyLaw> accuracy(
      List<Observation> observations,
      Convention convention,
      ParametricOptions options,
      AccuracyForm form) {
    return AccuracyFit.fit(
        observations, convention, AccuracyOptions.of(form).withRule(options.rule()));
  }
}
