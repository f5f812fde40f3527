package org.isoline.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The checkout that this program was started from, as its launcher names it. */
final class Source {
  private Source() {}

  static Optional<String> commit() {
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
