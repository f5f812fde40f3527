package org.isoline.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where published evaluation files are. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of evaluation files (default: $XDG_CACHE_HOME/isoline/evaluation or ~/.cache/isoline/evaluation).")
  private Optional<Path> data = Optional.empty();

  Path folder() {
    return data.orElseGet(
        () ->
            Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(home -> !home.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("isoline")
                .resolve("evaluation"));
  }
}
