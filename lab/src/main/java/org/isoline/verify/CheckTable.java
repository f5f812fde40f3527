package org.isoline.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks as aligned text. */
public final class CheckTable {
  private CheckTable() {}

  /**
   * A table for each case. Checks of many tensors are one row that shows the worst; those that fail
   * have a row each.
   */
  public static String of(List<Checks> cases) {
    StringBuilder text = new StringBuilder();
    for (Checks one : cases) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(table(one));
    }
    return text.toString();
  }

  private static String table(Checks one) {
    List<Row> rows = rows(one);
    int width = rows.stream().mapToInt(row -> row.quantity().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append("%s, %s: %s%n".formatted(one.name(), one.dtype(), one.pass() ? "pass" : "FAIL"));
    String line = "  %-" + Math.max(width, 8) + "s  %18s  %9s  %s%n";
    text.append(line.formatted("quantity", "largest difference", "tolerance", ""));
    for (Row row : rows) {
      Check check = row.worst();
      text.append(
          line.formatted(
              row.quantity(),
              number(check.maxDifference()),
              number(check.tolerance()),
              check.pass() ? "pass" : "FAIL"));
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

  private record Row(String quantity, Check worst) {}

  private static List<Row> rows(Checks result) {
    Map<String, List<Check>> groups = new LinkedHashMap<>();
    for (Check check : result.checks()) {
      groups.computeIfAbsent(group(check), key -> new ArrayList<>()).add(check);
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach(
        (group, checks) -> {
          List<Check> failed = checks.stream().filter(check -> !check.pass()).toList();
          if (checks.size() == 1 || failed.size() > 1) {
            (failed.isEmpty() ? checks : failed).forEach(c -> rows.add(new Row(c.quantity(), c)));
          } else {
            Check worst = checks.stream().max(Comparator.comparingDouble(CheckTable::share)).get();
            rows.add(
                new Row("%s of %d, worst%s".formatted(group, checks.size(), tensor(worst)), worst));
          }
        });
    return rows;
  }

  /** Tolerance used up; what is no number is worse than any. */
  private static double share(Check check) {
    double share = check.maxDifference() / check.tolerance();
    return check.maxDifference() == 0 ? 0 : Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
  }

  /** The quantity without a tensor's name, which is its last word. */
  private static String group(Check check) {
    int tensor = tensorAt(check.quantity());
    return tensor < 0 ? check.quantity() : check.quantity().substring(0, tensor);
  }

  private static String tensor(Check check) {
    int tensor = tensorAt(check.quantity());
    return tensor < 0 ? "" : check.quantity().substring(tensor);
  }

  private static int tensorAt(String quantity) {
    int model = quantity.indexOf(" model.");
    return model >= 0 ? model : quantity.indexOf(" lm_head.");
  }
}
