package org.isoline.law.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.isoline.law.Estimator;
import org.isoline.law.LawException;
import org.isoline.law.interval.Figures;
import org.isoline.law.interval.Scheme;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final double BUDGET = 1e23;
  private static final double[] TOKENS = {5e9, 20e9, 80e9, 300e9};
  private static final Noise NOISE = new Noise(0.005, 0);

  @Test
  void withoutNoiseTheLawIsFoundAndTheEnvelopeIsBiased() {
    Simulation simulation =
        new Simulation(Study.LAW, Grid.curves(Study.SIZES, 300e9, 24), new Noise(0, 0));
    Rehearsal rehearsal =
        Rehearsal.of(
            simulation,
            List.of(Estimator.PARAMETRIC, Estimator.ENVELOPE_INTERVAL),
            new double[] {BUDGET},
            2,
            1);
    Rehearsal.Spread exact = spread(rehearsal, Estimator.PARAMETRIC, "a");
    assertThat(exact.truth()).isCloseTo(0.366 / 0.714, within(1e-12));
    assertThat(exact.bias()).isCloseTo(0, within(1e-4));
    assertThat(Math.abs(spread(rehearsal, Estimator.ENVELOPE_INTERVAL, "a").bias()))
        .isGreaterThan(0.005);
    assertThat(rehearsal.estimators().get(Estimator.ENVELOPE_INTERVAL).figures())
        .doesNotContainKey("loss_exponent");
  }

  @Test
  void theSameSeedGivesTheSameStudy() {
    Simulation simulation =
        new Simulation(Study.LAW, Grid.cells(Study.SIZES, TOKENS), new Noise(0.005, 0.002));
    assertThat(simulation.points(7, 3)).isEqualTo(simulation.points(7, 3));
    assertThat(simulation.points(7, 3)).isNotEqualTo(simulation.points(7, 4));
    assertThat(simulation.points(7, 3)).isNotEqualTo(simulation.points(8, 3));
  }

  @Test
  void theNoiseOfATableIsMeasured() {
    Grid grid = Grid.curves(logSpaced(2e7, 6e9, 40), 300e9, 32);
    Simulation simulation = new Simulation(Study.LAW, grid, new Noise(0.005, 0.003));
    Noise measured = Noise.measured(Study.LAW, simulation.points(5, 0).points());
    assertThat(measured.checkpoint()).isCloseTo(0.005, within(0.0003));
    assertThat(measured.run()).isCloseTo(0.003, within(0.0012));
  }

  /** The spread of many repeats is what the linearised variance says, to a third. */
  @Test
  void theFirstOrderSpreadIsThatOfTheReplay() {
    Grid grid = Grid.cells(Study.SIZES, TOKENS);
    Target target = new Target("loss", BUDGET);
    double linear = NextRun.deviation(Study.LAW, NOISE, grid, target).orElseThrow();
    assertThat(replayed(grid)).isBetween(linear / 1.35, linear * 1.35);
  }

  @Test
  void theBetterOfTwoNextRunsIsTheBetterOnReplay() {
    Grid grid = Grid.cells(Study.SIZES, TOKENS);
    Target target = new Target("loss", BUDGET);
    List<NextRun> ranked = NextRun.ranked(Study.LAW, NOISE, grid, target);
    assertThat(ranked).hasSize(7 * 5);
    assertThat(ranked).isSortedAccordingTo((x, y) -> Double.compare(y.perFlop(), x.perFlop()));
    assertThat(ranked).allMatch(n -> n.reduction() >= 0 && n.information() >= 0);
    NextRun best =
        ranked.stream().max((x, y) -> Double.compare(x.reduction(), y.reduction())).orElseThrow();
    NextRun worst =
        ranked.stream().min((x, y) -> Double.compare(x.reduction(), y.reduction())).orElseThrow();
    assertThat(best.reduction()).isGreaterThan(0.2).isGreaterThan(4 * worst.reduction());
    assertThat(replayed(grid.with(best.run()))).isLessThan(replayed(grid.with(worst.run())));
  }

  @Test
  void aGridOnALineIdentifiesNothing() {
    Grid grid = Grid.cells(new double[] {1e8}, TOKENS);
    assertThatThrownBy(
            () -> NextRun.ranked(Study.LAW, NOISE, grid, new Target("alpha", Double.NaN)))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("does not identify");
  }

  @Test
  void targetsAreRead() {
    assertThat(Target.parse("loss@1e21")).isEqualTo(new Target("loss", 1e21));
    assertThat(Target.parse("beta").of(Study.LAW)).isEqualTo(0.366);
    assertThatThrownBy(() -> Target.parse("gamma")).isInstanceOf(LawException.class);
    assertThatThrownBy(() -> Target.parse("loss@x")).hasMessageContaining("'x'");
    assertThatThrownBy(() -> Target.parse("alpha@1e21")).isInstanceOf(LawException.class);
  }

  /** Nominal 95 % over 40 studies: so few as 31 happen once in many thousand times. */
  @Test
  void intervalsOfIndependentRunsCoverTheTruth() {
    Simulation simulation = new Simulation(Study.LAW, Grid.cells(Study.SIZES, TOKENS), NOISE);
    Calibration calibration =
        Calibration.of(
            "24 cells",
            simulation,
            List.of(new Scheme.Sizes(), new Scheme.Residuals(60, 1, 1)),
            40,
            1);
    assertThat(calibration.rows()).hasSize(10);
    Set<String> short95 = new TreeSet<>();
    for (Calibration.Row row : calibration.rows()) {
      if (row.intervals() < 38 || row.covered95() < 0.78) {
        short95.add(row.toString());
      }
    }
    assertThat(short95).isEmpty();
  }

  /** Six runs whose checkpoints share their luck: the case where intervals come out too narrow. */
  @Test
  void intervalsOfSixRunsCoverTheTruth() {
    Calibration calibration =
        Calibration.of(
            "6 runs of 12 checkpoints",
            new Simulation(Study.LAW, Grid.curves(Study.SIZES, 300e9, 12), new Noise(0.005, 0.003)),
            List.of(new Scheme.Residuals(60, 1, 4), new Scheme.Sizes()),
            40,
            1);
    assertThat(calibration.rows())
        .allSatisfy(row -> assertThat(row.intervals()).isGreaterThanOrEqualTo(36))
        .allSatisfy(row -> assertThat(row.covered95()).isGreaterThanOrEqualTo(0.8));
  }

  private static double replayed(Grid grid) {
    Rehearsal rehearsal =
        Rehearsal.of(
            new Simulation(Study.LAW, grid, NOISE),
            List.of(Estimator.VARIABLE_PROJECTION),
            new double[] {BUDGET},
            150,
            1);
    return spread(rehearsal, Estimator.VARIABLE_PROJECTION, Figures.name("loss", BUDGET))
        .deviation();
  }

  private static Rehearsal.Spread spread(Rehearsal rehearsal, Estimator estimator, String figure) {
    return rehearsal.estimators().get(estimator).figures().get(figure);
  }

  private static double[] logSpaced(double low, double high, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = low * Math.pow(high / low, i / (count - 1.0));
    }
    return values;
  }
}
