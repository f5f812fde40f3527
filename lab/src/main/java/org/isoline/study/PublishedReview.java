package org.isoline.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.isoline.law.ComputeCount;
import org.isoline.law.PublishedLaw;
import org.isoline.law.PublishedLaws;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.PrintedCounts;

/**
 * The printed laws of arXiv 2406.16690 (Table 3) held against each other and against the models
 * they are about.
 *
 * @param rows one for each architecture
 * @param halvings what counting only the causal half of softmax attention does to LLaMA, one for
 *     each size
 */
public record PublishedReview(List<Row> rows, List<Halving> halvings) {
  /** Tokens after which the study ends. */
  public static final double FINAL_TOKENS = 300e9;

  private static final double TENTH = 0.1;

  /** Copies the lists. */
  public PublishedReview {
    rows = List.copyOf(rows);
    halvings = List.copyOf(halvings);
  }

  /**
   * One architecture. C is in PFLOP/s-days.
   *
   * @param law as printed
   * @param exponents a + b
   * @param flopSlope s, slope of ln (FLOP per token) on ln N over the six sizes of Table 7,
   *     computed since the printed digits are too few
   * @param consistency a s + b, which is 1 on any envelope
   * @param returned for C = 0.1, 1, 10, 100 the share of C that N_opt and D_opt multiply back to
   * @param losses L at C = 1, 10, 100, 1000
   * @param tokensPerParameter D_opt / N_opt at C = 1, 10, 100, 1000
   * @param finals C of each size after {@link #FINAL_TOKENS}, from the printed PFLOP of a step
   * @param crossing where L(C) meets that of LLaMA; empty for LLaMA, and where the exponents are
   *     equal
   */
  public record Row(
      PublishedLaw law,
      double exponents,
      double flopSlope,
      double consistency,
      List<Double> returned,
      List<Double> losses,
      List<Double> tokensPerParameter,
      List<Double> finals,
      Optional<Double> crossing) {}

  /**
   * The causal count for one size of LLaMA.
   *
   * @param size of Table 7
   * @param compute causal FLOP over the FLOP of the study
   * @param loss by how much that lowers the loss at equal C, as a share, with the printed exponent
   */
  public record Halving(String size, double compute, double loss) {}

  /** Budgets of {@link Row#losses}. */
  public static final List<Double> BUDGETS = List.of(1.0, 10.0, 100.0, 1000.0);

  /** Budgets of {@link Row#returned}. */
  public static final List<Double> RETURN_BUDGETS = List.of(TENTH, 1.0, 10.0, 100.0);

  /** The review of the table. */
  public static PublishedReview compute() {
    PublishedLaw llama = PublishedLaws.of("llama").orElseThrow();
    List<Row> rows = PublishedLaws.table().stream().map(law -> row(law, llama)).toList();
    return new PublishedReview(rows, halvings(llama));
  }

  private static Row row(PublishedLaw law, PublishedLaw llama) {
    List<PrintedCounts> sizes = sizes(Architecture.of(law.arch()));
    List<Cost> costs = sizes.stream().map(printed -> Cost.of(printed.model())).toList();
    double[] logN = costs.stream().mapToDouble(c -> Math.log(c.nonEmbedding())).toArray();
    double[] logFlop =
        costs.stream().mapToDouble(c -> Math.log(c.flopsPerToken(Cost.Convention.PAPER))).toArray();
    double slope = slope(logN, logFlop);
    double intercept = mean(logFlop) - slope * mean(logN);
    List<Double> returned =
        RETURN_BUDGETS.stream()
            .map(
                c ->
                    law.tokens().evaluate(c)
                        * Math.exp(intercept + slope * Math.log(law.parameters().evaluate(c)))
                        / (c * ComputeCount.FLOP_PER_PFLOPS_DAY))
            .toList();
    return new Row(
        law,
        law.parameters().exponent() + law.tokens().exponent(),
        slope,
        law.consistency(slope),
        returned,
        BUDGETS.stream().map(law.loss()::evaluate).toList(),
        BUDGETS.stream().map(c -> law.tokens().evaluate(c) / law.parameters().evaluate(c)).toList(),
        sizes.stream()
            .map(p -> FINAL_TOKENS * flopPerToken(p) / ComputeCount.FLOP_PER_PFLOPS_DAY)
            .toList(),
        crossing(law, llama));
  }

  /** Where two power laws meet: {@code ln C = ln (k1 / k2) / (a2 - a1)}. */
  private static Optional<Double> crossing(PublishedLaw law, PublishedLaw other) {
    double exponents = other.loss().exponent() - law.loss().exponent();
    return exponents == 0
        ? Optional.empty()
        : Optional.of(
            Math.exp(Math.log(law.loss().coefficient() / other.loss().coefficient()) / exponents));
  }

  private static List<Halving> halvings(PublishedLaw llama) {
    List<Halving> halvings = new ArrayList<>();
    for (PrintedCounts printed : PrintedCounts.table7()) {
      if (printed.architecture() == Architecture.LLAMA) {
        Cost cost = Cost.of(printed.model());
        double share =
            cost.flopsPerToken(Cost.Convention.CAUSAL) / cost.flopsPerToken(Cost.Convention.PAPER);
        halvings.add(
            new Halving(printed.size(), share, 1 - Math.pow(share, -llama.loss().exponent())));
      }
    }
    return halvings;
  }

  private static List<PrintedCounts> sizes(Architecture architecture) {
    return PrintedCounts.table7().stream()
        .filter(printed -> printed.architecture() == architecture)
        .toList();
  }

  /** As printed, to two digits or more: PFLOP of one step over its tokens. */
  private static double flopPerToken(PrintedCounts printed) {
    return 1e15 * Double.parseDouble(printed.petaflops()) / PrintedCounts.STEP_TOKENS;
  }

  private static double slope(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sxy =
        IntStream.range(0, x.length).mapToDouble(i -> (x[i] - meanX) * (y[i] - meanY)).sum();
    double sxx =
        IntStream.range(0, x.length).mapToDouble(i -> (x[i] - meanX) * (x[i] - meanX)).sum();
    return sxy / sxx;
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
  }
}
