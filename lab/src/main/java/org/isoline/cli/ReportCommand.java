package org.isoline.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.isoline.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code isoline report DIR}: the report from run folders alone. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes report/index.html and the tables behind its figures into a study's folder.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of a study, e.g. runs/quick.")
  private Path folder;

  @Override
  public Integer call() {
    System.out.println(Report.write(folder).toAbsolutePath().toUri());
    return Main.DONE;
  }
}
