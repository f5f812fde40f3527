package org.isoline.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.isoline.speed.Effort;
import org.isoline.speed.RecordFiles;
import org.isoline.speed.SpeedRecord;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every benchmark has. */
final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--repeats",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Repetitions of every measurement after a warm-up; medians are reported (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Native threads (default: ${DEFAULT-VALUE}). With 1, rates are per second of processor time, so that"
              + " a busy machine matters less; with more, per second of wall time.")
  private int threads;

  @Option(
      names = "--limit",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description =
          "Time for one measurement (default: ${DEFAULT-VALUE}): slower ones are repeated less often, and a"
              + " series over contexts ends where one pass would take longer.")
  private double limit;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; the table goes to stderr.")
  private boolean json;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the rows to a CSV file.")
  private Optional<Path> csv = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write DATE-NAME.json, .csv and .md to a folder, each with machine, commit, versions and"
              + " settings; such records are what 'bench compare' reads. bench/records is where this"
              + " repository keeps them.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "NAME of the files of --out (default: that of the benchmark).")
  private Optional<String> name = Optional.empty();

  Effort effort() {
    return new Effort(repeats, threads, limit);
  }

  /** Tells on stderr what is being measured. */
  Consumer<String> progress() {
    PrintWriter err = spec.commandLine().getErr();
    return what -> {
      err.println(what);
      err.flush();
    };
  }

  int deliver(SpeedRecord record) throws IOException {
    PrintWriter people = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    people.print(RecordFiles.text(record));
    people.flush();
    if (json) {
      spec.commandLine().getOut().println(RecordFiles.json(record));
      spec.commandLine().getOut().flush();
    }
    if (csv.isPresent()) {
      RecordFiles.writeCsv(record, csv.get());
    }
    if (out.isPresent()) {
      Path file = RecordFiles.write(record, out.get(), name.orElse(record.benchmark()));
      progress().accept("wrote " + file + " and its .csv and .md");
    }
    return Main.DONE;
  }
}
