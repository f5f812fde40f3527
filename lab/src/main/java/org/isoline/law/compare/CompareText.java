package org.isoline.law.compare;

import java.util.List;
import java.util.Locale;
import org.isoline.law.Convention;
import org.isoline.law.interval.Interval;

/** Comparisons for people. */
public final class CompareText {
  private final StringBuilder text = new StringBuilder();

  private CompareText() {}

  /** The comparisons of one table under several conventions, and whether they agree. */
  public static String render(List<Comparison> comparisons) {
    CompareText page = new CompareText();
    comparisons.forEach(page::comparison);
    Survival.of(comparisons).lines().forEach(line -> page.line("", line.sentence()));
    return page.text.toString();
  }

  private void comparison(Comparison comparison) {
    line(
        "",
        comparison.convention().map(Convention::describe).orElse("points without a convention"));
    line("  ", "laws by " + comparison.options().estimator().id() + "; " + comparison.scheme());
    line("  ", comparison.noise().describe());
    for (Contest contest : comparison.contests()) {
      line("", "");
      switch (contest) {
        case Contest.Compared compared -> compared(comparison.baseline(), compared);
        case Contest.Impossible impossible -> {
          line("  ", impossible.arch() + ": not compared, " + impossible.reason());
          impossible.leftOut().forEach(out -> line("    ", "left out: " + out));
        }
      }
    }
    line("", "");
  }

  private void compared(String baseline, Contest.Compared contest) {
    line(
        "  ",
        contest.arch()
            + " against "
            + baseline
            + ": "
            + contest.pairs()
            + " pairs of runs of "
            + String.join(", ", contest.sizes())
            + "; both measured from "
            + Words.flop(contest.range().low())
            + " to "
            + Words.flop(contest.range().high())
            + " FLOP");
    contest.leftOut().forEach(out -> line("    ", "left out: " + out));
    contest.standings().forEach(standing -> line("    ", standing.sentence()));
    for (Figure figure : contest.differences()) {
      Interval i = figure.interval();
      line(
          "    ",
          String.format(
              Locale.ROOT,
              "difference of %-24s %s (95 %% %s to %s, 80 %% %s to %s), %s",
              figure.name(),
              Words.number(i.value()),
              Words.number(i.low95()),
              Words.number(i.high95()),
              Words.number(i.low80()),
              Words.number(i.high80()),
              Words.p(figure.holm())));
    }
    line("    ", contest.crossing().describe());
    line("    ", contest.nested().describe());
    contest.warnings().forEach(warning -> line("    ! ", warning));
  }

  private void line(String indent, String words) {
    text.append(indent).append(words).append(System.lineSeparator());
  }
}
