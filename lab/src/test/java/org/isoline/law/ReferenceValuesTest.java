package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import org.isoline.SharedData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Fits of other people's points: most of 245 runs read off figure 4 of arXiv 2203.15556 by
 * Besiroglu et al. (arXiv 2404.10102), against their numbers and those of an independent optimiser.
 */
class ReferenceValuesTest {
  private static final ParametricOptions DEFAULTS = ParametricOptions.defaults();
  private static final double LEAST_SQUARES = 1e3;
  private static final Convention CONVENTION =
      new Convention(ParameterCount.TOTAL, ComputeCount.SIX_ND, LossColumn.VALIDATION);

  private List<Observation> table;

  @BeforeEach
  void read() {
    table =
        Observations.read(
            SharedData.require("scaling/chinchilla_fig4_digitised.csv"),
            new TableOptions(
                Map.of("params_total", "Model Size", "flops_6nd", "Training FLOP"), true));
    assertThat(table).hasSize(245);
  }

  @Test
  void withoutTheFiveLargestLosses() {
    Outcome<ParametricLaw> outcome = ParametricFit.fit(without5(), DEFAULTS);
    assertThat(outcome).isInstanceOf(Outcome.Converged.class);
    assertThat(outcome.report().pointsUsed()).isEqualTo(240);
    assertThat(outcome.report().objective()).isLessThanOrEqualTo(0.00101828);
    ParametricLaw law = outcome.fitted().orElseThrow();
    assertThat(law.a()).isCloseTo(477.8, within(0.5));
    assertThat(law.b()).isCloseTo(2143, within(5.0));
    assertThat(law.e()).isCloseTo(1.8172, within(2e-4));
    assertThat(law.alpha()).isCloseTo(0.3473, within(2e-4));
    assertThat(law.beta()).isCloseTo(0.3672, within(2e-4));
    assertThat(law.parametersExponent()).isCloseTo(0.5139, within(1e-4));
  }

  @Test
  void allRows() {
    assertFit(
        all(), 1e-3, new ParametricLaw(1.89134, 495.73, 12845.6, 0.34931, 0.45305), 1.8260105e-3);
    assertFit(
        all(),
        LEAST_SQUARES,
        new ParametricLaw(1.99183, 749.5, 370523, 0.37210, 0.61205),
        0.0354952158);
  }

  @Test
  void otherDeltasAndLeastSquares() {
    Selection points = without5();
    assertFit(points, 1e-4, new ParametricLaw(1.8158, 478.7, 2065, 0.3474, 0.3654), 1.117787e-4);
    assertFit(points, 1e-2, new ParametricLaw(1.8381, 538.8, 2906, 0.3544, 0.3815), 4.6962249e-3);
    assertFit(
        points,
        LEAST_SQUARES,
        new ParametricLaw(1.86455, 593.3, 4875.6, 0.36025, 0.40588),
        0.0057309435);
  }

  @Test
  void smallerBudgetsPredictTheLarger() {
    Selection small = select(SelectionRule.afterWarmup().withoutHighestLosses(5).withMaxFlop(1e21));
    assertThat(small.points()).hasSize(217);
    assertFit(
        small, 1e-3, new ParametricLaw(1.82054, 342.81, 3820.1, 0.32713, 0.39609), 8.140727e-4);
    ParametricLaw law = ParametricFit.fit(small, DEFAULTS).fitted().orElseThrow();
    double mean =
        without5().points().stream()
            .filter(p -> p.c() > 1e21)
            .mapToDouble(p -> Math.abs(law.loss(p.n(), p.d()) / p.loss() - 1))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(0.0105, within(2e-4));
  }

  @Test
  void objectivesAtPublishedParameters() {
    ParametricLaw unrounded =
        new ParametricLaw(
            Math.exp(0.5267228), Math.exp(6.0073404), Math.exp(6.0179186), 0.33917084, 0.2849083);
    assertObjective(unrounded, 0.0012311626);
    assertObjective(new ParametricLaw(1.69, 406.4, 410.7, 0.34, 0.28), 0.0041210091);
  }

  @Test
  void theFiveLargestLossesAndFewMoreAreInfluential() {
    InfluentialPoints found = InfluentialPoints.find(all(), DEFAULTS);
    List<Double> largest =
        all().points().stream().map(Point::loss).sorted((a, b) -> Double.compare(b, a)).toList();
    assertThat(found.points()).hasSizeBetween(5, 10);
    assertThat(found.points()).extracting(p -> p.point().loss()).containsAll(largest.subList(0, 5));
    assertThat(found.points()).allMatch(p -> !p.reasons().isEmpty());
    assertThat(found.all().fitted().orElseThrow().beta()).isCloseTo(0.45305, within(2e-4));
    assertThat(found.without().fitted().orElseThrow().beta()).isBetween(0.345, 0.375);
    assertThat(found.shifts().get("beta")).isLessThan(-0.08);
    assertThat(found.warnings()).isEmpty();
  }

  /**
   * Five small runs on RedPajama, one of them over-trained, predict the loss of 1.4 billion
   * parameters after 640 tokens each and of 6.9 billion after 20: Gadre et al. (arXiv 2403.08540)
   * report errors of 0.71 % and 0.73 %.
   */
  @Test
  void fiveSmallRunsPredictOvertrainedAndLargeOnes() {
    Map<String, String> columns =
        Map.of("params_total", "params", "loss", "loss_c4_val", "arch", "train_dataset");
    List<Observation> runs =
        Observations.read(
                SharedData.require("scaling/openlm_overtraining_104models.csv"),
                new TableOptions(columns, false))
            .stream()
            .filter(o -> "rpj".equals(o.arch()))
            .toList();
    List<Observation> small =
        runs.stream()
            .filter(o -> o.paramsTotal() < 6e8)
            .filter(o -> ratio(o) == 20 || ratio(o) == 320 && o.paramsTotal() < 2e7)
            .toList();
    assertThat(small).hasSize(5);
    OvertrainingLaw law = OvertrainingFit.fit(small, CONVENTION, DEFAULTS).fitted().orElseThrow();
    List<Observation> large = runs.stream().filter(o -> o.paramsTotal() > 6e8).toList();
    assertThat(large)
        .extracting(ReferenceValuesTest::ratio)
        .containsExactlyInAnyOrder(20L, 640L, 20L);
    for (Observation o : large) {
      assertThat(law.loss(o.paramsTotal(), o.tokens()) / o.valLoss()).isCloseTo(1, within(0.0071));
    }
  }

  private static long ratio(Observation o) {
    return Math.round(o.tokens() / o.paramsTotal());
  }

  private Selection all() {
    return select(SelectionRule.afterWarmup());
  }

  private Selection without5() {
    return select(SelectionRule.afterWarmup().withoutHighestLosses(5));
  }

  private Selection select(SelectionRule rule) {
    return Selection.of(table, CONVENTION, rule);
  }

  private void assertObjective(ParametricLaw law, double expected) {
    assertThat(ParametricFit.objective(without5(), DEFAULTS, law))
        .isCloseTo(expected, withinPercentage(1e-4));
  }

  /** The valley of (B, beta) is flat: the objective must agree closely, B only to 0.1 %. */
  private static void assertFit(
      Selection points, double delta, ParametricLaw expected, double objective) {
    Outcome<ParametricLaw> outcome = ParametricFit.fit(points, DEFAULTS.withDelta(delta));
    assertThat(outcome.report().objective()).isCloseTo(objective, within(1e-9));
    ParametricLaw law = outcome.fitted().orElseThrow();
    assertThat(law.a()).isCloseTo(expected.a(), withinPercentage(0.1));
    assertThat(law.b()).isCloseTo(expected.b(), withinPercentage(0.1));
    assertThat(law.e()).isCloseTo(expected.e(), within(1e-4));
    assertThat(law.alpha()).isCloseTo(expected.alpha(), within(1e-4));
    assertThat(law.beta()).isCloseTo(expected.beta(), within(1e-4));
  }
}
