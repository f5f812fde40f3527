package org.isoline.law.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.LawException;
import org.isoline.law.LossColumn;
import org.isoline.law.Observation;
import org.isoline.law.ParameterCount;
import org.isoline.law.ParametricLaw;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final ComparisonOptions QUICK =
      ComparisonOptions.defaults().withDraws(99, 20, 7).withBudgets(1e21);

  @Test
  void twoNoisyCopiesAreSeldomDistinguished() {
    long distinguished =
        IntStream.range(0, 40)
            .filter(
                i ->
                    verdict(
                            Study.runs("llama", Study.LAW, 0.004, 100 + i),
                            Study.runs("tnl", Study.LAW, 0.004, 900 + i))
                        != Verdict.NOT_DISTINGUISHED)
            .count();
    assertThat(distinguished).isLessThanOrEqualTo(6);
  }

  @Test
  void fivePercentOfLossAreFound() {
    ParametricLaw worse = Study.times(Study.LAW, 1.05);
    for (int i = 0; i < 5; i++) {
      Contest.Compared contest =
          compare(
              Study.runs("llama", Study.LAW, 0.004, i), Study.runs("tnl", worse, 0.004, 50 + i));
      Standing standing = contest.standings().getFirst();
      assertThat(standing.verdict()).isEqualTo(Verdict.WORSE);
      assertThat(standing.lossRatio().value()).isCloseTo(1.05, within(0.01));
      assertThat(standing.multiplier().value()).isGreaterThan(1.3);
      assertThat(standing.sentence())
          .startsWith("At 1e21 FLOP tnl needs ")
          .contains("times the compute of llama; its loss is higher, by ")
          .contains("paired bootstrap over 6 sizes, 99 draws, seed 7");
    }
  }

  @Test
  void sharedLuckCancels() {
    List<Observation> one = Study.runs("llama", Study.LAW, 0.01, 5);
    List<Observation> other = Study.runs("tnl", Study.times(Study.LAW, 1.01), 0.01, 5);
    Standing standing = compare(one, other).standings().getFirst();
    assertThat(standing.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(standing.lossRatio().interval().standardError()).isLessThan(1e-4);
  }

  @Test
  void sizesOfOneAloneAreLeftOutAndNamed() {
    Contest.Compared contest =
        compare(
            Study.runs("llama", Study.LAW, 0.004, 1, Study.SIZES.subList(0, 5), 1),
            Study.runs("tnl", Study.LAW, 0.004, 2, Study.SIZES.subList(1, 6), 1));
    assertThat(contest.sizes()).containsExactly("160M", "410M", "1B", "3B");
    assertThat(contest.leftOut())
        .containsExactly(
            "sizes that llama has and tnl has not: 70M",
            "sizes that tnl has and llama has not: 7B");
    assertThat(contest.warnings().getFirst()).contains("4 sizes has few distinct draws");
  }

  @Test
  void nothingInCommonIsAnOutcome() {
    Comparison comparison =
        Comparison.of(
            List.of(
                Study.contender(Study.runs("llama", Study.LAW, 0, 1, Study.SIZES.subList(0, 3), 1)),
                Study.contender(Study.runs("tnl", Study.LAW, 0, 1, Study.SIZES.subList(3, 6), 1))),
            "llama",
            QUICK);
    assertThat(comparison.compared()).isEmpty();
    assertThat(((Contest.Impossible) comparison.contests().getFirst()).reason())
        .contains("no size in common");
    assertThat(CompareText.render(List.of(comparison))).contains("tnl: not compared, no size");
  }

  @Test
  void surplusRunsAreLeftOut() {
    List<Observation> more = Study.runs("tnl", Study.LAW, 0.004, 2, Study.SIZES, 2);
    Contest.Compared contest = compare(Study.runs("llama", Study.LAW, 0.004, 1), more);
    assertThat(contest.pairs()).isEqualTo(6);
    assertThat(contest.leftOut()).hasSize(6).contains("1 run of tnl 70M without a partner");
  }

  @Test
  void replicatesSetTheFloor() {
    List<Observation> one = Study.runs("llama", Study.LAW, 0.01, 5, Study.SIZES, 3);
    List<Observation> other =
        Study.runs("tnl", Study.times(Study.LAW, 1.002), 0.01, 5, Study.SIZES, 3);
    Comparison comparison =
        Comparison.of(List.of(Study.contender(one), Study.contender(other)), "llama", QUICK);
    NoiseFloor.Measured floor = (NoiseFloor.Measured) comparison.noise();
    assertThat(floor.freedom()).isEqualTo(24);
    assertThat(floor.deviation()).isBetween(0.006, 0.014);
    assertThat(floor.leastDifference())
        .isCloseTo(2 * Math.sqrt(2) * floor.deviation(), within(1e-15));
    Standing standing = comparison.compared().getFirst().standings().getFirst();
    assertThat(standing.verdict()).isEqualTo(Verdict.NOT_RANKED);
    assertThat(standing.sentence()).contains("is below the noise floor of").contains("not ranked");
  }

  @Test
  void withoutReplicatesTheFloorIsUnknownOrGiven() {
    List<Contender> both =
        List.of(
            Study.contender(Study.runs("llama", Study.LAW, 0.002, 1)),
            Study.contender(Study.runs("tnl", Study.times(Study.LAW, 1.02), 0.002, 2)));
    Comparison unknown = Comparison.of(both, "llama", QUICK);
    assertThat(unknown.noise()).isInstanceOf(NoiseFloor.Unknown.class);
    assertThat(unknown.compared().getFirst().standings().getFirst().verdict())
        .isEqualTo(Verdict.WORSE);
    Comparison given = Comparison.of(both, "llama", QUICK.withNoise(0.01));
    assertThat(given.compared().getFirst().standings().getFirst().verdict())
        .isEqualTo(Verdict.NOT_RANKED);
  }

  @Test
  void theNestedTestSeesOtherExponents() {
    ParametricLaw steeper = new ParametricLaw(1.82, 480 * 9, 2100, 0.458, 0.366);
    NestedTest.Done differ =
        nested(
            Study.runs("llama", Study.LAW, 0.001, 1, Study.SIZES, 1),
            Study.runs("tnl", steeper, 0.001, 2, Study.SIZES, 1));
    assertThat(differ.pBootstrap()).isLessThan(0.05);
    assertThat(differ.restrictions()).isEqualTo(2);
    assertThat(differ.runs()).isEqualTo(12);
    assertThat(differ.aicGain()).isPositive();
    NestedTest.Done same =
        nested(
            Study.runs("llama", Study.LAW, 0.004, 1),
            Study.runs("tnl", Study.times(Study.LAW, 1.05), 0.004, 2));
    assertThat(same.pBootstrap()).isGreaterThan(0.05);
  }

  @Test
  void holmSpansTheArchitecturesAndOrderDoesNotMatter() {
    Contender llama = Study.contender(Study.runs("llama", Study.LAW, 0.004, 1));
    Contender tnl = Study.contender(Study.runs("tnl", Study.times(Study.LAW, 1.05), 0.004, 2));
    Contender hgrn = Study.contender(Study.runs("hgrn2", Study.LAW, 0.004, 3));
    Comparison comparison = Comparison.of(List.of(llama, tnl, hgrn), "llama", QUICK);
    Figure ratio = comparison.compared().getFirst().standings().getFirst().lossRatio();
    assertThat(ratio.p()).isCloseTo(2.0 / (ratio.draws() + 1), within(1e-15));
    assertThat(ratio.holm()).isCloseTo(2 * ratio.p(), within(1e-15));
    Comparison swapped = Comparison.of(List.of(hgrn, tnl, llama), "llama", QUICK);
    assertThat(swapped.compared().get(1)).isEqualTo(comparison.compared().getFirst());
  }

  @Test
  void theCountCanDecide() {
    List<Observation> llama = Study.runs("llama", Study.LAW, 0.002, 1);
    List<Observation> tnl = Study.runs("tnl", Study.times(Study.LAW, 1.004), 0.002, 1);
    List<List<Contender>> conventions = new ArrayList<>();
    for (ComputeCount count : List.of(ComputeCount.PAPER, ComputeCount.CAUSAL)) {
      Convention convention =
          new Convention(ParameterCount.NON_EMBEDDING, count, LossColumn.VALIDATION);
      conventions.add(
          List.of(Study.contender(llama, convention), Study.contender(tnl, convention)));
    }
    List<Comparison> comparisons = Comparison.all(conventions, "llama", QUICK);
    assertThat(comparisons.get(0).compared().getFirst().standings().getFirst().verdict())
        .isEqualTo(Verdict.BETTER);
    assertThat(comparisons.get(1).compared().getFirst().standings().getFirst().verdict())
        .isEqualTo(Verdict.WORSE);
    Survival.Line line = Survival.of(comparisons).lines().getFirst();
    assertThat(line.survives()).isFalse();
    assertThat(line.sentence())
        .contains("depends on the count: better under N non_embedding with C paper");
  }

  @Test
  void everyEstimatorOfCurvesCompares() {
    List<Estimator> ofCurves =
        List.of(
            Estimator.ENVELOPE,
            Estimator.ENVELOPE_INTERVAL,
            Estimator.PARAMETRIC,
            Estimator.VARIABLE_PROJECTION);
    for (Estimator estimator : ofCurves) {
      Comparison comparison =
          Comparison.of(
              List.of(
                  Study.contender(Study.runs("llama", Study.LAW, 0.002, 1)),
                  Study.contender(Study.runs("tnl", Study.times(Study.LAW, 1.05), 0.002, 2))),
              "llama",
              QUICK.withEstimator(estimator));
      assertThat(comparison.compared()).as(estimator.id()).hasSize(1);
      assertThat(comparison.compared().getFirst().standings().getFirst().lossRatio().value())
          .as(estimator.id())
          .isBetween(1.03, 1.07);
    }
  }

  @Test
  void isoFlopTablesWithSizesInCommonCompare() {
    Contest.Compared contest =
        Comparison.of(
                List.of(
                    Study.contender(Study.isoFlop("llama", Study.LAW, 0.001, 1)),
                    Study.contender(Study.isoFlop("tnl", Study.times(Study.LAW, 1.05), 0.001, 2))),
                "llama",
                QUICK.withEstimator(Estimator.ISOFLOP).withBudgets(1e20))
            .compared()
            .getFirst();
    assertThat(contest.pairs()).isEqualTo(32);
    assertThat(contest.standings().getFirst().lossRatio().value()).isBetween(1.04, 1.06);
    assertThat(contest.standings().getFirst().verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void jsonAndTableNameSchemeSeedAndConvention() {
    Comparison comparison =
        Comparison.of(
            List.of(
                Study.contender(Study.runs("llama", Study.LAW, 0.002, 1)),
                Study.contender(Study.runs("tnl", Study.LAW, 0.002, 2))),
            "llama",
            QUICK);
    JsonNode json = CompareJson.json(List.of(comparison)).at("/comparisons/0");
    assertThat(json.get("scheme").asText()).contains("paired bootstrap");
    assertThat(json.get("seed").asLong()).isEqualTo(7);
    assertThat(json.at("/convention/compute").asText()).isEqualTo("6nd");
    assertThat(json.at("/contests/0/differences/alpha/low95").isNumber()).isTrue();
    assertThat(json.at("/contests/0/budgets/0/loss_ratio/value").asDouble())
        .isEqualTo(comparison.compared().getFirst().standings().getFirst().lossRatio().value());
    List<String> lines = CompareCsv.render(List.of(comparison)).lines().toList();
    assertThat(lines.getFirst()).contains("arch,budget,figure,value,low95,high95,low80,high80,p");
    assertThat(lines).anyMatch(l -> l.contains(",tnl,1.0E21,compute_multiplier,"));
    int cells = lines.getFirst().split(",", -1).length;
    assertThat(lines).allMatch(l -> l.split(",", -1).length == cells);
  }

  @Test
  void wrongInputIsNamed() {
    Contender llama = Study.contender(Study.runs("llama", Study.LAW, 0, 1));
    Contender tnl = Study.contender(Study.runs("tnl", Study.LAW, 0, 1));
    assertThatThrownBy(() -> Comparison.of(List.of(llama, tnl), "mamba", QUICK))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("'mamba' is none of [llama, tnl]");
    assertThatThrownBy(() -> Comparison.of(List.of(llama), "llama", QUICK))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("needs two architectures");
    assertThatThrownBy(() -> QUICK.withBudgets(-1))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("budget -1.0");
    assertThatThrownBy(() -> QUICK.withDraws(3, 20, 1))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("draws = 3");
    assertThatThrownBy(() -> QUICK.withNoise(Double.NaN)).isInstanceOf(LawException.class);
  }

  private static Verdict verdict(List<Observation> one, List<Observation> other) {
    return compare(one, other).standings().getFirst().verdict();
  }

  private static NestedTest.Done nested(List<Observation> one, List<Observation> other) {
    return (NestedTest.Done)
        Comparison.of(
                List.of(Study.contender(one), Study.contender(other)),
                "llama",
                QUICK.withDraws(20, 99, 3))
            .compared()
            .getFirst()
            .nested();
  }

  private static Contest.Compared compare(List<Observation> one, List<Observation> other) {
    return Comparison.of(List.of(Study.contender(one), Study.contender(other)), "llama", QUICK)
        .compared()
        .getFirst();
  }
}
