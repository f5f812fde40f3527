package org.isoline.cli;

import java.util.ArrayList;
import java.util.List;
import org.isoline.law.EdgePoints;
import org.isoline.law.EnvelopeOptions;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.IsoFlopOptions;
import org.isoline.law.LawException;
import org.isoline.law.ParametricOptions;
import org.isoline.law.Selection;
import org.isoline.law.SelectionRule;
import org.isoline.law.Starts;
import org.isoline.law.TableEstimator;
import org.isoline.law.interval.Scheme;
import picocli.CommandLine.Option;

/** How laws are fitted and how their intervals are made. */
final class EstimatorOptions {
  @Option(
      names = "--method",
      split = ",",
      paramLabel = "METHOD",
      description =
          "Estimators (default: envelope,isoflop,parametric,variable-projection). Also: envelope-interval, power, power-floor, overtraining, data-constrained (needs unique_tokens), accuracy-exponential and accuracy-sigmoid (need accuracy).")
  private List<String> methods = List.of();

  @Option(
      names = "--delta",
      defaultValue = "1e-3",
      description = "Huber's delta of the parametric fit (default: ${DEFAULT-VALUE}).")
  private double delta;

  @Option(
      names = "--starts",
      defaultValue = "centred",
      description =
          "Starts of the parametric fit: centred (16) or hoffmann (4500) (default: ${DEFAULT-VALUE}).")
  private Starts starts;

  @Option(
      names = "--edges",
      description =
          "keep or drop points whose best size may lie outside the ladder (default: the envelope keeps, IsoFLOP drops).")
  private EdgePoints edges;

  @Option(
      names = "--budget-tolerance",
      defaultValue = "0.1",
      description =
          "Runs whose ln C differ by less belong to one IsoFLOP budget (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--scheme",
      split = ",",
      defaultValue = "auto",
      paramLabel = "SCHEME",
      description = {
        "What intervals rest on: runs (bootstrap over runs), residuals (wild bootstrap of residuals), sizes (one left out at a time), seeds (one run of each size), none; auto is runs where there are at least 8, else residuals.",
        "Several may be given; the first stands beside the coefficients (default: ${DEFAULT-VALUE})."
      })
  private List<String> schemes;

  @Option(
      names = "--draws",
      defaultValue = "1000",
      description = "Draws of a bootstrap (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** The estimators asked for that work on points. */
  List<Estimator> estimators() {
    return methods.isEmpty()
        ? Estimator.four()
        : methods.stream()
            .filter(id -> TableEstimator.of(id).isEmpty())
            .map(Estimator::of)
            .distinct()
            .toList();
  }

  /** Those that work on rows. */
  List<TableEstimator> tableEstimators() {
    return methods.stream().flatMap(id -> TableEstimator.of(id).stream()).distinct().toList();
  }

  /** The options of all estimators under a rule. */
  FitOptions fit(SelectionRule rule) {
    EnvelopeOptions envelope = EnvelopeOptions.published().withRule(rule);
    IsoFlopOptions isoFlop = IsoFlopOptions.defaults();
    return new FitOptions(
        edges == null ? envelope : envelope.withEdges(edges),
        new IsoFlopOptions(
            tolerance, isoFlop.slices(), edges == null ? isoFlop.edges() : edges, rule),
        ParametricOptions.defaults().withDelta(delta).withStarts(starts).withRule(rule));
  }

  /** The schemes asked for, the foremost first. */
  List<Scheme> schemes(Selection selection) {
    List<Scheme> chosen = new ArrayList<>();
    for (String id : schemes) {
      switch (id) {
        case "runs" -> chosen.add(new Scheme.Runs(draws, seed));
        case "auto" -> chosen.add(Scheme.automatic(selection, draws, seed));
        case "residuals" -> chosen.add(new Scheme.Residuals(draws, seed, Scheme.BLOCK));
        case "sizes" -> chosen.add(new Scheme.Sizes());
        case "seeds" -> chosen.add(new Scheme.Seeds(draws, seed));
        case "none" -> {}
        default ->
            throw new LawException(
                "no scheme '" + id + "'; there are auto, runs, residuals, sizes, seeds and none");
      }
    }
    return chosen;
  }
}
