package org.isoline.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code dependency:copy} of the pinned plugin version, in the target folder so that no
 * project around the working directory has a say.
 *
 * @param command how Maven is called
 */
record MavenFetcher(List<String> command) implements ArtifactFetcher {
  private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
  private static final long LONGEST_MINUTES = 60;
  private static final int LINES_SHOWN = 15;

  @Override
  public void fetch(MavenArtifact artifact, Path folder) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of(
            "-q",
            "-B",
            GOAL,
            "-Dartifact=" + artifact.coordinates(),
            "-DoutputDirectory=" + folder.toAbsolutePath()));
    Path log = folder.resolve("maven.log");
    try {
      Process process =
          new ProcessBuilder(arguments)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      int exit = await(process, artifact);
      if (exit != 0) {
        throw new CorpusException(
            "%s: Maven could not fetch it (exit code %d). Command: %s%n%sCheck the network, the repositories in ~/.m2/settings.xml and the coordinates."
                .formatted(artifact.coordinates(), exit, String.join(" ", arguments), tail(log)));
      }
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot run %s: %s; install Maven 3.8 or newer and put mvn on the PATH"
              .formatted(artifact.coordinates(), command.getFirst(), e.getMessage()),
          e);
    }
  }

  private static int await(Process process, MavenArtifact artifact) {
    try {
      if (process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        return process.exitValue();
      }
      throw new CorpusException(
          "%s: Maven did not end within %d minutes; check the network and run again"
              .formatted(artifact.coordinates(), LONGEST_MINUTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CorpusException("interrupted while fetching " + artifact.coordinates(), e);
    } finally {
      process.destroy();
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    StringBuilder shown = new StringBuilder();
    lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()).stream()
        .filter(line -> !line.isBlank())
        .forEach(line -> shown.append("  | ").append(line).append(System.lineSeparator()));
    return shown.toString();
  }
}
