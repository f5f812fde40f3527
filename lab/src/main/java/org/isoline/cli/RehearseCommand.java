package org.isoline.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.Outcome;
import org.isoline.law.ParametricFit;
import org.isoline.law.ParametricLaw;
import org.isoline.law.ParametricOptions;
import org.isoline.law.Selection;
import org.isoline.law.forecast.Calibration;
import org.isoline.law.forecast.ForecastJson;
import org.isoline.law.forecast.Grid;
import org.isoline.law.forecast.NextRun;
import org.isoline.law.forecast.Noise;
import org.isoline.law.forecast.Rehearsal;
import org.isoline.law.forecast.RehearsalJson;
import org.isoline.law.forecast.Simulation;
import org.isoline.law.forecast.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isoline rehearse}: what a planned grid will tell, before it is paid for. */
@Command(
    name = "rehearse",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates a grid of runs many times from a known law with noise, fits it with every",
      "estimator, shows bias and spread, and advises which further run narrows a figure most per",
      "FLOP. C is 6 N D. Exit code 1 if no estimator ever found a law.",
      "Example: rehearse --law 1.82,480,2100,.348,.366 --sizes 2e7,8e7,3e8 --tokens 1e9,4e9,16e9"
    })
final class RehearseCommand implements Callable<Integer> {
  private static final double CHECKPOINT_NOISE = 0.005;
  private static final double RUN_NOISE = 0.002;
  private static final int ADVICE = 5;

  @Option(names = "--law", paramLabel = "E,A,B,alpha,beta", description = "The true law.")
  private Optional<String> law = Optional.empty();

  @Option(names = "--sizes", paramLabel = "N1,N2..", description = "Parameters of the models.")
  private Optional<String> sizes = Optional.empty();

  @Option(
      names = "--tokens",
      paramLabel = "D1,D2..",
      description =
          "Tokens. Every size with every number is a run of its own, measured at its end, unless --checkpoints is given.")
  private Optional<String> tokens = Optional.empty();

  @Option(
      names = "--checkpoints",
      paramLabel = "COUNT",
      description =
          "One run of every size to the largest of --tokens, measured so many times, evenly spaced.")
  private Optional<Integer> checkpoints = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "FILE.csv",
      description =
          "Takes grid, law and noise from a table; the options above and --noise, --run-noise override them.")
  private Optional<Path> from = Optional.empty();

  @Option(
      names = "--noise",
      description = "Standard deviation of ln L of a checkpoint (default: 0.005, or measured).")
  private Optional<Double> noise = Optional.empty();

  @Option(
      names = "--run-noise",
      description = "Standard deviation of ln L common to a run (default: 0.002, or measured).")
  private Optional<Double> runNoise = Optional.empty();

  @Option(
      names = "--repeats",
      defaultValue = "200",
      description = "Simulated studies (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--budget",
      split = ",",
      paramLabel = "FLOP",
      description = "Where to compare L*, N*, D* (default: 10 times the largest run of the grid).")
  private List<Double> budgets = List.of();

  @Option(
      names = "--target",
      paramLabel = "FIGURE",
      description =
          "What the next run is to narrow: loss@FLOP, parameters@FLOP, tokens@FLOP, E, A, B, alpha, beta, a, b (default: loss at the first budget).")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--calibrate",
      description =
          "Instead: how often intervals cover the truth, on six sizes of 32 checkpoints, and on 192 runs of one. --scheme chooses one scheme; auto shows all. Takes minutes.")
  private boolean calibrate;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Option(names = "--csv", paramLabel = "OUT", description = "Write the figures as a table.")
  private Optional<Path> csv = Optional.empty();

  @Mixin private TableInput table;
  @Mixin private SchemeOptions schemes;

  @Override
  public Integer call() throws IOException {
    if (calibrate) {
      return calibrated();
    }
    Simulation simulation = simulation();
    ParametricLaw truth = (ParametricLaw) simulation.law();
    double largest =
        simulation.grid().runs().stream().mapToDouble(Grid.Run::flop).max().orElseThrow();
    List<Double> asked = budgets.isEmpty() ? List.of(10 * largest) : budgets;
    double[] flop = asked.stream().mapToDouble(Double::doubleValue).toArray();
    Target wanted = target.map(Target::parse).orElseGet(() -> new Target("loss", flop[0]));
    List<NextRun> advice = NextRun.ranked(truth, simulation.noise(), simulation.grid(), wanted);
    Rehearsal rehearsal =
        Rehearsal.of(simulation, List.of(Estimator.values()), flop, repeats, schemes.seed());
    if (csv.isPresent()) {
      csv(csv.get(), rehearsal);
    }
    if (json) {
      System.out.print(ForecastJson.text(RehearsalJson.json(rehearsal, wanted, advice)));
    } else {
      print(System.out, rehearsal);
      print(System.out, simulation, wanted, advice);
    }
    return rehearsal.estimators().values().stream().anyMatch(r -> r.failures() < repeats)
        ? Main.DONE
        : Main.CHECK_FAILED;
  }

  private Simulation simulation() {
    Optional<Selection> measured = from.map(this::selection);
    ParametricLaw truth =
        law.map(RehearseCommand::parsed)
            .orElseGet(() -> fitted(measured.orElseThrow(() -> missing("--law"))));
    Grid grid =
        sizes.isPresent() || tokens.isPresent() || measured.isEmpty()
            ? planned()
            : Grid.of(measured.get().points());
    Noise there =
        measured
            .map(selection -> Noise.measured(fitted(selection), selection.points()))
            .orElse(new Noise(CHECKPOINT_NOISE, RUN_NOISE));
    return new Simulation(
        truth, grid, new Noise(noise.orElse(there.checkpoint()), runNoise.orElse(there.run())));
  }

  private Grid planned() {
    double[] n = NumberList.of("--sizes", sizes.orElseThrow(() -> missing("--sizes")));
    double[] d = NumberList.of("--tokens", tokens.orElseThrow(() -> missing("--tokens")));
    return checkpoints
        .map(count -> Grid.curves(n, Arrays.stream(d).max().orElseThrow(), count))
        .orElseGet(() -> Grid.cells(n, d));
  }

  private static LawException missing(String option) {
    return new LawException(
        option + " is missing; give --law, --sizes and --tokens, or a table with --from");
  }

  private static ParametricLaw parsed(String text) {
    double[] five = NumberList.of("--law", text);
    if (five.length != 5) {
      throw new LawException(
          "--law " + text + ": " + five.length + " numbers; give the five E,A,B,alpha,beta");
    }
    return new ParametricLaw(five[0], five[1], five[2], five[3], five[4]);
  }

  private Selection selection(Path file) {
    Map<String, List<Observation>> observations = table.read(file);
    if (observations.size() > 1) {
      throw new LawException(
          file + ": several architectures " + observations.keySet() + "; choose one with --arch");
    }
    List<Observation> own = observations.values().iterator().next();
    Convention first = table.conventions(own).getFirst();
    return table.selection(own, first);
  }

  private static ParametricLaw fitted(Selection selection) {
    Outcome<ParametricLaw> outcome = ParametricFit.fit(selection, ParametricOptions.defaults());
    return outcome
        .fitted()
        .orElseThrow(
            () -> new LawException("no law in the table: " + outcome.describe() + "; give --law"));
  }

  private static void print(PrintStream out, Rehearsal rehearsal) {
    Simulation simulation = rehearsal.simulation();
    out.printf(
        "%d runs, %s FLOP in all, C = 6 N D; noise of ln L %s a checkpoint, %s a run; %d repeats, seed"
            + " %d%n",
        simulation.grid().runs().size(),
        Figure.of(simulation.grid().flop()),
        Figure.of(simulation.noise().checkpoint()),
        Figure.of(simulation.noise().run()),
        rehearsal.repeats(),
        rehearsal.seed());
    rehearsal
        .estimators()
        .forEach(
            (estimator, result) -> {
              out.printf("%s: %d without a law%n", estimator.id(), result.failures());
              result
                  .figures()
                  .forEach(
                      (name, s) ->
                          out.printf(
                              "  %-34s truth %-10s mean %-10s bias %-11s spread %-10s 95 %% %s to"
                                  + " %s%n",
                              name,
                              Figure.of(s.truth()),
                              Figure.of(s.mean()),
                              Figure.of(s.bias()),
                              Figure.of(s.deviation()),
                              Figure.of(s.low95()),
                              Figure.of(s.high95())));
            });
  }

  private static void print(
      PrintStream out, Simulation simulation, Target target, List<NextRun> advice) {
    out.printf(
        "next run for %s (to first order; its spread now is %s):%n",
        target.name(),
        NextRun.deviation(
                (ParametricLaw) simulation.law(), simulation.noise(), simulation.grid(), target)
            .map(Figure::of)
            .orElse("unknown"));
    advice.stream()
        .limit(ADVICE)
        .forEach(
            next ->
                out.printf(
                    "  N = %-10s D = %-10s %s FLOP: variance down by %s, %s a 1e18 FLOP; ln det up by"
                        + " %s%n",
                    Figure.of(next.run().parameters()),
                    Figure.of(next.run().tokens().getLast()),
                    Figure.of(next.flop()),
                    Figure.percent(next.reduction()),
                    Figure.percent(next.perFlop() * 1e18),
                    Figure.of(next.information())));
  }

  private int calibrated() throws IOException {
    Noise ofRuns = new Noise(noise.orElse(CHECKPOINT_NOISE), runNoise.orElse(RUN_NOISE));
    Noise independent = new Noise(noise.orElse(CHECKPOINT_NOISE), 0);
    List<Calibration> calibrations =
        List.of(
            Calibration.of(
                "6 runs of 32 checkpoints, noise of ln L "
                    + ofRuns.checkpoint()
                    + " a checkpoint, "
                    + ofRuns.run()
                    + " a run",
                Calibration.ladder(ofRuns),
                schemes.calibrated(),
                repeats,
                schemes.seed()),
            Calibration.of(
                "192 runs of one checkpoint, noise of ln L " + independent.checkpoint(),
                Calibration.cells(independent),
                schemes.calibrated(),
                repeats,
                schemes.seed()));
    if (csv.isPresent()) {
      coverage(csv.get(), calibrations);
    }
    if (json) {
      System.out.print(
          ForecastJson.text(RehearsalJson.json(calibrations, Calibration.TRUTH, schemes.seed())));
    } else {
      calibrations.forEach(RehearseCommand::print);
    }
    return Main.DONE;
  }

  private static void print(Calibration calibration) {
    System.out.printf("%s; %d repeats%n", calibration.design(), calibration.repeats());
    for (Calibration.Row row : calibration.rows()) {
      System.out.printf(
          "  %-62s %-14s covered 95 %%: %-9s 80 %%: %-9s width %-10s (%d intervals)%n",
          row.scheme(),
          row.figure(),
          Figure.percent(row.covered95()),
          Figure.percent(row.covered80()),
          Figure.of(row.width()),
          row.intervals());
    }
  }

  private static void coverage(Path out, List<Calibration> calibrations) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    for (Calibration calibration : calibrations) {
      for (Calibration.Row row : calibration.rows()) {
        rows.add(
            List.of(
                calibration.design(),
                calibration.repeats(),
                row.scheme(),
                row.figure(),
                row.intervals(),
                row.covered95(),
                row.covered80(),
                row.width()));
      }
    }
    TextFile.csv(
        out,
        List.of(
            "design",
            "repeats",
            "scheme",
            "figure",
            "intervals",
            "covered95",
            "covered80",
            "width"),
        rows);
  }

  private static void csv(Path out, Rehearsal rehearsal) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    rehearsal
        .estimators()
        .forEach(
            (estimator, result) ->
                result
                    .figures()
                    .forEach(
                        (name, s) ->
                            rows.add(
                                List.of(
                                    estimator.id(),
                                    name,
                                    s.truth(),
                                    s.mean(),
                                    s.bias(),
                                    s.deviation(),
                                    s.low95(),
                                    s.high95(),
                                    result.failures(),
                                    rehearsal.repeats(),
                                    rehearsal.seed()))));
    TextFile.csv(
        out,
        List.of(
            "method",
            "figure",
            "truth",
            "mean",
            "bias",
            "deviation",
            "low95",
            "high95",
            "failures",
            "repeats",
            "seed"),
        rows);
  }
}
