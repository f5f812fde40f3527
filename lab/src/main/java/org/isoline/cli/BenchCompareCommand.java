package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.isoline.speed.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline bench compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two records of the same benchmark, row by row. A ratio above 1 means that the second"
          + " is better, whichever way the figure counts.",
      "",
      "Warns where the records are not comparable: other machine, versions or settings, or ceilings"
          + " that differ by more than 5 %% between them or within one of them. Shares of the ceiling"
          + " survive a busy machine better than rates.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no figure is worse than the tolerance",
      "1:at least one is",
      "2:a file is no record, or they have nothing in common"
    })
final class BenchCompareCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FIRST", description = "JSON record to compare with.")
  private Path first;

  @Parameters(index = "1", paramLabel = "SECOND", description = "JSON record that is compared.")
  private Path second;

  @Option(
      names = "--tolerance",
      defaultValue = "0.9",
      paramLabel = "RATIO",
      description = "Ratios below this are losses (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; the table goes to stderr.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Comparison comparison = Comparison.of(first, second, tolerance);
    PrintWriter people = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    people.print(comparison.text());
    people.flush();
    if (json) {
      ObjectNode document = JSON.valueToTree(comparison);
      document.set("medians", JSON.valueToTree(comparison.medians()));
      document.put("pass", !comparison.hasLosses());
      spec.commandLine().getOut().println(JSON.writeValueAsString(document));
      spec.commandLine().getOut().flush();
    }
    return comparison.hasLosses() ? Main.CHECK_FAILED : Main.DONE;
  }
}
