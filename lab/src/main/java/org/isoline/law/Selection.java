package org.isoline.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The points that go into a fit, and an account of those that do not.
 *
 * @param convention what N, C and L are; empty for points that came without one
 * @param points usable points: loss, N and D are positive numbers
 * @param dropped the others, each with its reason
 * @param warnings what a reader should know about these data whatever is fitted to them
 */
public record Selection(
    Optional<Convention> convention,
    List<Point> points,
    List<Dropped> dropped,
    List<String> warnings) {

  /** Beyond this many passes over the data, fresh and repeated tokens differ (arXiv 2305.16264). */
  private static final double HARMLESS_EPOCHS = 4;

  /** Copies the lists. */
  public Selection {
    points = List.copyOf(points);
    dropped = List.copyOf(dropped);
    warnings = List.copyOf(warnings);
  }

  /**
   * The usable checkpoints of one architecture.
   *
   * @throws LawException if the observations are of several architectures
   */
  public static Selection of(
      List<Observation> observations, Convention convention, SelectionRule rule) {
    return of(observations, convention, rule, new IdentityHashMap<>());
  }

  /** The same, noting from which checkpoint each point came. */
  static Selection of(
      List<Observation> observations,
      Convention convention,
      SelectionRule rule,
      Map<Point, Observation> sources) {
    requireOneArchitecture(observations);
    List<Point> points = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>();
    List<Observation> kept = new ArrayList<>();
    for (Observation observation : observations) {
      Point point = convention.point(observation);
      Optional<String> reason =
          excluded(observation, rule).or(point::defect).or(() -> excluded(point, rule));
      if (reason.isPresent()) {
        dropped.add(new Dropped(observation.run(), observation.where(), reason.get()));
      } else {
        points.add(point);
        kept.add(observation);
        sources.put(point, observation);
      }
    }
    return new Selection(Optional.of(convention), points, dropped, concerns(kept))
        .withoutHighest(rule.highestLosses());
  }

  private Selection withoutHighest(int count) {
    if (count == 0) {
      return this;
    }
    Set<Point> highest = Collections.newSetFromMap(new IdentityHashMap<>());
    points.stream()
        .sorted(Comparator.comparingDouble(Point::loss).reversed())
        .limit(count)
        .forEach(highest::add);
    return without(
        point ->
            highest.contains(point)
                ? Optional.of("among the " + count + " highest losses, left out on request")
                : Optional.empty());
  }

  /** The selection without some points, each for a reason. */
  public Selection without(Set<Point> points, String reason) {
    return without(point -> points.contains(point) ? Optional.of(reason) : Optional.empty());
  }

  /** The usable ones of points whose convention only the caller knows. */
  public static Selection of(List<Point> points) {
    return new Selection(Optional.empty(), points, List.of(), List.of()).without(Point::defect);
  }

  /** The points of the given rows, in that order and with repetitions: a resample. */
  public Selection rows(int... rows) {
    return new Selection(
        convention, Arrays.stream(rows).mapToObj(points::get).toList(), dropped, warnings);
  }

  /** The points whose compute is known, for fits against C. */
  Selection withCompute() {
    return without(Point::computeDefect);
  }

  private Selection without(Function<Point, Optional<String>> defect) {
    List<Point> kept = new ArrayList<>();
    List<Dropped> out = new ArrayList<>(dropped);
    for (Point point : points) {
      defect
          .apply(point)
          .ifPresentOrElse(
              reason -> out.add(new Dropped(point.run(), "tokens " + point.d(), reason)),
              () -> kept.add(point));
    }
    return new Selection(convention, kept, out, warnings);
  }

  private static void requireOneArchitecture(List<Observation> observations) {
    TreeSet<String> names = new TreeSet<>();
    observations.forEach(observation -> names.add(observation.arch()));
    if (names.size() > 1) {
      throw new LawException(
          "observations of several architectures "
              + names
              + "; a law is fitted to one, so filter by arch");
    }
  }

  private static Optional<String> excluded(Observation observation, SelectionRule rule) {
    if (rule.excludedPhases().contains(observation.phase())) {
      return Optional.of("phase " + observation.phase() + " is excluded");
    }
    return observation.tokens() < rule.minTokens()
        ? Optional.of("fewer than " + rule.minTokens() + " tokens")
        : Optional.empty();
  }

  private static Optional<String> excluded(Point point, SelectionRule rule) {
    if (point.loss() > rule.maxLoss()) {
      return Optional.of("a loss above " + rule.maxLoss());
    }
    return point.c() > rule.maxFlop()
        ? Optional.of("more than " + rule.maxFlop() + " FLOP")
        : Optional.empty();
  }

  private static List<String> concerns(List<Observation> kept) {
    List<String> concerns = new ArrayList<>();
    TreeSet<String> phases = new TreeSet<>();
    double epochs = 0;
    for (Observation observation : kept) {
      if (!observation.phase().isEmpty()) {
        phases.add(observation.phase());
      }
      double passes = observation.tokens() / observation.uniqueTokens();
      epochs = Double.isFinite(passes) ? Math.max(epochs, passes) : epochs;
    }
    if (phases.size() > 1) {
      concerns.add(
          "checkpoints of the schedule phases "
              + phases
              + " are mixed: losses before and after a decay differ");
    }
    if (epochs > HARMLESS_EPOCHS) {
      concerns.add(
          Numbers.format(
              "some checkpoints saw their corpus %.1f times; beyond %.0f passes repeated tokens are worth less than"
                  + " fresh ones and D overstates the data",
              epochs, HARMLESS_EPOCHS));
    }
    return concerns;
  }
}
