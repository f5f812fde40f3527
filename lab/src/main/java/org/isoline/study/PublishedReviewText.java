package org.isoline.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.isoline.law.PublishedLaws;

/** The review of the printed laws for people. */
public final class PublishedReviewText {
  private PublishedReviewText() {}

  /** The review, line by line. */
  public static List<String> lines(PublishedReview review) {
    List<String> lines = new ArrayList<>();
    lines.add("Printed laws of " + PublishedLaws.SOURCE + "; C in PFLOP/s-days");
    lines.add(PublishedLaws.convention().describe());
    for (PublishedReview.Row row : review.rows()) {
      lines.add("");
      lines.add(
          line(
              "%s: L = %.4f C^%.4f, N* = %.3g C^%.4f, D* = %.3g C^%.4f",
              row.law().label(),
              row.law().loss().coefficient(),
              row.law().loss().exponent(),
              row.law().parameters().coefficient(),
              row.law().parameters().exponent(),
              row.law().tokens().coefficient(),
              row.law().tokens().exponent()));
      lines.add(
          line(
              "  a + b = %.4f, s = %.3f, a s + b = %.3f (1 on any envelope): N* and D* multiply back"
                  + " to %s of C at C = 0.1, 1, 10, 100",
              row.exponents(), row.flopSlope(), row.consistency(), list("%.2f", row.returned())));
      lines.add("  L at C = 1, 10, 100, 1000: " + list("%.3f", row.losses()));
      lines.add("  D*/N* there: " + list("%.0f", row.tokensPerParameter()));
      lines.add("  C of the six sizes after 300 B tokens: " + list("%.4g", row.finals()));
      row.crossing()
          .filter(c -> !"llama".equals(row.law().arch()))
          .ifPresent(
              c ->
                  lines.add(
                      line(
                          "  meets LLaMA's L(C) at %.2g, %.0f times the largest run of the study",
                          c, c / row.finals().getLast())));
    }
    lines.add("");
    lines.add(
        "Counting the causal half of softmax attention only, LLaMA's compute and loss at equal C:");
    for (PublishedReview.Halving halving : review.halvings()) {
      lines.add(
          line(
              "  %-5s compute x %.3f, loss -%.1f %%",
              halving.size(), halving.compute(), 100 * halving.loss()));
    }
    return lines;
  }

  private static String list(String pattern, List<Double> values) {
    return String.join(", ", values.stream().map(value -> line(pattern, value)).toList());
  }

  private static String line(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
