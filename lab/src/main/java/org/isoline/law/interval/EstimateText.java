package org.isoline.law.interval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isoline.law.ComputeCount;
import org.isoline.law.Dropped;
import org.isoline.law.FitReport;
import org.isoline.law.InfluentialPoints;
import org.isoline.law.IsoFlopBudget;
import org.isoline.law.IsoFlopLaws;

/** Estimates in words and tables for people. */
public final class EstimateText {
  private static final int NAMED = 6;

  private EstimateText() {}

  /** The law with its intervals, a line a figure, and what weakens it. */
  public static List<String> lines(Estimate estimate, Figures asked) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %s: %s"
            .formatted(estimate.arch(), estimate.way().id(), estimate.outcome().describe()));
    estimate.convention().ifPresent(c -> lines.add("  " + c.describe()));
    estimate
        .law()
        .ifPresent(
            law -> {
              lines.add("  " + estimate.way().equation());
              lines.add(
                  "  intervals: "
                      + estimate
                          .foremost()
                          .map(i -> i.scheme().describe())
                          .orElse("none asked for"));
              law.coefficients().forEach((name, value) -> lines.add(figure(estimate, name, value)));
            });
    estimate
        .computeLaw()
        .ifPresent(
            law -> {
              Map<String, Double> all = asked.of(law);
              law.coefficients().keySet().forEach(all::remove);
              all.forEach((name, value) -> lines.add(figure(estimate, name, value)));
            });
    estimate.influence().ifPresent(found -> lines.addAll(influence(found)));
    FitReport report = estimate.outcome().report();
    if (estimate.law().isEmpty()) {
      lines.addAll(dropped(report.dropped()));
    }
    report.warnings().forEach(warning -> lines.add("  ! " + warning));
    estimate.foremost().ifPresent(i -> i.warnings().forEach(w -> lines.add("  ! " + w)));
    return lines;
  }

  /** Both laws: with the points that it hangs on, and without. */
  private static List<String> influence(InfluentialPoints found) {
    List<String> lines = new ArrayList<>();
    if (found.points().isEmpty()) {
      return lines;
    }
    lines.add(
        "  ! "
            + found.points().size()
            + " influential points; without them (report both if you drop any): "
            + found.without().fitted().map(law -> numbers(law.coefficients())).orElse("no law"));
    found.points().stream()
        .limit(NAMED)
        .forEach(
            point ->
                lines.add(
                    "      " + point.point().run() + ": " + String.join("; ", point.reasons())));
    if (found.points().size() > NAMED) {
      lines.add("      and " + (found.points().size() - NAMED) + " more");
    }
    return lines;
  }

  private static String numbers(Map<String, Double> values) {
    List<String> parts = new ArrayList<>();
    values.forEach((name, value) -> parts.add(name + " = " + number(value)));
    return String.join(", ", parts);
  }

  private static String figure(Estimate estimate, String name, double value) {
    Interval interval =
        estimate.foremost().flatMap(own -> own.of(name)).orElse(Interval.unknown(value));
    String range =
        Double.isNaN(interval.low95())
            ? ""
            : "   95 %% [%s, %s]   80 %% [%s, %s]   se %s"
                .formatted(
                    number(interval.low95()),
                    number(interval.high95()),
                    number(interval.low80()),
                    number(interval.high80()),
                    number(interval.standardError()));
    return "    %-24s %-12s%s".formatted(label(name), number(value), range);
  }

  /** A figure at a budget with a budget that can be read. */
  private static String label(String name) {
    int at = name.indexOf('@');
    return at < 0
        ? name
        : name.substring(0, at)
            + " at "
            + String.format(Locale.ROOT, "%.3g FLOP", Double.parseDouble(name.substring(at + 1)));
  }

  /** Everything about how a law was obtained: equation, points, search, spread, correlations. */
  public static List<String> explanation(Estimate estimate) {
    FitReport report = estimate.outcome().report();
    List<String> lines = new ArrayList<>();
    lines.add("  how: " + estimate.way().describe());
    lines.add(
        "  points: %d used, %d left out".formatted(report.pointsUsed(), report.dropped().size()));
    lines.addAll(dropped(report.dropped()));
    lines.add("  objective: " + report.objective() + " (" + estimate.way().objective() + ")");
    report.diagnostics().forEach((name, value) -> lines.add("    " + words(name) + ": " + value));
    if (estimate.law().orElse(null) instanceof IsoFlopLaws laws) {
      laws.budgets().forEach(budget -> lines.add(budget(budget)));
    }
    for (Intervals own : estimate.intervals()) {
      lines.add(
          "  %s: %d draws with a law, %d without"
              .formatted(own.scheme().describe(), own.draws(), own.failed()));
      own.figures().forEach((name, i) -> lines.add(interval(name, i)));
      own.sets().forEach((size, set) -> lines.add("    without " + size + ": " + set));
    }
    return lines;
  }

  private static String interval(String name, Interval interval) {
    return "    %-24s 95 %% [%s, %s]   80 %% [%s, %s]   se %s"
        .formatted(
            label(name),
            number(interval.low95()),
            number(interval.high95()),
            number(interval.low80()),
            number(interval.high80()),
            number(interval.standardError()));
  }

  private static List<String> dropped(List<Dropped> dropped) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    dropped.forEach(
        one ->
            byReason
                .computeIfAbsent(one.reason(), reason -> new ArrayList<>())
                .add((one.run() + " " + one.point()).strip()));
    List<String> lines = new ArrayList<>();
    byReason.forEach(
        (reason, points) -> {
          String more = points.size() > NAMED ? " and " + (points.size() - NAMED) + " more" : "";
          lines.add(
              "    "
                  + reason
                  + ": "
                  + String.join("; ", points.stream().limit(NAMED).toList())
                  + more);
        });
    return lines;
  }

  private static String budget(IsoFlopBudget budget) {
    return String.format(
        Locale.ROOT,
        "    %.4g FLOP: %d models, N* = %.4g, D* = %.4g, L* = %.4f, curvature %.4g%s",
        budget.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY,
        budget.points(),
        budget.parameters(),
        budget.tokens(),
        budget.loss(),
        budget.curvature(),
        budget.excluded().map(reason -> " - not used: " + reason).orElse(""));
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }

  /** Five significant digits; JSON has them all. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }
}
