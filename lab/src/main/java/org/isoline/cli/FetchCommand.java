package org.isoline.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.evaluate.fetch.Catalogue;
import org.isoline.evaluate.fetch.DataFolder;
import org.isoline.evaluate.fetch.FetchException;
import org.isoline.evaluate.fetch.Fetcher;
import org.isoline.evaluate.fetch.FileState;
import org.isoline.evaluate.fetch.Kept;
import org.isoline.evaluate.fetch.Patience;
import org.isoline.evaluate.fetch.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline fetch TASK...}: the published evaluation files, once. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads the published evaluation files from their usual homes and compares them with their"
          + " checksums; evaluating works without a network after. What is there is not fetched"
          + " again.",
      "Killed or cut off at any moment, it goes on from the bytes that came when it is run again."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all files are there",
      "1:--check found a file that differs or is absent",
      "2:a name or an option is wrong",
      "3:a file cannot be fetched or written"
    })
final class FetchCommand implements Callable<Integer> {
  private static final String BASE_VARIABLE = "ISOLINE_FETCH_BASE";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TASK",
      arity = "0..*",
      description = "Names of tasks, or csr7, csr8, scrolls, all (see --list).")
  private List<String> names = List.of();

  @Mixin private DataOptions data;

  @Option(
      names = "--base",
      paramLabel = "URL",
      description =
          "Mirror: asks URL/HOST/PATH in place of scheme://HOST/PATH (default: $"
              + BASE_VARIABLE
              + ").")
  private Optional<URI> base = Optional.empty();

  @Option(
      names = "--check",
      description = "Fetch nothing: hash the files and name what differs or is absent.")
  private boolean check;

  @Option(
      names = "--list",
      description = "Fetch nothing: print what there is to fetch and what of it is there.")
  private boolean list;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Catalogue catalogue = Catalogue.builtIn();
    DataFolder folder = new DataFolder(data.folder());
    if (list) {
      Collection<String> tasks = names.isEmpty() ? catalogue.tasks() : catalogue.tasksNamed(names);
      System.out.print(new FetchTable(catalogue, folder).of(tasks));
      System.out.printf("%n%s%n", folder.folder());
      return Main.DONE;
    }
    if (names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name at least one task or group; --list shows them");
    }
    List<Source> sources = catalogue.named(names);
    return check ? check(folder, sources) : fetch(folder, sources);
  }

  private int fetch(DataFolder folder, List<Source> sources) throws InterruptedException {
    FetchProgress progress = new FetchProgress(System.out, Terminal.isTerminal());
    List<FetchException> failures;
    try (Fetcher fetcher = new Fetcher(folder, mirror(), Patience.usual(), progress)) {
      failures = fetcher.fetch(sources);
    }
    progress.clear();
    failures.forEach(e -> spec.commandLine().getErr().println("isoline: " + e.getMessage()));
    int files = sources.stream().mapToInt(source -> source.kept().size()).sum();
    System.out.printf(
        "%s: %s%n",
        folder.folder(),
        failures.isEmpty()
            ? "all %d files are there".formatted(files)
            : "%d of %d downloads FAILED".formatted(failures.size(), sources.size()));
    return failures.isEmpty() ? Main.DONE : Main.RUN_FAILED;
  }

  private Optional<URI> mirror() {
    return base.or(
        () ->
            Optional.ofNullable(System.getenv(BASE_VARIABLE))
                .filter(address -> !address.isBlank())
                .map(this::address));
  }

  private URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), BASE_VARIABLE + " = " + text + " is no address", e);
    }
  }

  private int check(DataFolder folder, List<Source> sources) throws IOException {
    int files = 0;
    int wrong = 0;
    for (Source source : sources) {
      for (Kept kept : source.kept()) {
        FileState state = folder.state(source, kept);
        files++;
        if (state != FileState.VERIFIED) {
          System.out.println(kept.name() + ": " + FetchTable.words(state));
        }
        if (!state.isUsable()) {
          wrong++;
        }
      }
    }
    System.out.printf(
        "%s: %d files, %s%n",
        folder.folder(), files, wrong == 0 ? "none differs" : wrong + " absent or DIFFERENT");
    return wrong == 0 ? Main.DONE : Main.CHECK_FAILED;
  }
}
