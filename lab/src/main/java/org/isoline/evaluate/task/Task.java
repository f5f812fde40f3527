package org.isoline.evaluate.task;

import java.util.List;
import java.util.Optional;

/**
 * An evaluation task.
 *
 * @param name by which it is asked for
 * @param version of its wording and rules; scores under two versions are not comparable
 * @param hash SHA-256 of the task file's keys and values, 64 lower-case hexadecimal digits:
 *     comments, quotes and the order of keys do not count
 * @param description in a sentence
 * @param paper where it was published; empty if nowhere
 * @param chance what guessing reaches; empty where guessing has no meaning
 * @param protocol what is asked and how an answer counts
 * @param data where its rows come from; empty if it needs none of its own
 * @param file the task file, for messages
 */
public record Task(
    String name,
    String version,
    String hash,
    String description,
    String paper,
    Optional<Chance> chance,
    Protocol protocol,
    Optional<DataSource> data,
    String file) {

  /** The metric that stands for the task in a table. */
  public Metric primary() {
    return protocol.primary();
  }

  /** All that it reports. */
  public List<Metric> metrics() {
    return protocol.metrics();
  }

  /** Whether the better of two models has the higher primary metric. */
  public boolean higherIsBetter() {
    return primary().higherIsBetter();
  }
}
