package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class AccuracyFitTest {
  private static final Convention CONVENTION = Ladder.convention(ComputeCount.SIX_ND);
  private static final AccuracyOptions EXPONENTIAL =
      AccuracyOptions.of(AccuracyForm.EXPONENTIAL_ERROR);
  private static final AccuracyOptions SIGMOID = AccuracyOptions.of(AccuracyForm.SIGMOID);
  private static final AccuracyLaw.ExponentialError ERROR =
      new AccuracyLaw.ExponentialError(0.75, 3.1, 0.8);
  private static final AccuracyLaw.Sigmoid CURVE = new AccuracyLaw.Sigmoid(0.25, 0.6, -3.5, 2.9);

  @Test
  void recoversTheExponentialError() {
    Outcome<AccuracyLaw> outcome = fit(ERROR::accuracy, EXPONENTIAL);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    AccuracyLaw.ExponentialError law =
        (AccuracyLaw.ExponentialError) outcome.fitted().orElseThrow();
    assertThat(law.eps()).isCloseTo(0.75, within(1e-4));
    assertThat(law.k()).isCloseTo(3.1, withinPercentage(0.1));
    assertThat(law.gamma()).isCloseTo(0.8, withinPercentage(0.1));
    assertThat(outcome.report().warnings()).isEmpty();
  }

  @Test
  void recoversTheSigmoid() {
    Outcome<AccuracyLaw> outcome = fit(CURVE::accuracy, SIGMOID);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    assertSigmoid(outcome, 1e-3);
    assertSigmoid(fit(CURVE::accuracy, SIGMOID.withChance(0.25)), 1e-3);
  }

  @Test
  void aKnownChanceSteadiesTheFit() {
    Random random = new Random(8);
    DoubleUnaryOperator noisy = loss -> CURVE.accuracy(loss) + 0.01 * random.nextGaussian();
    AccuracyLaw law = fit(noisy, SIGMOID.withChance(0.25)).fitted().orElseThrow();
    assertThat(law.chance()).isEqualTo(0.25);
    for (double loss : new double[] {2.3, 2.9, 3.5}) {
      assertThat(law.accuracy(loss)).isCloseTo(CURVE.accuracy(loss), within(0.015));
    }
  }

  @Test
  void accuraciesAtChanceAreWarnedAbout() {
    Random random = new Random(3);
    Outcome<AccuracyLaw> outcome =
        fit(
            loss -> 0.25 + 0.01 * random.nextGaussian(),
            EXPONENTIAL.withChance(0.25).withItems(1000));
    assertThat(outcome.report().warnings())
        .anyMatch(w -> w.contains("of chance"))
        .anyMatch(w -> w.endsWith("it is flat"));
  }

  @Test
  void accuracyThatRisesWithTheLossIsAtABoundary() {
    for (AccuracyOptions options : List.of(EXPONENTIAL, SIGMOID)) {
      assertThat(fit(loss -> 0.1 * loss, options)).isNotInstanceOf(Outcome.Converged.class);
    }
    assertThat(fit(loss -> 0.1 * loss, EXPONENTIAL.withChance(0.25)))
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).startsWith("accuracy does not"));
  }

  @Test
  void saysWhatTheDataLack() {
    assertThat(fit(loss -> 0.3, SIGMOID))
        .isInstanceOfSatisfying(
            Outcome.Undetermined.class, u -> assertThat(u.reason()).contains("0.3"));
    List<Observation> few = table(CURVE::accuracy).subList(0, 3);
    assertThat(AccuracyFit.fit(few, CONVENTION, SIGMOID))
        .isInstanceOfSatisfying(Outcome.TooFewPoints.class, t -> assertThat(t.need()).isEqualTo(4));
    assertThat(AccuracyFit.fit(List.of(), CONVENTION, SIGMOID))
        .isInstanceOf(Outcome.TooFewPoints.class);
  }

  @Test
  void rowsWithoutAnAccuracyAreListed() {
    List<Observation> table = new ArrayList<>(table(CURVE::accuracy));
    table.add(withAccuracy(2e8, 3e9, Double.NaN));
    table.add(withAccuracy(2e8, 4e9, 1.2));
    Outcome<AccuracyLaw> outcome = AccuracyFit.fit(table, CONVENTION, SIGMOID);
    assertSigmoid(outcome, 1e-3);
    assertThat(outcome.report().dropped())
        .extracting(Dropped::reason)
        .containsExactly(
            "accuracy is unknown or not a number", "accuracy = 1.2 is not a share from 0 to 1");
  }

  @Test
  void twoStepsPredictATaskFromCompute() {
    TwoStepFit fit =
        TwoStepFit.fit(
            table(CURVE::accuracy),
            CONVENTION,
            Estimator.PARAMETRIC,
            FitOptions.defaults(),
            SIGMOID);
    TwoStepLaw law = fit.law().orElseThrow();
    double flop = 1e23;
    double expected = CURVE.accuracy(Ladder.SURFACE.lossAt(flop));
    assertThat(law.accuracyAt(flop)).isCloseTo(expected, within(1e-4));
    assertThat(law.accuracy(7e9, 1e12).orElseThrow())
        .isCloseTo(CURVE.accuracy(Ladder.SURFACE.loss(7e9, 1e12)), within(1e-4));
    assertThat(law.coefficients()).containsKeys("loss_E", "task_l0");
    TwoStepFit byCompute =
        TwoStepFit.fit(
            table(CURVE::accuracy), CONVENTION, Estimator.POWER, FitOptions.defaults(), SIGMOID);
    assertThat(byCompute.law().orElseThrow().accuracy(7e9, 1e12)).isEmpty();
  }

  @Test
  void impossibleOptionsAreRefused() {
    assertThatThrownBy(() -> SIGMOID.withChance(1))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("chance = 1.0");
    assertThatThrownBy(() -> SIGMOID.withItems(0))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("items = 0");
  }

  private static void assertSigmoid(Outcome<AccuracyLaw> outcome, double tolerance) {
    AccuracyLaw.Sigmoid law = (AccuracyLaw.Sigmoid) outcome.fitted().orElseThrow();
    assertThat(law.c()).isCloseTo(0.25, within(tolerance));
    assertThat(law.a()).isCloseTo(0.6, within(tolerance));
    assertThat(law.k()).isCloseTo(-3.5, within(10 * tolerance));
    assertThat(law.l0()).isCloseTo(2.9, within(tolerance));
  }

  private static Outcome<AccuracyLaw> fit(DoubleUnaryOperator accuracy, AccuracyOptions options) {
    return AccuracyFit.fit(table(accuracy), CONVENTION, options);
  }

  /** Losses from 2.1 to 4.6. */
  private static List<Observation> table(DoubleUnaryOperator accuracy) {
    List<Observation> table = new ArrayList<>();
    for (double n : Ladder.SIX_SIZES) {
      for (double d : new double[] {1e9, 5e9, 2e10, 1e11, 3e11}) {
        table.add(withAccuracy(n, d, accuracy.applyAsDouble(Ladder.SURFACE.loss(n, d))));
      }
    }
    return table;
  }

  private static Observation withAccuracy(double n, double d, double accuracy) {
    Observation o = Ladder.checkpoint("llama", n, d, 6 * n * d, Ladder.SURFACE.loss(n, d));
    return new Observation(
        o.arch(),
        o.size(),
        o.run(),
        o.seed(),
        o.step(),
        d,
        o.uniqueTokens(),
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
        o.context(),
        Double.NaN,
        accuracy);
  }
}
