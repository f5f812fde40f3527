package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.isoline.law.Convention;

/**
 * Whether what is said about an architecture is the same whichever way N and C are counted.
 *
 * @param lines one an architecture
 */
public record Survival(List<Line> lines) {
  /**
   * One architecture.
   *
   * @param arch the architecture
   * @param conventions under which it was compared
   * @param survives whether the verdicts at all budgets agree; false where there is one convention
   * @param sentence the same in words
   */
  public record Line(String arch, int conventions, boolean survives, String sentence) {}

  /** Copies the list. */
  public Survival {
    lines = List.copyOf(lines);
  }

  /** The survival over comparisons that differ in their convention alone. */
  public static Survival of(List<Comparison> comparisons) {
    Set<String> names = new LinkedHashSet<>();
    comparisons.forEach(c -> c.compared().forEach(contest -> names.add(contest.arch())));
    return new Survival(names.stream().map(name -> line(name, comparisons)).toList());
  }

  private static Line line(String arch, List<Comparison> comparisons) {
    Map<List<Verdict>, List<String>> verdicts = new LinkedHashMap<>();
    int conventions = 0;
    for (Comparison comparison : comparisons) {
      for (Contest.Compared contest : comparison.compared()) {
        if (contest.arch().equals(arch)) {
          conventions++;
          verdicts
              .computeIfAbsent(
                  contest.standings().stream().map(Standing::verdict).toList(),
                  v -> new ArrayList<>())
              .add(comparison.convention().map(Survival::counts).orElse("points as they came"));
        }
      }
    }
    String baseline = comparisons.getFirst().baseline();
    if (conventions == 1) {
      return new Line(
          arch,
          1,
          false,
          arch
              + " against "
              + baseline
              + ": one convention only ("
              + verdicts.values().iterator().next().getFirst()
              + "); whether the ranking survives another cannot be said");
    }
    boolean survives = verdicts.size() == 1;
    String found =
        verdicts.entrySet().stream()
            .map(
                v ->
                    words(v.getKey())
                        + (survives ? "" : " under " + String.join(" and ", v.getValue())))
            .collect(Collectors.joining("; "));
    return new Line(
        arch,
        conventions,
        survives,
        arch
            + " against "
            + baseline
            + ": the ranking "
            + (survives
                ? "survives all " + conventions + " conventions: "
                : "depends on the count: ")
            + found);
  }

  private static String words(List<Verdict> byBudget) {
    Set<Verdict> distinct = new LinkedHashSet<>(byBudget);
    return distinct.size() == 1
        ? distinct.iterator().next().words()
        : byBudget.stream()
            .map(Verdict::words)
            .collect(Collectors.joining(", then ", "from the least budget on ", ""));
  }

  private static String counts(Convention convention) {
    return "N " + convention.parameters().id() + " with C " + convention.compute().id();
  }
}
