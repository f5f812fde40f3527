package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Corrects the p of all architectures together and says what follows. */
final class Judge {
  private final String baseline;
  private final ComparisonOptions options;
  private final NoiseFloor noise;
  private final List<Double> budgets;
  private final Refits refits;

  Judge(
      String baseline,
      ComparisonOptions options,
      NoiseFloor noise,
      List<Double> budgets,
      Refits refits) {
    this.baseline = baseline;
    this.options = options;
    this.noise = noise;
    this.budgets = budgets;
    this.refits = refits;
  }

  /** The contests by architecture. */
  Map<String, Contest> contests(List<Duel> duels) {
    List<List<Figure>> differences = differences(duels);
    List<List<Standing>> standings = standings(duels);
    Map<String, Contest> contests = new LinkedHashMap<>();
    for (int i = 0; i < duels.size(); i++) {
      Duel duel = duels.get(i);
      contests.put(
          duel.arch(),
          new Contest.Compared(
              duel.arch(),
              List.copyOf(duel.pairing().sizes().keySet()),
              duel.pairing().pairs(),
              duel.pairing().leftOut(),
              duel.failed(),
              duel.range(),
              differences.get(i),
              standings.get(i),
              duel.crossing(),
              refits.nested(duel.pairing(), options),
              duel.warnings()));
    }
    return contests;
  }

  /** Each coefficient is a family of its own, with as many members as architectures have it. */
  private static List<List<Figure>> differences(List<Duel> duels) {
    List<Map<String, Figure>> figures = duels.stream().map(Duel::differences).toList();
    Set<String> names = new LinkedHashSet<>();
    figures.forEach(own -> names.addAll(own.keySet()));
    for (String name : names) {
      List<Map<String, Figure>> having =
          figures.stream().filter(own -> own.containsKey(name)).toList();
      List<Figure> corrected = corrected(having.stream().map(own -> own.get(name)).toList());
      IntStream.range(0, having.size()).forEach(i -> having.get(i).put(name, corrected.get(i)));
    }
    return figures.stream().map(own -> List.copyOf(own.values())).toList();
  }

  private List<List<Standing>> standings(List<Duel> duels) {
    List<List<Standing>> standings = new ArrayList<>();
    duels.forEach(duel -> standings.add(new ArrayList<>()));
    for (double budget : budgets) {
      List<Figure> ratios = corrected(duels.stream().map(d -> d.lossRatio(budget)).toList());
      List<Figure> multipliers = corrected(duels.stream().map(d -> d.multiplier(budget)).toList());
      for (int i = 0; i < duels.size(); i++) {
        standings
            .get(i)
            .add(standing(duels.get(i), budget, ratios.get(i), multipliers.get(i), duels.size()));
      }
    }
    return standings;
  }

  private Standing standing(
      Duel duel, double budget, Figure ratio, Figure multiplier, int architectures) {
    Verdict verdict = Verdict.of(ratio, noise);
    Optional<String> undefined = duel.undefined(budget);
    boolean beyond = !duel.range().trusts(budget);
    Standing bare = new Standing(budget, ratio, multiplier, undefined, beyond, verdict, "");
    String sentence =
        new Sentences(baseline, duel.arch(), options, noise, architectures)
            .of(bare, duel.pairing().sizes().size());
    return new Standing(budget, ratio, multiplier, undefined, beyond, verdict, sentence);
  }

  private static List<Figure> corrected(List<Figure> figures) {
    List<Double> holm = Holm.adjust(figures.stream().map(Figure::p).toList());
    return IntStream.range(0, figures.size())
        .mapToObj(i -> figures.get(i).withHolm(holm.get(i)))
        .toList();
  }
}
