package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.isoline.report.RecallReport;
import org.isoline.report.Report;
import org.isoline.study.CellState;
import org.isoline.study.RecallFile;
import org.isoline.study.RecallRunner;
import org.isoline.study.Study;
import org.isoline.study.StudyFile;
import org.isoline.study.StudyRunner;
import org.isoline.study.WorkerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isoline study FILE}: the main job. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a study from corpus to scaling laws: prepares token shards, trains and evaluates every cell in worker processes, fits the laws and writes the report.",
      "A file that begins with 'recall:' instead of 'study:' is a study of associative recall: it trains models on examples of the task and writes accuracy against decode state (recall.csv, recall.html).",
      "Run it again after an interruption and it goes on where it stopped; run it again when all is done and it takes seconds."
    })
final class StudyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Study file, e.g. studies/quick.yaml.")
  private Path file;

  @Mixin private RunsOptions options;

  @Mixin private DataOptions data;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintStream people = json ? System.err : System.out;
    return RecallFile.isRecall(file) ? recall(people) : scaling(people);
  }

  private int scaling(PrintStream people) throws Exception {
    Study study = StudyFile.read(file);
    StudyRunner.Result result =
        new StudyRunner(study, options.cache(), workers(), people, !json && Terminal.isTerminal())
            .run();
    Path page = Report.write(result.folder());
    people.println(
        result.observations() + " observations in " + result.folder().resolve("observations.csv"));
    people.println("report: " + page.toAbsolutePath().toUri());
    if (json) {
      ObjectNode document = document(result.folder(), page, result.cells());
      document.put("observations", result.observations());
      System.out.println(document);
    }
    if (!result.failed().isEmpty()) {
      return Main.RUN_FAILED;
    }
    return result.evaluated() ? Main.DONE : Main.CHECK_FAILED;
  }

  private int recall(PrintStream people) throws Exception {
    RecallRunner.Result result =
        new RecallRunner(RecallFile.read(file), workers(), people, !json && Terminal.isTerminal())
            .run();
    Path page = RecallReport.write(result);
    people.println(result.rows().size() + " rows in " + result.folder().resolve("recall.csv"));
    people.println("report: " + page.toAbsolutePath().toUri());
    if (json) {
      ObjectNode document = document(result.folder(), page, result.cells());
      document.put("rows", result.rows().size());
      System.out.println(document);
    }
    return result.failed().isEmpty() ? Main.DONE : Main.RUN_FAILED;
  }

  private WorkerCommand workers() {
    return new WorkerCommand(Main.class.getName(), file, options.runs(), data.folder());
  }

  private static ObjectNode document(Path folder, Path page, Map<String, CellState> states)
      throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.createObjectNode();
    document.put("folder", folder.toString());
    document.put("report", page.toString());
    ObjectNode cells = document.putObject("cells");
    for (var cell : states.entrySet()) {
      cells.set(
          cell.getKey(),
          mapper.readTree(mapper.writerFor(CellState.class).writeValueAsString(cell.getValue())));
    }
    return document;
  }
}
