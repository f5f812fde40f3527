package org.isoline.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.Observation;
import org.isoline.law.Selection;
import org.isoline.law.forecast.BackTest;
import org.isoline.law.forecast.BackTestJson;
import org.isoline.law.forecast.ForecastJson;
import org.isoline.law.forecast.HoldOut;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isoline backtest FILE.csv}: would the law have told? */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description = {
      "Hides the largest sizes or budgets, fits the rest and predicts what was hidden.",
      "Laws L(N, D) predict every hidden checkpoint; envelope and isoflop predict L*(C) where a",
      "hidden model is the best. Bands are for single losses: draws of the law under the scheme,",
      "each moved by a residual of the fit drawn at random.",
      "Exit code 1 if no law could be fitted."
    })
final class BacktestCommand implements Callable<Integer> {
  /** What is hidden. */
  enum Hold {
    SIZES,
    BUDGETS,
    BOTH
  }

  @Parameters(paramLabel = "FILE.csv", description = "Observations, one row a checkpoint.")
  private Path file;

  @Mixin private TableInput table;
  @Mixin private SchemeOptions schemes;

  @Option(
      names = "--hold",
      defaultValue = "both",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Hold hold;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COUNT",
      description =
          "How many of the smallest sizes to fit (default: all but three, two and one, at least 3).")
  private List<Integer> keep = List.of();

  @Option(
      names = "--hold-above",
      split = ",",
      paramLabel = "FLOP",
      description = "Hide every checkpoint of at least so much compute, instead of --hold.")
  private List<Double> above = List.of();

  @Option(
      names = "--method",
      split = ",",
      defaultValue = "envelope,isoflop,parametric,variable-projection",
      paramLabel = "METHOD",
      description =
          "envelope, envelope-interval, isoflop, parametric, variable-projection (default: ${DEFAULT-VALUE}).")
  private List<String> methods;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Option(
      names = "--csv",
      paramLabel = "OUT",
      description = "Write every prediction beside its measured loss as a table.")
  private Optional<Path> csv = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Map<String, List<Observation>> observations = table.read(file);
    List<Estimator> estimators = methods.stream().map(Estimator::of).toList();
    List<Convention> conventions =
        table.conventions(observations.values().stream().flatMap(List::stream).toList());
    Map<String, List<BackTest>> tests = new LinkedHashMap<>();
    observations.forEach(
        (arch, own) -> {
          List<BackTest> ofArch = new ArrayList<>();
          for (Convention convention : conventions) {
            Selection selection = table.selection(own, convention);
            ofArch.addAll(
                BackTest.all(
                    divisions(selection), estimators, FitOptions.defaults(), schemes::scheme));
          }
          tests.put(arch, ofArch);
        });
    if (csv.isPresent()) {
      csv(csv.get(), tests);
    }
    if (json) {
      System.out.print(ForecastJson.text(BackTestJson.json(tests)));
    } else {
      tests.forEach((arch, own) -> own.forEach(test -> print(System.out, arch, test)));
    }
    boolean any =
        tests.values().stream()
            .flatMap(List::stream)
            .anyMatch(test -> test.outcome().fitted().isPresent());
    return any ? Main.DONE : Main.CHECK_FAILED;
  }

  private List<HoldOut> divisions(Selection selection) {
    if (!above.isEmpty()) {
      return above.stream().map(flop -> HoldOut.above(selection, flop)).toList();
    }
    List<HoldOut> divisions = new ArrayList<>();
    if (hold != Hold.BUDGETS) {
      divisions.addAll(HoldOut.sizes(selection, keep));
    }
    if (hold != Hold.SIZES) {
      divisions.addAll(HoldOut.budgets(selection));
    }
    return divisions;
  }

  private static void print(PrintStream out, String arch, BackTest test) {
    out.printf(
        "%s, %s, fitted on %s (%d points)%n  %s%n",
        arch,
        test.estimator().id(),
        test.holdOut().name(),
        test.holdOut().seen().points().size(),
        test.outcome().report().convention().map(Convention::describe).orElse("no convention"));
    if (test.score().isEmpty()) {
      out.println("  " + test.outcome().describe());
    }
    test.score()
        .ifPresent(
            score ->
                out.printf(
                    "  %d predicted: error mean %s, max %s, bias %s; inside 95 %% bands %s, 80 %% %s%n"
                        + "  bands: %s, and residuals of the fit%n",
                    score.count(),
                    Figure.percent(score.mean()),
                    Figure.percent(score.max()),
                    Figure.percent(score.bias()),
                    Figure.percent(score.coverage95()),
                    Figure.percent(score.coverage80()),
                    test.scheme().describe()));
    test.warnings().forEach(warning -> out.println("  ! " + warning));
  }

  private static void csv(Path out, Map<String, List<BackTest>> tests) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    tests.forEach(
        (arch, own) ->
            own.forEach(
                test ->
                    test.predictions()
                        .forEach(
                            p ->
                                rows.add(
                                    List.of(
                                        arch,
                                        test.estimator().id(),
                                        test.outcome()
                                            .report()
                                            .convention()
                                            .map(Convention::describe)
                                            .orElse(""),
                                        test.scheme().describe(),
                                        test.holdOut().name(),
                                        p.point().run(),
                                        p.point().n(),
                                        p.point().d(),
                                        p.point().c(),
                                        p.point().loss(),
                                        p.band().value(),
                                        p.band().low95(),
                                        p.band().high95(),
                                        p.band().low80(),
                                        p.band().high80())))));
    TextFile.csv(
        out,
        List.of(
            "arch",
            "method",
            "convention",
            "scheme",
            "fitted_on",
            "run",
            "parameters",
            "tokens",
            "flop",
            "measured",
            "predicted",
            "low95",
            "high95",
            "low80",
            "high80"),
        rows);
  }
}
