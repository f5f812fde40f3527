package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.law.Convention;
import org.isoline.law.LawException;

/**
 * Architectures against a baseline under one convention.
 *
 * @param convention what N, C and L are; empty if the points came without one
 * @param baseline the architecture that all others are compared with
 * @param options how
 * @param budgets at which, FLOP, in order
 * @param noise what a seed does
 * @param contests one an architecture, in the order given
 */
public record Comparison(
    Optional<Convention> convention,
    String baseline,
    ComparisonOptions options,
    List<Double> budgets,
    NoiseFloor noise,
    List<Contest> contests) {
  /** Copies the lists. */
  public Comparison {
    budgets = List.copyOf(budgets);
    contests = List.copyOf(contests);
  }

  /** What the p and the intervals rest on, in a line. */
  public String scheme() {
    return "paired bootstrap over shared sizes, "
        + options.draws()
        + " draws, seed "
        + options.seed()
        + "; p corrected by Holm over "
        + compared().size()
        + (compared().size() == 1 ? " architecture" : " architectures");
  }

  /** The contests that could be held. */
  public List<Contest.Compared> compared() {
    return contests.stream()
        .filter(Contest.Compared.class::isInstance)
        .map(Contest.Compared.class::cast)
        .toList();
  }

  /**
   * Compares.
   *
   * @param contenders all architectures with their points under one convention, the baseline among
   *     them
   * @throws LawException if the baseline is not among them, is alone, or has no points
   */
  public static Comparison of(
      List<Contender> contenders, String baseline, ComparisonOptions options) {
    return of(contenders, baseline, options, new Refits(options.estimator(), options.fit()));
  }

  /** Compares under several conventions; what does not depend on them is computed once. */
  public static List<Comparison> all(
      List<List<Contender>> conventions, String baseline, ComparisonOptions options) {
    Refits refits = new Refits(options.estimator(), options.fit());
    return conventions.stream()
        .map(contenders -> of(contenders, baseline, options, refits))
        .toList();
  }

  private static Comparison of(
      List<Contender> contenders, String baseline, ComparisonOptions options, Refits refits) {
    Contender first = baseline(contenders, baseline);
    Map<String, Duel.Fought> fought = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      if (!contender.arch().equals(baseline)) {
        fought.put(contender.arch(), Duel.of(first, contender, refits, options));
      }
    }
    List<Duel> duels =
        fought.values().stream()
            .filter(Duel.Fought.Ready.class::isInstance)
            .map(f -> ((Duel.Fought.Ready) f).duel())
            .toList();
    NoiseFloor noise = NoiseFloor.of(contenders, options.noise());
    List<Double> budgets = options.budgets().isEmpty() ? Budgets.within(duels) : options.budgets();
    Map<String, Contest> ready =
        new Judge(baseline, options, noise, budgets, refits).contests(duels);
    List<Contest> contests = new ArrayList<>();
    fought.forEach(
        (arch, f) ->
            contests.add(
                switch (f) {
                  case Duel.Fought.Ready _ -> ready.get(arch);
                  case Duel.Fought.Stopped stopped -> stopped.contest();
                }));
    return new Comparison(first.points().convention(), baseline, options, budgets, noise, contests);
  }

  private static Contender baseline(List<Contender> contenders, String baseline) {
    List<String> names = contenders.stream().map(Contender::arch).toList();
    if (names.size() < 2) {
      throw new LawException(
          "a comparison needs two architectures, there are "
              + names
              + "; name them in a column arch");
    }
    return contenders.stream()
        .filter(contender -> contender.arch().equals(baseline))
        .findFirst()
        .orElseThrow(() -> new LawException("baseline '" + baseline + "' is none of " + names));
  }
}
