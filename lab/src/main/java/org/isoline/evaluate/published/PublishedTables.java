package org.isoline.evaluate.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.isoline.evaluate.average.Average;

/**
 * Tables 4 to 6 and 8 to 13 of arXiv 2406.16690: scores of final models.
 *
 * <p>A model that stands in several tables has one row for all of them, but for tasks of common
 * sense, where the tables do not agree on what "1B" is ({@link PublishedRow}) and every printed row
 * is kept.
 */
public final class PublishedTables {
  private PublishedTables() {}

  /**
   * Tables 4, 5 and 6, 44 rows: seven tasks of common sense ({@link Average#CSR7} is their printed
   * mean), {@code wikitext2:perplexity} and {@code lambada:perplexity}. Accuracies are multiples of
   * one over the size of the split; which variant of the two perplexities was measured the paper
   * does not say.
   */
  public static List<PublishedRow> commonsense() {
    return read("commonsense.csv");
  }

  /**
   * Tables 8, 9 and 10, 39 rows: the thirteen columns of {@link Average#SCROLLS13}, which is their
   * printed mean. Columns of a failed task are absent.
   */
  public static List<PublishedRow> scrolls() {
    return read("scrolls.csv");
  }

  /**
   * Tables 11, 12 and 13, 39 rows: needles in a haystack, {@code niah_easy} (the question stands
   * before the needle) and {@code niah_standard}. Metrics are {@code acc_2k} to {@code acc_16k} at
   * a length, {@code acc_to_4k} and {@code acc_to_8k} over all lengths up to it, {@code average},
   * {@code weighted_average} and {@code score}, in percent.
   */
  public static List<PublishedRow> needle() {
    return read("needle.csv");
  }

  /**
   * An average of every row that has scores for it, beside the printed one: {@link Average#CSR7}
   * and {@link Average#CSR8} of {@link #commonsense}, the others of {@link #scrolls}. The paper
   * prints {@link Average#CSR7} and {@link Average#SCROLLS13}.
   */
  public static List<Recomputed> recomputed(Average average) {
    List<PublishedRow> rows =
        average == Average.CSR7 || average == Average.CSR8 ? commonsense() : scrolls();
    return rows.stream()
        .map(row -> new Recomputed(row, row.printed(average), average.over(row.scores())))
        .toList();
  }

  private static List<PublishedRow> read(String name) {
    try (InputStream stream = PublishedTables.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new TableText(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8)).rows();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the class path", e);
    }
  }
}
