package org.isoline.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.Selection;
import org.isoline.law.forecast.Forecast;
import org.isoline.law.forecast.ForecastJson;
import org.isoline.law.forecast.ForecastRequest;
import org.isoline.law.forecast.PredictionFile;
import org.isoline.law.forecast.Price;
import org.isoline.law.interval.Interval;
import org.isoline.law.interval.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isoline forecast FILE.csv}: what a budget will buy, and whether it did. */
@Command(
    name = "forecast",
    mixinStandardHelpOptions = true,
    description = {
      "Predicts the loss, model, tokens and cost of a budget, or the loss of a planned model, with",
      "intervals, from a table of observations; writes the prediction down, and compares it later.",
      "Exit code 1 if no law could be fitted, or no run answers the prediction yet."
    })
final class ForecastCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.csv", description = "Observations, one row a checkpoint.")
  private Path file;

  @Mixin private TableInput table;
  @Mixin private SchemeOptions schemes;

  @Option(
      names = "--budget",
      split = ",",
      paramLabel = "FLOP",
      description = "Budgets, counted as the convention counts C.")
  private List<Double> budgets = List.of();

  @Option(
      names = "--model",
      paramLabel = "N,D",
      description =
          "A planned run: its parameters and tokens; may be repeated. Needs parametric or variable-projection.")
  private List<String> models = List.of();

  @Option(
      names = "--method",
      split = ",",
      defaultValue = "parametric",
      paramLabel = "METHOD",
      description =
          "envelope, envelope-interval, isoflop, parametric, variable-projection (default: ${DEFAULT-VALUE}).")
  private List<String> methods;

  @Option(
      names = "--rate",
      paramLabel = "FLOP/s",
      description = "What the machine does, for the wall-clock.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--price",
      paramLabel = "MONEY/hour",
      description = "Of the machine, for the cost; needs --rate.")
  private Optional<Double> price = Optional.empty();

  @Option(
      names = "--write",
      paramLabel = "prediction.json",
      description = "Writes the prediction down, with date and hashes; never overwrites.")
  private Optional<Path> write = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "prediction.json",
      description = "Holds the runs of the table against a prediction written before.")
  private Optional<Path> compare = Optional.empty();

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Option(names = "--csv", paramLabel = "OUT", description = "Write the figures as a table.")
  private Optional<Path> csv = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Map<String, List<Observation>> observations = table.read(file);
    if (compare.isPresent()) {
      if (write.isPresent() || !budgets.isEmpty() || !models.isEmpty()) {
        throw new LawException(
            "--compare reads a prediction; give --budget, --model and --write in a call of their"
                + " own");
      }
      return new PredictionReport(PredictionFile.read(compare.get()), observations).show(json, csv);
    }
    List<Forecast> forecasts = forecasts(observations);
    if (write.isPresent()) {
      PredictionFile.write(write.get(), all(observations), forecasts, Instant.now());
    }
    if (csv.isPresent()) {
      csv(csv.get(), forecasts);
    }
    if (json) {
      System.out.print(ForecastJson.text(ForecastJson.json(forecasts)));
    } else {
      forecasts.forEach(forecast -> print(System.out, forecast));
      write.ifPresent(
          path ->
              System.out.println("written to " + path + "; compare with --compare after the run"));
    }
    return forecasts.stream().anyMatch(f -> f.outcome().fitted().isPresent())
        ? Main.DONE
        : Main.CHECK_FAILED;
  }

  private List<Forecast> forecasts(Map<String, List<Observation>> observations) {
    write
        .filter(Files::exists)
        .ifPresent(
            path -> {
              throw new LawException(
                  path + " exists; a prediction is written once, so choose another name");
            });
    Price cost = new Price(optional(rate), optional(price));
    List<PlannedRun> runs = models.stream().map(ForecastCommand::model).toList();
    List<Estimator> estimators = methods.stream().map(Estimator::of).toList();
    List<Convention> conventions = table.conventions(all(observations));
    List<Forecast> forecasts = new ArrayList<>();
    observations.forEach(
        (arch, own) -> {
          for (Convention convention : conventions) {
            Selection selection = table.selection(own, convention);
            for (Estimator estimator : estimators) {
              forecasts.add(
                  Forecast.of(
                      arch,
                      selection,
                      new ForecastRequest(
                          estimator,
                          FitOptions.defaults(),
                          schemes.scheme(selection),
                          budgets,
                          runs,
                          cost)));
            }
          }
        });
    return forecasts;
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  private static PlannedRun model(String text) {
    double[] pair = NumberList.of("--model", text);
    if (pair.length != 2) {
      throw new LawException("--model " + text + ": give N,D, such as 1.4e9,30e9");
    }
    return new PlannedRun(pair[0], pair[1]);
  }

  private static List<Observation> all(Map<String, List<Observation>> observations) {
    return observations.values().stream().flatMap(List::stream).toList();
  }

  private static void print(PrintStream out, Forecast forecast) {
    out.printf(
        "%s, %s, %s%n",
        forecast.architecture(),
        forecast.estimator().id(),
        forecast.outcome().report().convention().map(Convention::describe).orElse("no convention"));
    out.println("  " + forecast.outcome().describe());
    forecast
        .intervals()
        .ifPresent(
            i ->
                out.printf(
                    "  intervals: %s (%d laws, %d draws without); bands of a run add residuals of the"
                        + " fit drawn at random%n",
                    i.scheme().describe(), i.draws(), i.failed()));
    forecast.budgets().forEach(budget -> print(out, budget));
    forecast.runs().forEach(run -> print(out, run));
    forecast.warnings().forEach(warning -> out.println("  ! " + warning));
  }

  private static void print(PrintStream out, Forecast.OfBudget budget) {
    out.printf(
        "  budget %s FLOP, %s%n", Figure.of(budget.flop()), distance(budget.decadesBeyond()));
    line(out, "loss L*, the law", budget.loss());
    line(out, "loss L*, one run", budget.measured());
    line(out, "parameters N*", budget.parameters());
    line(out, "tokens D*", budget.tokens());
    line(out, "tokens a parameter", budget.tokensPerParameter());
    cost(out, budget.hours(), budget.money());
  }

  private static void print(PrintStream out, Forecast.OfRun run) {
    out.printf(
        "  model N = %s, D = %s: 6 N D = %s FLOP, %s%n",
        Figure.of(run.run().parameters()),
        Figure.of(run.run().tokens()),
        Figure.of(run.flop()),
        distance(run.decadesBeyond()));
    line(out, "loss, the law", run.loss());
    line(out, "loss, this run", run.measured());
    cost(out, run.hours(), run.money());
  }

  private static void line(PrintStream out, String name, Interval interval) {
    out.printf("    %-20s %s%n", name, Figure.of(interval));
  }

  private static void cost(PrintStream out, double hours, double money) {
    if (Double.isFinite(hours)) {
      out.printf(
          "    %-20s %s h%s%n",
          "wall-clock",
          Figure.of(hours),
          Double.isFinite(money) ? ", cost " + Figure.of(money) : "");
    }
  }

  private static String distance(double decades) {
    if (Double.isNaN(decades)) {
      return "at an unknown distance from the data";
    }
    return String.format(
        Locale.ROOT,
        decades > 0
            ? "%.2f decades beyond the largest compute of the data"
            : "inside the data, %.2f decades below their largest compute",
        Math.abs(decades));
  }

  private static void csv(Path out, List<Forecast> forecasts) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    for (Forecast f : forecasts) {
      for (Forecast.OfBudget b : f.budgets()) {
        row(rows, f, b.flop(), b.decadesBeyond(), "loss", b.loss());
        row(rows, f, b.flop(), b.decadesBeyond(), "measured_loss", b.measured());
        row(rows, f, b.flop(), b.decadesBeyond(), "parameters", b.parameters());
        row(rows, f, b.flop(), b.decadesBeyond(), "tokens", b.tokens());
        row(rows, f, b.flop(), b.decadesBeyond(), "tokens_per_parameter", b.tokensPerParameter());
      }
      for (Forecast.OfRun r : f.runs()) {
        row(rows, f, r.flop(), r.decadesBeyond(), r.run().figure(), r.loss());
        row(rows, f, r.flop(), r.decadesBeyond(), "measured_" + r.run().figure(), r.measured());
      }
    }
    TextFile.csv(
        out,
        List.of(
            "arch",
            "method",
            "convention",
            "scheme",
            "flop",
            "decades_beyond",
            "figure",
            "value",
            "low95",
            "high95",
            "low80",
            "high80"),
        rows);
  }

  private static void row(
      List<List<Object>> rows,
      Forecast forecast,
      double flop,
      double beyond,
      String figure,
      Interval interval) {
    rows.add(
        List.of(
            forecast.architecture(),
            forecast.estimator().id(),
            forecast.outcome().report().convention().map(Convention::describe).orElse(""),
            forecast.intervals().map(i -> i.scheme().describe()).orElse("none"),
            flop,
            beyond,
            figure,
            interval.value(),
            interval.low95(),
            interval.high95(),
            interval.low80(),
            interval.high80()));
  }
}
