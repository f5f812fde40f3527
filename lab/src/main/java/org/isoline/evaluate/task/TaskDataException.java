package org.isoline.evaluate.task;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Data that are not what a task expects. The message names the task, how many rows are wrong, and
 * the first of them with file, number and id.
 */
public final class TaskDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How many wrong rows a message shows. */
  static final int SHOWN = 5;

  private final long count;
  private final transient List<String> first;

  private TaskDataException(String message, long count, List<String> first, Throwable cause) {
    super(message, cause);
    this.count = count;
    this.first = List.copyOf(first);
  }

  /** A file that cannot be read on from where the problem is. */
  static TaskDataException unreadable(String problem, Throwable cause) {
    return new TaskDataException(problem, 1, List.of(problem), cause);
  }

  /** A file that cannot be read on from where the problem is. */
  static TaskDataException unreadable(String problem) {
    return unreadable(problem, null);
  }

  /** Rows that are wrong. */
  static TaskDataException rows(String task, long count, List<String> first) {
    String shown = first.stream().map(row -> "\n  " + row).collect(Collectors.joining());
    String more = count > first.size() ? "\n  and %,d more".formatted(count - first.size()) : "";
    return new TaskDataException(
        "task %s: %,d %s wrong; nothing is scored:%s%s"
            .formatted(task, count, count == 1 ? "row is" : "rows are", shown, more),
        count,
        first,
        null);
  }

  /** How many rows are wrong. */
  public long count() {
    return count;
  }

  /** What is wrong with the first of them, at most five, each with its place. */
  public List<String> first() {
    return first == null ? List.of() : first;
  }
}
