package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataConstrainedFitTest {
  private static final ParametricOptions DEFAULTS = ParametricOptions.defaults();
  private static final DataConstrainedLaw TRUTH =
      new DataConstrainedLaw(1.87, 480, 1800, 0.348, 0.366, 5.3, 15.4);
  private static final double[] SIZES = Ladder.logSpaced(2e7, 8e9, 6);
  private static final double[] UNIQUE = {1e8, 1e9, 1e10};
  private static final double[] PASSES = {0.3, 1, 2, 5, 15, 50};

  @Test
  void recoversAllSevenCoefficientsFromCleanData() {
    Outcome<DataConstrainedLaw> outcome =
        DataConstrainedFit.fit(points(TRUTH, SIZES, PASSES, 0), DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    DataConstrainedLaw law = outcome.fitted().orElseThrow();
    assertThat(law.rD()).isCloseTo(TRUTH.rD(), withinPercentage(0.1));
    assertThat(law.rN()).isCloseTo(TRUTH.rN(), withinPercentage(0.1));
    assertThat(law.e()).isCloseTo(TRUTH.e(), withinPercentage(0.1));
    assertThat(law.a()).isCloseTo(TRUTH.a(), withinPercentage(0.1));
    assertThat(law.b()).isCloseTo(TRUTH.b(), withinPercentage(0.1));
    assertThat(law.alpha()).isCloseTo(TRUTH.alpha(), withinPercentage(0.1));
    assertThat(law.beta()).isCloseTo(TRUTH.beta(), withinPercentage(0.1));
    assertThat(outcome.report().diagnostics().get("condition_number")).isBetween(1e2, 1e8);
    assertThat(outcome.report().objective())
        .isLessThanOrEqualTo(outcome.report().diagnostics().get("objective_with_fresh_law_held"));
  }

  @Test
  void noiseMovesTheDecayOfTokensLittle() {
    DataConstrainedLaw law =
        DataConstrainedFit.fit(points(TRUTH, SIZES, PASSES, 0.003), DEFAULTS)
            .fitted()
            .orElseThrow();
    assertThat(law.rD()).isCloseTo(TRUTH.rD(), withinPercentage(15));
    assertThat(law.rN()).isCloseTo(TRUTH.rN(), withinPercentage(30));
  }

  @Test
  void readsUniqueTokensOfObservations() {
    List<Observation> table = new ArrayList<>();
    for (RepeatedPoint p : points(TRUTH, SIZES, PASSES, 0)) {
      table.add(observation(p.point().n(), p.point().d(), p.u(), p.point().loss()));
    }
    table.add(observation(1e8, 1e9, Double.NaN, 3));
    Outcome<DataConstrainedLaw> outcome =
        DataConstrainedFit.fit(table, Ladder.convention(ComputeCount.SIX_ND), DEFAULTS);
    assertThat(outcome.fitted().orElseThrow().rD()).isCloseTo(TRUTH.rD(), withinPercentage(0.1));
    assertThat(outcome.report().convention()).contains(Ladder.convention(ComputeCount.SIX_ND));
    assertThat(outcome.report().dropped())
        .extracting(Dropped::reason)
        .containsExactly("unique tokens = NaN are not a positive number");
  }

  @Test
  void limitsOfTheEffectiveCounts() {
    double u = 1e9;
    assertThat(TRUTH.effectiveTokens(u, u)).isEqualTo(u);
    assertThat(TRUTH.effectiveTokens(0.5 * u, u)).isEqualTo(0.5 * u);
    assertThat(TRUTH.effectiveTokens(1e6 * u, u))
        .isCloseTo(u * (1 + TRUTH.rD()), withinPercentage(1e-9));
    double supported = TRUTH.supportedParameters(u);
    assertThat(TRUTH.effectiveParameters(0.7 * supported, u)).isEqualTo(0.7 * supported);
    assertThat(TRUTH.effectiveParameters(1e6 * supported, u))
        .isCloseTo(supported * (1 + TRUTH.rN()), withinPercentage(1e-9));
    double flop = 6 * supported * u;
    assertThat(TRUTH.base().optimalTokens(flop)).isCloseTo(u, withinPercentage(1e-9));
    assertThat(TRUTH.loss(0.5 * supported, u)).isEqualTo(TRUTH.base().loss(0.5 * supported, u));
    DataConstrainedLaw full =
        new DataConstrainedLaw(
            1.87, 480, 1800, 0.348, 0.366, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(full.loss(3e9, 1e11, u)).isCloseTo(full.base().loss(3e9, 1e11), within(1e-12));
  }

  @Test
  void publishedConstants() {
    DataConstrainedLaw law = DataConstrainedLaw.PUBLISHED;
    assertThat(law.e()).isCloseTo(1.869, within(5e-4));
    assertThat(law.a()).isCloseTo(520.8, within(0.1));
    assertThat(law.b()).isCloseTo(1488, within(0.5));
    double four = law.effectiveTokens(4e9, 1e9) / 4e9;
    assertThat(four).as("four passes are nearly as good as fresh").isBetween(0.9, 0.95);
  }

  @Test
  void withoutRepetitionNothingIsDetermined() {
    assertThat(
            DataConstrainedFit.fit(points(TRUTH, SIZES, new double[] {0.2, 0.5, 1}, 0), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.Undetermined.class,
            u -> assertThat(u.reason()).startsWith("nothing was repeated"));
  }

  @Test
  void withoutFreshTokensNothingIsDetermined() {
    assertThat(DataConstrainedFit.fit(points(TRUTH, SIZES, new double[] {2, 8}, 0), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.Undetermined.class,
            u -> assertThat(u.reason()).startsWith("no law of fresh tokens"));
  }

  @Test
  void withoutExcessParametersTheirDecayIsNotIdentified() {
    double[] small = {2e5, 5e5, 1e6};
    assertThat(DataConstrainedFit.fit(points(TRUTH, small, PASSES, 0), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class,
            b -> {
              assertThat(b.which()).contains("rN is not identified");
              DataConstrainedLaw law = (DataConstrainedLaw) b.law();
              assertThat(law.rN()).isInfinite();
              assertThat(law.rD()).isCloseTo(TRUTH.rD(), withinPercentage(0.1));
            });
  }

  @Test
  void repetitionsAsGoodAsFreshAreAtABoundary() {
    DataConstrainedLaw full =
        new DataConstrainedLaw(1.87, 480, 1800, 0.348, 0.366, 5.3, Double.POSITIVE_INFINITY);
    assertThat(DataConstrainedFit.fit(points(full, SIZES, PASSES, 0), DEFAULTS))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).startsWith("rD has no upper"));
  }

  private static List<RepeatedPoint> points(
      DataConstrainedLaw law, double[] sizes, double[] passes, double noise) {
    Random random = new Random(4);
    List<RepeatedPoint> points = new ArrayList<>();
    for (double n : sizes) {
      for (double u : UNIQUE) {
        for (double pass : passes) {
          double d = pass * u;
          double loss = law.loss(n, d, u) * Math.exp(noise * random.nextGaussian());
          points.add(new RepeatedPoint(Ladder.point(n, d, loss), u));
        }
      }
    }
    return points;
  }

  private static Observation observation(double n, double d, double u, double loss) {
    Observation o = Ladder.checkpoint("llama", n, d, 6 * n * d, loss);
    return new Observation(
        o.arch(),
        o.size(),
        o.run() + "-" + u,
        o.seed(),
        o.step(),
        d,
        u,
        o.paramsNonEmbedding(),
        o.paramsTotal(),
        o.flopsPaper(),
        o.flopsCausal(),
        o.flops6nd(),
        o.trainLoss(),
        o.valLoss(),
        o.bitsPerByte(),
        o.lr(),
        o.phase(),
        o.batchTokens(),
        o.context());
  }
}
