package org.isoline.law.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.isoline.law.ComputeLaw;
import org.isoline.law.Outcome;

/** The paired bootstrap of one architecture against the baseline, before any correction. */
final class Duel {
  private static final int FEW_SIZES = 8;
  private static final double MANY_FAILURES = 0.05;
  private static final double CROOKED = 0.05;

  private record Laws(ComputeLaw baseline, ComputeLaw challenger) {}

  private final String arch;
  private final Pairing pairing;
  private final Laws laws;
  private final List<Laws> draws;
  private final int failed;
  private final MeasuredRange range;
  private final List<String> warnings;

  private Duel(
      String arch,
      Pairing pairing,
      Laws laws,
      List<Laws> draws,
      int failed,
      List<String> warnings) {
    this.arch = arch;
    this.pairing = pairing;
    this.laws = laws;
    this.draws = draws;
    this.failed = failed;
    this.range = MeasuredRange.of(List.of(pairing.first(), pairing.second()));
    this.warnings = warnings;
  }

  /** What became of a pair of architectures: figures to correct, or the reason for none. */
  sealed interface Fought {
    /** There are figures. */
    record Ready(Duel duel) implements Fought {}

    /** There are none. */
    record Stopped(Contest.Impossible contest) implements Fought {}
  }

  static Fought of(
      Contender baseline, Contender challenger, Refits refits, ComparisonOptions options) {
    Pairing pairing = Pairing.of(baseline, challenger);
    if (pairing.sizes().size() < 2) {
      return stopped(
          challenger,
          pairing,
          pairing.sizes().isEmpty()
              ? "no size in common; where rungs have different parameter counts, name them alike"
                  + " in a column size"
              : "one size in common; a paired bootstrap over sizes needs at least two");
    }
    Outcome<? extends ComputeLaw> one = refits.law(pairing.first());
    Outcome<? extends ComputeLaw> other = refits.law(pairing.second());
    if (one.fitted().isEmpty() || other.fitted().isEmpty()) {
      return stopped(
          challenger,
          pairing,
          one.fitted().isEmpty()
              ? baseline.arch() + ": " + one.describe()
              : challenger.arch() + ": " + other.describe());
    }
    FlopPerToken phi = FlopPerToken.of(pairing.first());
    FlopPerToken theirPhi = FlopPerToken.of(pairing.second());
    ComputeLaw first = one.fitted().get();
    ComputeLaw second = other.fitted().get();
    List<Pairing.Draw> rows =
        Generators.of(options.seed(), options.draws()).stream().map(pairing::draw).toList();
    List<Optional<ComputeLaw>> firsts =
        refits.laws(pairing.first(), first, rows.stream().map(Pairing.Draw::first).toList());
    List<Optional<ComputeLaw>> seconds =
        refits.laws(pairing.second(), second, rows.stream().map(Pairing.Draw::second).toList());
    List<Laws> draws = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (firsts.get(i).isPresent() && seconds.get(i).isPresent()) {
        draws.add(
            new Laws(
                CountedLaw.of(firsts.get(i).get(), phi),
                CountedLaw.of(seconds.get(i).get(), theirPhi)));
      }
    }
    int failed = options.draws() - draws.size();
    List<String> warnings = concerns(pairing, failed, options);
    concern(baseline, one, phi, warnings);
    concern(challenger, other, theirPhi, warnings);
    return new Fought.Ready(
        new Duel(
            challenger.arch(),
            pairing,
            new Laws(CountedLaw.of(first, phi), CountedLaw.of(second, theirPhi)),
            draws,
            failed,
            warnings));
  }

  Pairing pairing() {
    return pairing;
  }

  MeasuredRange range() {
    return range;
  }

  String arch() {
    return arch;
  }

  int failed() {
    return failed;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Architecture less baseline, for every coefficient that both have. */
  Map<String, Figure> differences() {
    Map<String, Double> own = laws.baseline().coefficients();
    Map<String, Double> theirs = laws.challenger().coefficients();
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (String name : own.keySet()) {
      if (theirs.containsKey(name)) {
        figures.put(
            name,
            figure(
                name,
                0,
                (one, other) -> other.coefficients().get(name) - one.coefficients().get(name)));
      }
    }
    return figures;
  }

  Figure lossRatio(double budget) {
    return figure("loss_ratio", 1, (one, other) -> other.lossAt(budget) / one.lossAt(budget));
  }

  /** Draws in which no compute is enough count as infinite. */
  Figure multiplier(double budget) {
    return figure("compute_multiplier", 1, (one, other) -> Multiplier.factor(one, other, budget));
  }

  Optional<String> undefined(double budget) {
    return Multiplier.of(laws.baseline(), laws.challenger(), budget).undefined();
  }

  Crossing crossing() {
    return Crossing.of(
        laws.baseline(),
        laws.challenger(),
        range,
        draws.stream()
            .mapToDouble(d -> Crossings.nearest(d.baseline(), d.challenger(), range))
            .toArray());
  }

  private Figure figure(
      String name, double none, ToDoubleBiFunction<ComputeLaw, ComputeLaw> value) {
    return Figure.of(
        name,
        value.applyAsDouble(laws.baseline(), laws.challenger()),
        draws.stream()
            .mapToDouble(d -> value.applyAsDouble(d.baseline(), d.challenger()))
            .toArray(),
        none);
  }

  private static Fought stopped(Contender challenger, Pairing pairing, String reason) {
    return new Fought.Stopped(new Contest.Impossible(challenger.arch(), reason, pairing.leftOut()));
  }

  private static List<String> concerns(Pairing pairing, int failed, ComparisonOptions options) {
    List<String> concerns = new ArrayList<>();
    int sizes = pairing.sizes().size();
    if (sizes < FEW_SIZES) {
      concerns.add(
          "a bootstrap over "
              + sizes
              + " sizes has few distinct draws, and no p tells luck of one size from a law; compare"
              + " the test of shared exponents and the noise floor");
    }
    if (failed > MANY_FAILURES * options.draws()) {
      concerns.add(
          failed
              + " of "
              + options.draws()
              + " draws gave no law of both: the intervals are too narrow");
    }
    return concerns;
  }

  private static void concern(
      Contender contender, Outcome<? extends ComputeLaw> law, FlopPerToken phi, List<String> all) {
    if (!(law instanceof Outcome.Converged)) {
      all.add(contender.arch() + ": " + law.describe());
    }
    law.report().warnings().forEach(warning -> all.add(contender.arch() + ": " + warning));
    if (!phi.known()) {
      all.add(
          contender.arch()
              + ": its FLOP per token cannot be told from these rows, so C = 6 N D stands in");
    } else if (phi.error() > CROOKED) {
      all.add(
          contender.arch()
              + ": FLOP per token differ from a power law of N by up to "
              + Words.percent(phi.error()));
    }
  }
}
