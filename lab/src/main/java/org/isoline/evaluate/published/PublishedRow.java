package org.isoline.evaluate.published;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.evaluate.average.Average;
import org.isoline.evaluate.average.Measured;
import org.isoline.model.Architecture;

/**
 * The printed scores of a final model.
 *
 * @param architecture which of the four
 * @param size {@code 70M} to {@code 7B}; of the 1B models, the width behind a hyphen, as in {@code
 *     1B-1536}. A bare {@code 1B} is what Table 4 prints beside tasks of common sense: numbers of
 *     models 2048 wide, for LLaMA and cosFormer2 those of Table 5, while the retrieval and SCROLLS
 *     scores of its "1B" are those of models 1536 wide
 * @param context tokens of a training window
 * @param tables numbers of the tables of the paper that print the row, ascending
 * @param scores in the order of the columns, by key {@code task:metric}: accuracies, F-measures and
 *     the like in percent, perplexities as they are. Failed tasks are absent
 * @param printedAverages what the paper prints as an average of the row, in percent
 */
public record PublishedRow(
    Architecture architecture,
    String size,
    int context,
    List<Integer> tables,
    Map<String, Measured> scores,
    Map<Average, Double> printedAverages) {
  /** Copies the collections. */
  public PublishedRow {
    tables = List.copyOf(tables);
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    printedAverages = Map.copyOf(printedAverages);
  }

  /** A name for people, e.g. {@code HGRN2 1B-1536, 8192 tokens}. */
  public String name() {
    return architecture.title() + " " + size + ", " + context + " tokens";
  }

  /** A printed score; empty where the task failed. */
  public OptionalDouble score(String key) {
    Measured score = scores.get(key);
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score.value());
  }

  /** An average as printed, in percent; empty where the paper prints none of this kind. */
  public OptionalDouble printed(Average average) {
    Double printed = printedAverages.get(average);
    return printed == null ? OptionalDouble.empty() : OptionalDouble.of(printed);
  }
}
