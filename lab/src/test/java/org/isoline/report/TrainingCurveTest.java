package org.isoline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingCurveTest {
  @Test
  void straightLossesStayWhereTheyAre() {
    TrainingCurve curve = TrainingCurve.of(cell(2000, step -> 9 - step / 500.0));

    assertThat(curve.window()).isEqualTo(21);
    assertThat(curve.points()).hasSizeBetween(50, 161);
    assertThat(curve.points())
        .allSatisfy(p -> assertThat(p.loss()).isCloseTo(9 - p.step() / 500.0, within(1e-9)));
  }

  @Test
  void firstAndLastStepAreDrawnAsTheyAre() {
    TrainingCurve curve = TrainingCurve.of(cell(1000, step -> step % 2 == 0 ? 4 : 5));

    assertThat(curve.points().getFirst()).isEqualTo(new TrainingCurve.Point(1, 100, 5));
    assertThat(curve.points().getLast()).isEqualTo(new TrainingCurve.Point(1000, 100_000, 4));
    assertThat(curve.points().get(curve.points().size() / 2).loss()).isCloseTo(4.5, within(0.05));
  }

  @Test
  void stepsWithoutALossAreLeftOut() {
    TrainingCurve curve = TrainingCurve.of(cell(10, step -> step > 7 ? Double.NaN : 5));

    assertThat(curve.points()).extracting(TrainingCurve.Point::step).endsWith(7L);
    assertThat(curve.points()).allSatisfy(p -> assertThat(p.loss()).isEqualTo(5));
  }

  @Test
  void aCellWithoutStepsHasNoCurve() {
    assertThat(TrainingCurve.of(cell(0, step -> 1)).points()).isEmpty();
  }

  private static ReportData.Cell cell(int steps, IntToDoubleFunction loss) {
    List<ReportData.Metric> metrics =
        IntStream.rangeClosed(1, steps)
            .mapToObj(
                step ->
                    new ReportData.Metric(step, step * 100.0, loss.applyAsDouble(step), 1, 1, step))
            .toList();
    return new ReportData.Cell(
        "tnl-xs",
        "tnl",
        "xs",
        1,
        CellState.DONE,
        steps,
        steps,
        "",
        List.of(),
        Map.of(),
        metrics,
        List.of(),
        java.util.Optional.empty());
  }
}
