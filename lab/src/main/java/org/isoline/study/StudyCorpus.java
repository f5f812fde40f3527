package org.isoline.study;

import java.nio.file.Path;
import org.isoline.corpus.CorpusCheck;
import org.isoline.corpus.PrepareProgress;
import org.isoline.corpus.PrepareSettings;
import org.isoline.corpus.PreparedCorpus;

/** The corpus of a study, in the folder {@code corpus} of its run folder. */
public final class StudyCorpus {
  private StudyCorpus() {}

  /** Where it is. */
  public static Path folder(Path studyFolder) {
    return studyFolder.resolve("corpus");
  }

  /**
   * Prepares the corpus, or finds it prepared. The caller closes it.
   *
   * @throws StudyException if no window of the context's length fits into the training side
   */
  public static PreparedCorpus prepare(
      Study study,
      Path studyFolder,
      Path cache,
      PrepareSettings settings,
      PrepareProgress progress) {
    PreparedCorpus corpus =
        PreparedCorpus.prepare(
            CorpusSpecs.of(study.corpus()), cache, folder(studyFolder), settings, progress);
    int context = study.model().context();
    long tokens = corpus.train().tokens();
    if (tokens <= context) {
      corpus.close();
      throw new StudyException(
          "model.context = %d is longer than the training text of %d tokens; add text or shorten the context"
              .formatted(context, tokens));
    }
    return corpus;
  }

  /** Compares the prepared files, and the sources if they are there, with the manifest. */
  public static CorpusCheck check(Study study, Path studyFolder) {
    return CorpusCheck.of(folder(studyFolder), CorpusSpecs.of(study.corpus()));
  }
}
