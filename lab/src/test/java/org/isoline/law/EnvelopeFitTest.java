package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvelopeFitTest {
  private static final EnvelopeOptions RAW = EnvelopeOptions.published();
  private static final EnvelopeOptions MIDS = RAW.withMode(EnvelopeMode.INTERVAL_MID);
  private static final Convention PAPER = Ladder.convention(ComputeCount.PAPER);
  private static final Convention SIX_ND = Ladder.convention(ComputeCount.SIX_ND);
  private static final double[] DENSE_TOKENS = Ladder.logSpaced(1e8, 3e11, 32);

  /** Exponents and coefficients of the paper's LLaMA row, with s made to agree with them. */
  private static final PowerLaw LOSS = new PowerLaw(3.7087, -0.0798);

  private static final PowerLaw PARAMETERS = new PowerLaw(1.82e8, 0.7118);
  private static final double SLOPE = 0.832;

  @Test
  void anExactEnvelopeReturnsItsLaws() {
    EnvelopeLaws laws = converged(exactEnvelope(6), PAPER, MIDS);
    assertThat(laws.loss().exponent()).isCloseTo(-0.0798, within(1e-3));
    assertThat(laws.loss().coefficient()).isCloseTo(3.7087, withinPercentage(0.1));
    assertThat(laws.parameters().exponent()).isCloseTo(0.7118, within(1e-3));
    assertThat(laws.parameters().coefficient()).isCloseTo(1.82e8, withinPercentage(0.1));
    assertThat(laws.tokens().exponent()).isCloseTo(1 - 0.7118 * SLOPE, within(1e-3));
    assertThat(laws.flopSlope()).isCloseTo(SLOPE, within(1e-9));
    assertThat(laws.consistency()).isCloseTo(1, within(1e-6));
    assertThat(laws.distinctWinners()).isEqualTo(6);
    assertThat(laws.points()).hasSize(6);
  }

  @Test
  void theStaircaseOfTheRawModeIsFlatterByOneOverTheSquareOfItsSteps() {
    EnvelopeLaws laws = converged(exactEnvelope(6), PAPER, RAW);
    assertThat(laws.loss().exponent()).isCloseTo(-0.0798, within(1e-3));
    assertThat(laws.parameters().exponent()).isCloseTo(0.7118 * (1 - 1 / 36.0), within(1e-3));
    assertThat(laws.consistency()).isCloseTo(1, within(0.01));
    assertThat(laws.points()).hasSize(1500);
    assertThat(laws.points())
        .isSortedAccordingTo((p, q) -> Double.compare(p.compute(), q.compute()));
  }

  @Test
  void causalComputeMovesTheCoefficientAndNotTheExponent() {
    EnvelopeLaws paper = converged(exactEnvelope(6), PAPER, MIDS);
    EnvelopeLaws causal = converged(exactEnvelope(6), Ladder.convention(ComputeCount.CAUSAL), MIDS);
    assertThat(causal.loss().exponent()).isCloseTo(paper.loss().exponent(), within(1e-9));
    assertThat(causal.loss().evaluate(0.8)).isCloseTo(paper.loss().evaluate(1), within(1e-9));
  }

  @Test
  void onAKnownSurfaceTheBiasOfTheStaircaseIsReported() {
    List<Observation> study = Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, DENSE_TOKENS);
    Outcome<EnvelopeLaws> outcome = EnvelopeFit.fit(study, SIX_ND, RAW);
    EnvelopeLaws laws = outcome.fitted().orElseThrow();
    assertThat(Ladder.SURFACE.parametersExponent()).isCloseTo(0.5126, within(1e-4));
    assertThat(laws.parameters().exponent()).isCloseTo(0.525, within(0.005));
    assertThat(laws.flopSlope()).isCloseTo(1, within(1e-9));
    assertThat(laws.consistency()).isCloseTo(1, within(1e-9));
    assertThat(outcome.report().diagnostics().get("a_interval_mids"))
        .isCloseTo(0.5465, within(0.005));
    assertThat(outcome.report().warnings())
        .anyMatch(w -> w.contains("budgets are edges"))
        .anyMatch(w -> w.contains("biased by the staircase"))
        .noneMatch(w -> w.contains("extrapolations"));
    assertThat(outcome.report().method()).isEqualTo("envelope");
  }

  @Test
  void edgesAreBudgetsWhoseWinnerHasNoRivalOnOneSide() {
    List<Observation> study = Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, DENSE_TOKENS);
    List<EnvelopePoint> points = converged(study, SIX_ND, RAW).points();
    assertThat(points.getFirst().edge()).isTrue();
    assertThat(points.getLast().edge()).isTrue();
    assertThat(points)
        .filteredOn(p -> p.parameters() == 302e6)
        .isNotEmpty()
        .noneMatch(EnvelopePoint::edge);
    Outcome<EnvelopeLaws> dropped = EnvelopeFit.fit(study, SIX_ND, RAW.withEdges(EdgePoints.DROP));
    assertThat(dropped.report().pointsUsed())
        .isEqualTo((int) points.stream().filter(point -> !point.edge()).count())
        .isLessThan(1500);
    assertThat(dropped.report().warnings()).noneMatch(w -> w.contains("are edges"));
  }

  @Test
  void anEnvelopePointIsWhereItsRunWas() {
    List<Observation> study =
        Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, Ladder.logSpaced(1e8, 3e11, 400));
    for (EnvelopePoint point : converged(study, SIX_ND, RAW).points()) {
      double flop = point.compute() * 8.64e19;
      assertThat(6 * point.parameters() * point.tokens()).isCloseTo(flop, withinPercentage(1e-6));
      assertThat(point.loss())
          .isCloseTo(
              Ladder.SURFACE.loss(point.parameters(), point.tokens()), withinPercentage(0.01));
    }
  }

  @Test
  void computeThatIsNoPowerOfNIsWarnedAbout() {
    List<Observation> study = new ArrayList<>();
    for (double n : Ladder.SIX_SIZES) {
      double flopPerToken = n > 5e9 ? 60 * n : 6 * n;
      for (double d : DENSE_TOKENS) {
        study.add(Ladder.checkpoint("llama", n, d, d * flopPerToken, Ladder.SURFACE.loss(n, d)));
      }
    }
    assertThat(EnvelopeFit.fit(study, PAPER, RAW).report().warnings())
        .anyMatch(w -> w.contains("do not multiply back to C"));
  }

  @Test
  void aTinyStudyGivesAWarnedButSensibleLaw() {
    ParametricLaw surface = new ParametricLaw(1.5, 60, 300, 0.3, 0.3);
    List<Observation> study =
        Ladder.onSurface(surface, new double[] {1e5, 3e5, 1e6, 3e6}, Ladder.evenlySpaced(3e7, 8));
    Outcome<EnvelopeLaws> outcome = EnvelopeFit.fit(study, SIX_ND, RAW);
    EnvelopeLaws laws = outcome.fitted().orElseThrow();
    assertThat(laws.loss().exponent()).isBetween(-0.3, -0.01);
    assertThat(laws.parameters().exponent()).isBetween(0.2, 1.1);
    assertThat(laws.consistency()).isCloseTo(1, within(1e-9));
    assertThat(outcome.report().warnings())
        .anyMatch(w -> w.startsWith("the sizes span 1.48 decades"))
        .anyMatch(w -> w.contains("the coefficients are extrapolations"));
  }

  @Test
  void sizesWithoutCommonComputeCannotBeCompared() {
    List<Observation> study =
        Ladder.onSurface(Ladder.SURFACE, new double[] {1e7, 1e9}, new double[] {1e9, 2e9, 3e9});
    assertThat(EnvelopeFit.fit(study, SIX_ND, RAW))
        .isInstanceOfSatisfying(
            Outcome.Undetermined.class, u -> assertThat(u.reason()).contains("no two sizes"));
  }

  @Test
  void oneSizeOrOneParameterCountGivesNoEnvelope() {
    List<Observation> one = Ladder.onSurface(Ladder.SURFACE, new double[] {1e8}, DENSE_TOKENS);
    assertThat(EnvelopeFit.fit(one, SIX_ND, RAW))
        .isInstanceOfSatisfying(
            Outcome.TooFewPoints.class, few -> assertThat(few.have()).isEqualTo(1));
    List<Point> sameN = new ArrayList<>();
    for (double d : DENSE_TOKENS) {
      sameN.add(new Point("a", "wide", 1e8, d, 6e8 * d, 3));
      sameN.add(new Point("b", "deep", 1e8, d, 6e8 * d, 4));
    }
    assertThat(EnvelopeFit.fit(Selection.of(sameN), RAW)).isInstanceOf(Outcome.Undetermined.class);
    assertThat(EnvelopeFit.fit(List.of(), SIX_ND, RAW)).isInstanceOf(Outcome.TooFewPoints.class);
  }

  @Test
  void aSizeThatWinsEverywhereIsABoundary() {
    ParametricLaw onlySize = new ParametricLaw(1, 50, 10, 0.3, 0.01);
    List<Observation> study = Ladder.onSurface(onlySize, new double[] {1e8, 1.05e8}, DENSE_TOKENS);
    Outcome<EnvelopeLaws> outcome = EnvelopeFit.fit(study, SIX_ND, RAW);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.AtBoundary.class, b -> assertThat(b.which()).contains("wins at every budget"));
    assertThat(outcome.report().warnings())
        .anyMatch(w -> w.startsWith("distinct winning sizes: 1;"))
        .anyMatch(w -> w.startsWith("every point is an edge"));
    assertThat(EnvelopeFit.fit(study, SIX_ND, MIDS)).isInstanceOf(Outcome.TooFewPoints.class);
  }

  @Test
  void warmupEarlyAndUnusableCheckpointsAreDroppedWithReasons() {
    List<Observation> study =
        new ArrayList<>(Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, DENSE_TOKENS));
    Observation model = study.getFirst();
    study.add(Ladder.checkpoint("llama", model.paramsNonEmbedding(), 5e8, Double.NaN, 3));
    study.add(Ladder.checkpoint("llama", model.paramsNonEmbedding(), 6e8, 1e17, Double.NaN));
    EnvelopeOptions late = RAW.withRule(new SelectionRule(2e8, Set.of("stable-not")));
    Outcome<EnvelopeLaws> outcome = EnvelopeFit.fit(study, PAPER, late);
    assertThat(outcome.report().dropped())
        .extracting(Dropped::reason)
        .contains(
            "fewer than 2.0E8 tokens",
            "C is unknown or not a number",
            "loss is unknown or not a number");
    EnvelopeOptions none = RAW.withRule(new SelectionRule(0, Set.of("stable")));
    assertThat(EnvelopeFit.fit(study, PAPER, none).report().dropped()).hasSize(study.size());
  }

  @Test
  void architecturesMustNotBeMixed() {
    List<Observation> mixed =
        List.of(
            Ladder.checkpoint("llama", 1e8, 1e9, 6e17, 3),
            Ladder.checkpoint("tnl", 1e8, 1e9, 6e17, 3));
    assertThatThrownBy(() -> EnvelopeFit.fit(mixed, PAPER, RAW))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("[llama, tnl]");
  }

  @Test
  void theLaterOfTwoRowsForOneCheckpointCounts() {
    List<Dropped> dropped = new ArrayList<>();
    List<Point> points =
        List.of(
            new Point("r", "s", 1e8, 1e9, 6e17, 4),
            new Point("r", "s", 1e8, 2e9, 12e17, 3),
            new Point("r", "s", 1e8, 1e9, 6e17, 3.5));
    Curve curve = Curve.of(points, dropped).getFirst();
    assertThat(Math.exp(curve.logLossAt(Math.log(6e17)))).isCloseTo(3.5, within(1e-12));
    assertThat(dropped).hasSize(1);
  }

  private static EnvelopeLaws converged(
      List<Observation> study, Convention convention, EnvelopeOptions options) {
    Outcome<EnvelopeLaws> outcome = EnvelopeFit.fit(study, convention, options);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    return outcome.fitted().orElseThrow();
  }

  /**
   * Curves that touch LOSS at the budgets where their sizes are optimal by PARAMETERS, and are
   * parabolas in double logarithms elsewhere. All cover the same range, from half a step before the
   * first optimum to half a step after the last, so every size wins one step.
   */
  private static List<Observation> exactEnvelope(int sizes) {
    List<Observation> observations = new ArrayList<>();
    double step = Math.log(10);
    double first = Math.log(0.01);
    double[] budgets =
        Ladder.logSpaced(Math.exp(first - step / 2), Math.exp(first + (sizes - 0.5) * step), 1200);
    for (int i = 0; i < sizes; i++) {
      double optimum = first + i * step;
      double n = PARAMETERS.evaluate(Math.exp(optimum));
      double flopPerToken = 40 * Math.pow(n, SLOPE);
      for (double budget : budgets) {
        double away = Math.log(budget) - optimum;
        double loss = LOSS.evaluate(budget) * Math.exp(1e-4 * away * away);
        double flop = budget * ComputeCount.FLOP_PER_PFLOPS_DAY;
        observations.add(Ladder.checkpoint("llama", n, flop / flopPerToken, flop, loss));
      }
    }
    return observations;
  }
}
