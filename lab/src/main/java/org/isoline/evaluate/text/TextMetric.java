package org.isoline.evaluate.text;

import java.util.function.ToDoubleBiFunction;

/** Scores of a prediction against references; the best reference counts, for each score alone. */
public enum TextMetric {
  /** F-measure of ROUGE-1. */
  ROUGE_1("rouge1", (prediction, reference) -> Rouge.ngrams(prediction, reference, 1).f()),
  /** F-measure of ROUGE-2. */
  ROUGE_2("rouge2", (prediction, reference) -> Rouge.ngrams(prediction, reference, 2).f()),
  /** F-measure of ROUGE-L. */
  ROUGE_L("rougeL", (prediction, reference) -> Rouge.subsequence(prediction, reference).f()),
  /** F1 of words, by SQuAD's rule. */
  F1("f1", (prediction, reference) -> SquadText.overlap(prediction, reference).f()),
  /** 1 where the texts are equal by SQuAD's rule, else 0. */
  EXACT_MATCH("em", (prediction, reference) -> SquadText.exactMatch(prediction, reference) ? 1 : 0);

  private final String key;
  private final ToDoubleBiFunction<String, String> comparison;

  TextMetric(String key, ToDoubleBiFunction<String, String> comparison) {
    this.key = key;
    this.comparison = comparison;
  }

  /** Name of the lm-evaluation-harness, as in {@code gov_report:rouge1} behind the colon. */
  public String key() {
    return key;
  }

  /** The score of an answer, 0 to 1. */
  public double of(Answer answer) {
    return answer.references().stream()
        .mapToDouble(reference -> comparison.applyAsDouble(answer.prediction(), reference))
        .max()
        .orElseThrow();
  }
}
