package org.isoline.law.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.StudyLaws;
import org.isoline.law.interval.Interval;
import org.isoline.law.interval.PlannedRun;
import org.isoline.law.interval.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
  private static final double BUDGET = 6 * 6.4e9 * 300e9 * 1000;
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final PlannedRun PLANNED = new PlannedRun(1.4e9, 900e9);

  @TempDir private Path folder;

  @Test
  void intervalsHoldTheTruthAndTheBandOfARunIsWider() {
    Forecast forecast = forecast(Estimator.PARAMETRIC, Study.table(3));
    Forecast.OfBudget budget = forecast.budgets().getFirst();
    assertThat(budget.decadesBeyond()).isCloseTo(3, within(1e-9));
    assertThat(budget.hours()).isCloseTo(BUDGET / 1e15 / 3600, within(1e-3));
    assertThat(budget.money()).isCloseTo(2 * budget.hours(), within(1e-3));
    assertThat(budget.tokensPerParameter().value())
        .isCloseTo(budget.tokens().value() / budget.parameters().value(), within(1e-9));
    Forecast.OfRun run = forecast.runs().getFirst();
    double truth = Study.LAW.loss(PLANNED.parameters(), PLANNED.tokens());
    assertThat(run.loss().value()).isCloseTo(truth, within(0.01));
    assertThat(run.measured().covers95(truth)).isTrue();
    assertThat(width(run.measured())).isGreaterThan(width(run.loss()));
    assertThat(width(run.measured()) / truth).isBetween(0.015, 0.05);
    assertThat(forecast.warnings()).anyMatch(w -> w.contains("3.0 decades beyond the data"));
  }

  @Test
  void aLawOfBudgetsSaysThatItKnowsNoModels() {
    Forecast forecast = forecast(Estimator.ENVELOPE, Study.table(3));
    assertThat(forecast.runs()).isEmpty();
    assertThat(forecast.budgets()).hasSize(1);
    assertThat(forecast.warnings()).anyMatch(w -> w.contains("speaks of budgets only"));
  }

  @Test
  void aPredictionIsWrittenOnceAndComparedWithTheRun() {
    List<Observation> table = Study.table(3);
    Path file = folder.resolve("prediction.json");
    PredictionFile.write(file, table, List.of(forecast(Estimator.PARAMETRIC, table)), NOW);
    PredictionFile prediction = PredictionFile.read(file);
    assertThat(prediction.written()).isEqualTo(NOW);
    assertThat(prediction.dataHash()).isEqualTo(StudyLaws.fit(table).dataHash());
    assertThat(prediction.sameTable(table)).isTrue();
    assertThat(prediction.compare(Map.of("tnl", table))).allMatch(v -> v.match().isEmpty());

    double truth = Study.LAW.loss(1.4e9, 900e9);
    List<Observation> later = new ArrayList<>(table);
    later.add(Study.row("new", 1.405e9, 897e9, truth));
    later.add(Study.row("other", 1.5e9, 900e9, 1.0));
    PredictionFile.Match match =
        prediction.compare(Map.of("tnl", later)).stream()
            .flatMap(v -> v.match().stream())
            .findFirst()
            .orElseThrow();
    assertThat(match.run()).isEqualTo("new");
    assertThat(match.loss()).isEqualTo(truth);
    assertThat(match.inside95()).isTrue();
    assertThat(Math.abs(match.error())).isLessThan(0.01);
    assertThat(prediction.sameTable(later)).isFalse();
    assertThatThrownBy(() -> PredictionFile.write(file, table, List.of(), NOW))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("exists");
  }

  @Test
  void anEditedPredictionIsRefusedAndANewLayoutIsNot() throws Exception {
    List<Observation> table = Study.table(3);
    Path file = folder.resolve("prediction.json");
    PredictionFile.write(file, table, List.of(forecast(Estimator.PARAMETRIC, table)), NOW);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\n", "\n "));
    PredictionFile.read(file);
    Files.writeString(file, text.replaceFirst("2026-05-01", "2026-04-01"));
    assertThatThrownBy(() -> PredictionFile.read(file))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("edited after it was written");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> PredictionFile.read(file)).hasMessageContaining("not a prediction");
  }

  @Test
  void budgetsAndPricesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> request(Estimator.PARAMETRIC, List.of(-1.0)))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("-1.0 FLOP");
    assertThatThrownBy(() -> new Price(OptionalDouble.empty(), OptionalDouble.of(3)))
        .isInstanceOf(LawException.class);
    assertThatThrownBy(() -> new PlannedRun(0, 1)).isInstanceOf(LawException.class);
  }

  private static Forecast forecast(Estimator estimator, List<Observation> table) {
    return Forecast.of("tnl", Study.selection(table), request(estimator, List.of(BUDGET)));
  }

  private static ForecastRequest request(Estimator estimator, List<Double> budgets) {
    return new ForecastRequest(
        estimator,
        FitOptions.defaults(),
        new Scheme.Residuals(60, 1, 1),
        budgets,
        List.of(PLANNED),
        new Price(OptionalDouble.of(1e15), OptionalDouble.of(2)));
  }

  private static double width(Interval interval) {
    return interval.high95() - interval.low95();
  }
}
