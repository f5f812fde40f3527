package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.isoline.report.Report;
import org.isoline.study.CellState;
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
      "Run it again after an interruption and it goes on where it stopped; run it again when all is done and it takes seconds."
    })
final class StudyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Study file, e.g. studies/quick.yaml.")
  private Path file;

  @Mixin private RunsOptions options;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintStream people = json ? System.err : System.out;
    Study study = StudyFile.read(file);
    StudyRunner.Result result =
        new StudyRunner(
                study,
                options.cache(),
                new WorkerCommand(Main.class.getName(), file, options.runs()),
                people,
                !json && Terminal.isTerminal())
            .run();
    Path page = Report.write(result.folder());
    people.println(
        result.observations() + " observations in " + result.folder().resolve("observations.csv"));
    people.println("report: " + page.toAbsolutePath().toUri());
    if (json) {
      System.out.println(document(result, page));
    }
    return result.failed().isEmpty() ? Main.DONE : Main.RUN_FAILED;
  }

  private static String document(StudyRunner.Result result, Path page) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.createObjectNode();
    document.put("folder", result.folder().toString());
    document.put("observations", result.observations());
    document.put("report", page.toString());
    ObjectNode cells = document.putObject("cells");
    for (var cell : result.cells().entrySet()) {
      cells.set(
          cell.getKey(),
          mapper.readTree(mapper.writerFor(CellState.class).writeValueAsString(cell.getValue())));
    }
    return mapper.writeValueAsString(document);
  }
}
