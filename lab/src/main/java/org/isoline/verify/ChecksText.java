package org.isoline.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results for people: one table a case. */
public final class ChecksText {
  private ChecksText() {}

  /**
   * A table of each result. Checks of many tensors are one row that shows the worst; those that
   * fail have a row each.
   */
  public static String of(List<Checks> results) {
    StringBuilder text = new StringBuilder();
    for (Checks result : results) {
      text.append(table(result)).append('\n');
    }
    long failed = results.stream().filter(result -> !result.pass()).count();
    text.append(
        failed == 0
            ? "all %d passed%n".formatted(results.size())
            : "%d of %d failed%n".formatted(failed, results.size()));
    return text.toString();
  }

  private static String table(Checks result) {
    List<Row> rows = rows(result);
    int width = rows.stream().mapToInt(row -> row.quantity().length()).max().orElse(8);
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %s: %s%n".formatted(result.name(), result.dtype(), result.pass() ? "pass" : "FAIL"));
    text.append(
        ("  %-" + width + "s  %10s  %10s%n").formatted("quantity", "difference", "tolerance"));
    for (Row row : rows) {
      Check check = row.worst();
      text.append(
          String.format(
              Locale.ROOT,
              "  %-" + width + "s  %10.2e  %10.2e  %s%n",
              row.quantity(),
              check.maxDifference(),
              check.tolerance(),
              check.pass() ? "pass" : "FAIL"));
    }
    return text.toString();
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
            Check worst = checks.stream().max(Comparator.comparingDouble(ChecksText::share)).get();
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
