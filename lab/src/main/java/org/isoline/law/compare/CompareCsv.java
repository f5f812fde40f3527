package org.isoline.law.compare;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.isoline.law.interval.Interval;

/** Comparisons as a table: one row a figure, numbers at full precision, empty where unknown. */
public final class CompareCsv {
  private static final String HEADER =
      "parameters,compute,loss,method,baseline,arch,budget,figure,value,low95,high95,low80,high80,p,p_holm,verdict,draws,seed";

  private CompareCsv() {}

  /** The table as text, with a header. */
  public static String render(List<Comparison> comparisons) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Comparison comparison : comparisons) {
      for (Contest.Compared contest : comparison.compared()) {
        contest
            .differences()
            .forEach(
                f -> text.append(row(comparison, contest, "", "difference_" + f.name(), f, "")));
        for (Standing at : contest.standings()) {
          String budget = number(at.budget());
          String verdict = at.verdict().words();
          text.append(row(comparison, contest, budget, "loss_ratio", at.lossRatio(), verdict));
          text.append(
              row(comparison, contest, budget, "compute_multiplier", at.multiplier(), verdict));
        }
        if (contest.crossing() instanceof Crossing.At at) {
          Figure crossing = new Figure("crossing_flop", at.interval(), 0, Double.NaN, Double.NaN);
          text.append(row(comparison, contest, "", crossing.name(), crossing, ""));
        }
      }
    }
    return text.toString();
  }

  private static String row(
      Comparison comparison,
      Contest.Compared contest,
      String budget,
      String name,
      Figure figure,
      String verdict) {
    Interval i = figure.interval();
    Stream<String> convention =
        comparison
            .convention()
            .map(c -> Stream.of(c.parameters().id(), c.compute().id(), c.loss().id()))
            .orElseGet(() -> Stream.of("", "", ""));
    Stream<String> names =
        Stream.of(
            comparison.options().estimator().id(),
            comparison.baseline(),
            contest.arch(),
            budget,
            name);
    Stream<String> numbers =
        Stream.of(
                i.value(), i.low95(), i.high95(), i.low80(), i.high80(), figure.p(), figure.holm())
            .map(CompareCsv::number);
    Stream<String> rest =
        Stream.of(
            verdict,
            Integer.toString(comparison.options().draws()),
            Long.toString(comparison.options().seed()));
    return Stream.of(convention, names, numbers, rest)
            .flatMap(cells -> cells)
            .map(CompareCsv::quoted)
            .collect(Collectors.joining(","))
        + "\n";
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String quoted(String cell) {
    boolean special = cell.contains(",") || cell.contains("\"") || cell.contains("\n");
    return special ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
