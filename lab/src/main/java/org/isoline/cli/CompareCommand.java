package org.isoline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.isoline.files.AtomicFile;
import org.isoline.law.Convention;
import org.isoline.law.Estimator;
import org.isoline.law.FitOptions;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.Sharing;
import org.isoline.law.compare.CompareCsv;
import org.isoline.law.compare.CompareJson;
import org.isoline.law.compare.CompareText;
import org.isoline.law.compare.Comparison;
import org.isoline.law.compare.ComparisonOptions;
import org.isoline.law.compare.Contender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline compare FILE.csv --baseline ARCH}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares architectures with a baseline: how much compute each needs for the same loss, where"
          + " the curves cross, whether exponents differ, and how sure all that is.",
      "Only sizes that both have take part (column size), paired by tokens and seed. Done under every"
          + " convention of N and C that the table has; says whether the ranking survives."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:no architecture could be compared",
      "2:the table or an option is wrong; the message names it"
    })
final class CompareCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private CommandSpec spec;

  @Mixin private TableInput table;

  @Parameters(paramLabel = "FILE.csv", description = "Observations of several architectures.")
  private Path file;

  @Option(
      names = "--baseline",
      required = true,
      paramLabel = "ARCH",
      description = "The architecture that all others are compared with.")
  private String baseline;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "parametric",
      description =
          "parametric, variable-projection, envelope, envelope-interval or isoflop (default:"
              + " ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--budgets",
      split = ",",
      paramLabel = "FLOP",
      description =
          "Budgets at which to compare (default: the most compute that all have, a tenth and a"
              + " hundredth of it).")
  private List<Double> budgets = List.of();

  @Option(
      names = "--draws",
      paramLabel = "COUNT",
      defaultValue = "1000",
      description = "Draws of the paired bootstrap (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--test-draws",
      paramLabel = "COUNT",
      defaultValue = "399",
      description = "Draws of the test of shared exponents (default: ${DEFAULT-VALUE}).")
  private int testDraws;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      description =
          "Standard deviation of ln loss between seeds, such as 0.003; differences below 2 sqrt(2)"
              + " of it are not ranked (default: measured from replicates, if there are any).")
  private Optional<Double> noise = Optional.empty();

  @Option(
      names = "--shared-floor",
      description = "Test whether E is shared too, not only alpha and beta.")
  private boolean sharedFloor;

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; the text goes to standard error.")
  private boolean json;

  @Option(names = "--csv", paramLabel = "OUT", description = "Write all figures as a table.")
  private Optional<Path> csv = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Map<String, List<Observation>> rows = table.read(file);
    if (!rows.containsKey(baseline)) {
      throw new LawException(
          file + ": baseline '" + baseline + "' is no architecture among " + rows.keySet());
    }
    List<Convention> conventions =
        table.conventions(rows.values().stream().flatMap(List::stream).toList());
    List<Comparison> comparisons =
        Comparison.all(
            conventions.stream().map(convention -> contenders(rows, convention)).toList(),
            baseline,
            options());
    print(comparisons);
    if (csv.isPresent()) {
      AtomicFile.write(csv.get(), CompareCsv.render(comparisons));
    }
    return comparisons.stream().allMatch(c -> c.compared().isEmpty())
        ? Main.CHECK_FAILED
        : Main.DONE;
  }

  private List<Contender> contenders(Map<String, List<Observation>> rows, Convention convention) {
    return rows.entrySet().stream()
        .map(
            own ->
                Contender.of(
                    own.getKey(), own.getValue(), table.selection(own.getValue(), convention)))
        .toList();
  }

  private ComparisonOptions options() {
    return new ComparisonOptions(
        Estimator.of(method),
        FitOptions.defaults(),
        budgets,
        draws,
        testDraws,
        seed,
        noise.map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
        sharedFloor ? Sharing.EXPONENTS_AND_FLOOR : Sharing.EXPONENTS);
  }

  private void print(List<Comparison> comparisons) throws JsonProcessingException {
    PrintWriter people = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    people.print(CompareText.render(comparisons));
    people.flush();
    if (json) {
      spec.commandLine().getOut().println(JSON.writeValueAsString(CompareJson.json(comparisons)));
      spec.commandLine().getOut().flush();
    }
  }
}
