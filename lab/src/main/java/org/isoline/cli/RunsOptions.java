package org.isoline.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where runs and fetched files live. */
final class RunsOptions {
  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Folder of fetched corpora, shared by all studies (default: $XDG_CACHE_HOME/isoline or ~/.cache/isoline).")
  private Optional<Path> cache = Optional.empty();

  Path runs() {
    return runs;
  }

  Path cache() {
    return cache.orElseGet(
        () ->
            Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(home -> !home.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("isoline"));
  }
}
