package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.law.Observation;
import org.isoline.law.forecast.ForecastJson;
import org.isoline.law.forecast.PredictionFile;

/** A prediction beside what came of it. */
final class PredictionReport {
  private final PredictionFile prediction;
  private final boolean sameTable;
  private final List<PredictionFile.Verdict> verdicts;

  PredictionReport(PredictionFile prediction, Map<String, List<Observation>> observations) {
    this.prediction = prediction;
    this.sameTable =
        prediction.sameTable(observations.values().stream().flatMap(List::stream).toList());
    this.verdicts = prediction.compare(observations);
  }

  /** Shows it; the exit code says whether any prediction has its run. */
  int show(boolean json, Optional<Path> csv) throws IOException {
    if (csv.isPresent()) {
      csv(csv.get());
    }
    if (json) {
      System.out.print(ForecastJson.text(ForecastJson.comparison(prediction, sameTable, verdicts)));
    } else {
      System.out.println(
          "prediction of " + prediction.written() + ", from the table " + prediction.dataHash());
      if (sameTable) {
        System.out.println("! this is the very table the prediction was made from");
      }
      verdicts.forEach(PredictionReport::print);
    }
    return verdicts.stream().anyMatch(v -> v.match().isPresent()) ? Main.DONE : Main.CHECK_FAILED;
  }

  private static void print(PredictionFile.Verdict verdict) {
    System.out.printf(
        "%s, %s, %s%n  %s: predicted %s%n",
        verdict.architecture(),
        verdict.method(),
        verdict.convention().describe(),
        verdict.asked(),
        Figure.of(verdict.band()));
    System.out.println(
        verdict
            .match()
            .map(
                m ->
                    "  measured "
                        + Figure.of(m.loss())
                        + " by run "
                        + m.run()
                        + " (N = "
                        + Figure.of(m.parameters())
                        + ", D = "
                        + Figure.of(m.tokens())
                        + ", best of "
                        + verdict.matches()
                        + "): error "
                        + Figure.percent(m.error())
                        + ", "
                        + (m.inside95() ? "inside" : "OUTSIDE")
                        + " the 95 % band, "
                        + (m.inside80() ? "inside" : "outside")
                        + " the 80 % band")
            .orElse("  no such run in the table yet"));
  }

  private void csv(Path out) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    for (PredictionFile.Verdict v : verdicts) {
      v.match()
          .ifPresent(
              m ->
                  rows.add(
                      List.of(
                          v.architecture(),
                          v.method(),
                          v.convention().describe(),
                          v.asked(),
                          v.band().value(),
                          v.band().low95(),
                          v.band().high95(),
                          m.run(),
                          m.loss(),
                          m.error(),
                          m.inside95(),
                          m.inside80())));
    }
    TextFile.csv(
        out,
        List.of(
            "arch",
            "method",
            "convention",
            "asked",
            "predicted",
            "low95",
            "high95",
            "run",
            "measured",
            "error",
            "inside95",
            "inside80"),
        rows);
  }
}
