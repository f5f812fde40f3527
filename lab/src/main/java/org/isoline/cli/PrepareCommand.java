package org.isoline.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.isoline.study.Study;
import org.isoline.study.StudyFile;
import org.isoline.study.StudyRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code isoline prepare FILE}: corpus to token shards. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description =
        "Fetches the corpus of a study, trains its tokenizer and writes token shards to runs/STUDY/corpus; does nothing if they are there.")
final class PrepareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Study file.")
  private Path file;

  @Mixin private RunsOptions options;

  @Override
  public Integer call() {
    Study study = StudyFile.read(file);
    long tokens =
        StudyRunner.prepare(
            study, options.runs().resolve(study.name()), options.cache(), System.out::println);
    System.out.printf("%,d training tokens%n", tokens);
    return Main.DONE;
  }
}
