package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.files.AtomicFile;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.Selection;
import org.isoline.law.TableEstimator;
import org.isoline.law.interval.Estimate;
import org.isoline.law.interval.EstimateCsv;
import org.isoline.law.interval.EstimateJson;
import org.isoline.law.interval.EstimateText;
import org.isoline.law.interval.Estimates;
import org.isoline.law.interval.Figures;
import org.isoline.study.PublishedReview;
import org.isoline.study.PublishedReviewJson;
import org.isoline.study.PublishedReviewText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline fit FILE.csv}: laws from a table of observations. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Fits scaling laws to a table of observations, one row a checkpoint or a run, and says how sure they are.",
      "The table needs tokens, params_total or params_non_embedding, and loss; more columns say more (see --columns).",
      "Every law is fitted under every convention that the table can count, unless you choose.",
      "With --json one law is one object and several are an array. Exit code 1 if no law could be fitted, 2 if the table is wrong.",
      "",
      "Example: isoline fit points.csv --columns params_total=N,tokens=D,loss=val --method parametric --scheme runs,sizes --explain"
    })
final class FitCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE.csv",
      description = "Observations, e.g. runs/quick/observations.csv; .gz is unpacked.")
  private Path file;

  @Mixin private TableInput table = new TableInput();

  @Mixin private EstimatorOptions estimator = new EstimatorOptions();

  @Option(
      names = "--budgets",
      split = ",",
      paramLabel = "FLOP",
      description = "Budgets to give loss, N* and D* for, with intervals.")
  private double[] budgets = {};

  @Option(
      names = "--explain",
      description = "How each law was obtained: points, search, spread of optima, correlations.")
  private boolean explain;

  @Option(names = "--json", description = "Print one JSON document on stdout, at full precision.")
  private boolean json;

  @Option(
      names = "--csv",
      paramLabel = "OUT.csv",
      description = "Write a row for every figure and scheme.")
  private Optional<Path> csv = Optional.empty();

  @Option(
      names = "--published",
      description =
          "Review the laws printed in arXiv 2406.16690 instead: consistency, losses, crossing points, causal counting.")
  private boolean published;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (published) {
      return published();
    }
    if (file == null) {
      throw new LawException("no table: isoline fit FILE.csv, or isoline fit --published");
    }
    Figures asked = new Figures(budgets);
    List<Estimate> estimates = estimates(asked);
    if (csv.isPresent()) {
      AtomicFile.write(csv.get(), EstimateCsv.text(estimates));
    }
    if (json) {
      print(estimates, asked);
    } else {
      estimates.forEach(estimate -> show(estimate, asked));
    }
    return estimates.stream().anyMatch(estimate -> estimate.law().isPresent())
        ? Main.DONE
        : Main.CHECK_FAILED;
  }

  private List<Estimate> estimates(Figures asked) {
    List<Estimate> estimates = new ArrayList<>();
    for (Map.Entry<String, List<Observation>> own : table.read(file).entrySet()) {
      for (Convention convention : table.conventions(own.getValue())) {
        Selection selection = table.selection(own.getValue(), convention);
        Estimates all =
            new Estimates(
                estimator.fit(table.rule(own.getValue())), estimator.schemes(selection), asked);
        for (Estimator way : estimator.estimators()) {
          if (way.needs(convention)) {
            estimates.add(all.of(own.getKey(), way, selection));
          }
        }
        for (TableEstimator way : estimator.tableEstimators()) {
          if (way.needs(convention)) {
            estimates.add(all.of(own.getKey(), way, own.getValue(), convention));
          }
        }
      }
    }
    return estimates;
  }

  private void show(Estimate estimate, Figures asked) {
    EstimateText.lines(estimate, asked).forEach(out()::println);
    if (explain) {
      EstimateText.explanation(estimate).forEach(out()::println);
    }
    out().println();
  }

  private void print(List<Estimate> estimates, Figures asked) throws IOException {
    ArrayNode all = MAPPER.createArrayNode();
    estimates.forEach(estimate -> all.add(EstimateJson.of(estimate, asked)));
    out()
        .println(
            MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(all.size() == 1 ? all.get(0) : all));
  }

  private int published() throws IOException {
    PublishedReview review = PublishedReview.compute();
    if (json) {
      ObjectNode node = PublishedReviewJson.of(review);
      out().println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    } else {
      PublishedReviewText.lines(review).forEach(out()::println);
    }
    return Main.DONE;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
