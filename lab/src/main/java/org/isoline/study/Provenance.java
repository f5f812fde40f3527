package org.isoline.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What made a result: enough to make it again, or to see why it came out otherwise.
 *
 * @param isoline version
 * @param commit of the source, with "-dirty" if it had changes; "unknown" outside a checkout
 * @param jdk vendor and version
 * @param os name and version
 * @param arch processor architecture
 * @param cpu model name
 * @param cores logical processors
 * @param libtorch version of the native library's binding
 * @param threads native threads of a worker
 * @param command line
 * @param started UTC
 */
record Provenance(
    String isoline,
    String commit,
    String jdk,
    String os,
    String arch,
    String cpu,
    int cores,
    String libtorch,
    int threads,
    String command,
    String started) {

  private static final String LIBTORCH = "2.10.0-1.5.13";

  static Provenance now(int threads, String command) {
    return new Provenance(
        Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
            .orElse("development"),
        sourceCommit().orElse("unknown"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        LIBTORCH,
        threads,
        command,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String processorName() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try {
      return Files.readAllLines(info).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static Optional<String> sourceCommit() {
    return Optional.ofNullable(System.getProperty("isoline.home"))
        .flatMap(
            home ->
                run(List.of("git", "-C", home, "describe", "--always", "--dirty", "--abbrev=12")));
  }

  private static Optional<String> run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = process.waitFor(5, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 && !text.isEmpty()
          ? Optional.of(text)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
