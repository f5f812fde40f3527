package org.isoline.law.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.isoline.SharedData;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.Observations;
import org.isoline.law.Selection;
import org.isoline.law.SelectionRule;
import org.isoline.law.TableOptions;
import org.isoline.law.interval.Scheme;
import org.junit.jupiter.api.Test;

class BackTestTest {
  private static final Scheme SCHEME = new Scheme.Residuals(60, 1, 1);

  @Test
  void withoutNoiseTheHiddenSizesArePredictedExactly() {
    Selection selection =
        Study.selection(
            Study.table(
                new Simulation(Study.LAW, Grid.curves(Study.SIZES, 300e9, 8), new Noise(0, 0)), 1));
    List<HoldOut> divisions = HoldOut.sizes(selection, List.of());
    assertThat(divisions).extracting(d -> d.hidden().size()).containsExactly(24, 16, 8);
    for (HoldOut division : divisions) {
      for (Estimator estimator : List.of(Estimator.PARAMETRIC, Estimator.VARIABLE_PROJECTION)) {
        assertThat(test(division, estimator).score().orElseThrow().max()).isLessThan(1e-4);
      }
    }
  }

  @Test
  void withHalfAPercentOfNoiseBandsCoverTheirShare() {
    Selection selection = Study.selection(Study.table(11));
    BackTest.Score score =
        test(HoldOut.sizes(selection, List.of(4)).getFirst(), Estimator.PARAMETRIC)
            .score()
            .orElseThrow();
    assertThat(score.count()).isEqualTo(16);
    assertThat(score.mean()).isBetween(0.001, 0.03);
    assertThat(score.coverage95()).isGreaterThanOrEqualTo(0.75);
    assertThat(score.coverage80()).isLessThanOrEqualTo(score.coverage95());
  }

  @Test
  void theEnvelopePredictsWhereHiddenSizesWin() {
    Selection selection =
        Study.selection(
            Study.table(
                new Simulation(Study.LAW, Grid.curves(Study.SIZES, 300e9, 40), new Noise(0.001, 0)),
                1));
    BackTest test = test(HoldOut.sizes(selection, List.of(5)).getFirst(), Estimator.ENVELOPE);
    assertThat(test.score().orElseThrow().count()).isBetween(1, 12);
    assertThat(test.predictions())
        .allSatisfy(p -> assertThat(p.point().n()).isEqualTo(Study.SIZES[5]));
    assertThat(test.score().orElseThrow().mean()).isLessThan(0.1);
  }

  @Test
  void budgetsWithoutAPlanAreCutByCompute() {
    Selection selection = Study.selection(Study.table(11));
    List<HoldOut> divisions = HoldOut.budgets(selection);
    assertThat(divisions).hasSize(3);
    double most = 6 * 6.4e9 * 300e9;
    assertThat(divisions.getLast().hidden()).allMatch(p -> p.c() >= most / 10 * (1 - 1e-9));
    assertThat(divisions.getLast().seen().points()).allMatch(p -> p.c() < most / 10);
  }

  @Test
  void divisionsThatLeaveNothingAreRefused() {
    Selection selection = Study.selection(Study.table(11));
    assertThatThrownBy(() -> HoldOut.sizes(selection, List.of(6)))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("3 to 5");
    assertThatThrownBy(() -> HoldOut.above(selection, 1e30))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("hides 0 of 48");
  }

  /**
   * The points of Hoffmann et al. below 1e21 FLOP predict the 23 above with 1.05 % mean, 2.8 %
   * largest error and a bias of -0.02 %.
   */
  @Test
  void chinchillaBelow1e21PredictsTheRest() {
    var rows =
        Observations.read(
            SharedData.require("scaling/chinchilla_fig4_digitised.csv"),
            new TableOptions(
                Map.of("params_total", "Model Size", "flops_6nd", "Training FLOP"), true));
    Selection selection =
        Selection.of(rows, Study.TOTAL, SelectionRule.afterWarmup().withoutHighestLosses(5));
    HoldOut division = HoldOut.above(selection, 1e21);
    assertThat(division.seen().points()).hasSize(217);
    BackTest test = test(division, Estimator.PARAMETRIC);
    BackTest.Score score = test.score().orElseThrow();
    assertThat(score.count()).isEqualTo(23);
    assertThat(score.mean()).isCloseTo(0.0105, within(5e-5));
    assertThat(score.max()).isCloseTo(0.028, within(5e-4));
    assertThat(score.bias()).isCloseTo(-0.0002, within(5e-5));
  }

  private static BackTest test(HoldOut division, Estimator estimator) {
    return BackTest.of(division, estimator, FitOptions.defaults(), SCHEME);
  }
}
