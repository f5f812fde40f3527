package org.isoline.evaluate.retrieval;

import java.util.List;

/**
 * An item whose length has not been looked at.
 *
 * @param prompt with the question
 * @param answerPrefix how the answer begins
 * @param references what it is to contain
 * @param answer as it would be written; the size of haystacks is chosen so that there is room for
 *     it besides the new tokens, as RULER does it
 */
record RulerDraft(String prompt, String answerPrefix, List<String> references, String answer) {
  static RulerDraft of(RulerTask task, String context, String query, List<String> references) {
    return new RulerDraft(
        task.prompt(context, query),
        task.answerPrefix(query),
        references,
        String.join(" ", references));
  }

  RulerDraft withAnswer(String written) {
    return new RulerDraft(prompt, answerPrefix, references, written);
  }

  /** The same behind an example. */
  RulerDraft behind(String example) {
    return new RulerDraft(example + prompt, answerPrefix, references, answer);
  }

  String text() {
    return prompt + answerPrefix;
  }
}
