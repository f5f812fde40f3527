package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.corpus.CorpusCheck;
import org.isoline.corpus.PrepareSettings;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.study.CorpusProgress;
import org.isoline.study.CorpusText;
import org.isoline.study.Study;
import org.isoline.study.StudyCorpus;
import org.isoline.study.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isoline prepare FILE}: corpus to token shards. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description = {
      "Reads and cleans the corpus of a study, holds documents out, trains its tokenizer and writes"
          + " token shards to runs/STUDY/corpus; then shows what they hold. Does nothing but show"
          + " if they are there.",
      "Killed at any moment, it goes on from the units that were finished when it is run again."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:prepared, or as it was written",
      "1:--check found a difference",
      "2:the study, an option or a text is wrong",
      "3:a file cannot be written"
    })
final class PrepareCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "FILE", description = "Study file.")
  private Path file;

  @Mixin private RunsOptions options;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Units that are read or encoded at the same time (default: one for each processor). The"
              + " files are the same for every N.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--check",
      description =
          "Prepare nothing: hash every prepared file and every source again and name what differs"
              + " from the manifest.")
  private boolean check;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; text for people goes to stderr.")
  private boolean json;

  @Override
  public Integer call() {
    Study study = StudyFile.read(file);
    Path folder = options.runs().resolve(study.name());
    return check ? check(study, folder) : prepare(study, folder);
  }

  private int prepare(Study study, Path folder) {
    PrintStream people = json ? System.err : System.out;
    PrepareSettings settings =
        threads.map(PrepareSettings::withThreads).orElseGet(PrepareSettings::usual);
    CorpusProgress progress = new CorpusProgress(people, !json && Terminal.isTerminal());
    try (PreparedCorpus corpus =
        StudyCorpus.prepare(study, folder, options.cache(), settings, progress)) {
      people.println();
      people.print(CorpusText.of(corpus));
      people.printf("%n%s%n", StudyCorpus.folder(folder));
      if (json) {
        ObjectNode document = CorpusText.json(corpus);
        document.put("folder", StudyCorpus.folder(folder).toString());
        System.out.println(document.toPrettyString());
      }
    }
    return Main.DONE;
  }

  private int check(Study study, Path folder) {
    CorpusCheck result = StudyCorpus.check(study, folder);
    PrintStream people = json ? System.err : System.out;
    result.problems().forEach(people::println);
    result.notes().forEach(people::println);
    people.printf(
        "%s: %d files, %,d bytes: %s%n",
        StudyCorpus.folder(folder),
        result.files(),
        result.bytes(),
        result.pass() ? "as they were written" : result.problems().size() + " DIFFER");
    if (json) {
      System.out.println(JSON.valueToTree(result).toPrettyString());
    }
    return result.pass() ? Main.DONE : Main.CHECK_FAILED;
  }
}
