package org.isoline.verify;

import java.util.List;
import java.util.Locale;

/** Checks as aligned text. */
public final class CheckTable {
  private CheckTable() {}

  /** A table for each case. */
  public static String of(List<Checks> cases) {
    int width =
        cases.stream()
            .flatMap(one -> one.checks().stream())
            .mapToInt(check -> check.quantity().length())
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    for (Checks one : cases) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append("%s, %s%n".formatted(one.name(), one.dtype()));
      String row = "  %-" + Math.max(width, 8) + "s  %18s  %9s  %s%n";
      text.append(row.formatted("quantity", "largest difference", "tolerance", "pass"));
      for (Check check : one.checks()) {
        text.append(
            row.formatted(
                check.quantity(),
                number(check.maxDifference()),
                number(check.tolerance()),
                check.pass() ? "yes" : "NO"));
      }
    }
    return text.toString();
  }

  static String of(TrustPage page) {
    StringBuilder text = new StringBuilder(of(page.cases()));
    page.meanings()
        .forEach(
            (quantity, meaning) -> text.append("%nFAILED %s: %s%n".formatted(quantity, meaning)));
    page.notes().forEach(note -> text.append("%nnote: %s%n".formatted(note)));
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }
}
