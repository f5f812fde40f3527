package org.isoline.study;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a worker: this program again, with the same virtual machine, flags and class path.
 *
 * @param mainClass entry point
 * @param studyFile study to read
 * @param runs folder of all studies' runs
 * @param data folder of published evaluation files
 */
public record WorkerCommand(String mainClass, Path studyFile, Path runs, Path data) {

  /** Argument that makes a worker stop at the end of its standard input. */
  public static final String SUPERVISED = "--supervised";

  List<String> forCell(Cell cell, Path folder) {
    List<String> command = program(folder, mainClass);
    command.addAll(
        List.of(
            "train",
            studyFile.toAbsolutePath().toString(),
            "--cell",
            cell.id(),
            "--runs",
            runs.toAbsolutePath().toString(),
            SUPERVISED));
    return command;
  }

  /** Asks the checkpoints of a study its tasks. */
  List<String> forTasks(Study.Evaluation evaluation, Path studyFolder, Path folder) {
    List<String> command = program(folder, mainClass);
    command.addAll(
        List.of(
            "evaluate",
            studyFolder.toAbsolutePath().toString(),
            "--tasks",
            String.join(",", evaluation.tasks()),
            "--every",
            Integer.toString(evaluation.every()),
            "--data",
            data.toAbsolutePath().toString(),
            SUPERVISED));
    return command;
  }

  private static List<String> program(Path folder, String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add("-XX:ErrorFile=" + folder.resolve("crash-%p.log"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    return command;
  }
}
