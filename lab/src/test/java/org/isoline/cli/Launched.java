package org.isoline.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program as its users run it: a process of its own.
 *
 * @param exitCode of the process
 * @param output both streams
 */
record Launched(int exitCode, String output) {

  static Process start(Path log, String... arguments) throws IOException {
    return start(log, List.of(), arguments);
  }

  static Process start(Path log, List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-D") || argument.startsWith("--"))
        .forEach(command::add);
    command.add("-Xmx512m");
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    return builder.redirectOutput(log.toFile()).start();
  }

  static Launched run(Path folder, String... arguments) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "isoline", ".log");
    Process process = start(log, arguments);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("still running: " + String.join(" ", arguments));
    }
    return new Launched(
        process.exitValue(), new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
  }
}
