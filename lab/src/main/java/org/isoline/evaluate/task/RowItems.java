package org.isoline.evaluate.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Passes the rows of a task's file on, seen through the first layout that fits the first row, and
 * gathers what is wrong with them.
 */
final class RowItems {
  private final Task task;
  private final DataSource source;
  private final DataFile file;
  private final Set<String> used;
  private final List<String> first = new ArrayList<>();
  private Optional<Layout> layout = Optional.empty();
  private Optional<Labels> labels = Optional.empty();
  private long wrong;
  private long rows;

  /** Will read a file for a task. */
  RowItems(Task task, DataSource source, DataFile file) {
    this.task = task;
    this.source = source;
    this.file = file;
    this.used = task.protocol().fields();
  }

  /** Takes a row; may throw {@link BadRowException}. */
  @FunctionalInterface
  interface RowSink {
    void accept(LaidRow row, Layout layout);
  }

  /**
   * Reads.
   *
   * @param limit the most rows
   * @return the layout that fits
   * @throws TaskDataException if the file is malformed, no layout fits, there are no rows, or rows
   *     are wrong
   */
  Layout read(OptionalLong limit, RowSink sink) {
    long most = limit.orElse(Long.MAX_VALUE);
    Rows.read(
        file,
        row -> {
          rows++;
          Layout fitting = layout.orElseGet(() -> fitting(row));
          check(row, fitting, () -> sink.accept(new LaidRow(labelled(row), fitting), fitting));
          return rows < most;
        });
    if (rows == 0) {
      throw TaskDataException.unreadable(
          "%s: has no rows; task %s needs one at least".formatted(file.shown(), task.name()));
    }
    if (limit.isEmpty()) {
      labels.ifPresent(beside -> beside.requireAllUsed(rows, file));
    }
    requireNoneWrong();
    return layout.orElseThrow();
  }

  /** Passes a problem over to the list of wrong rows. */
  private void check(Row row, Layout fitting, Runnable work) {
    try {
      work.run();
    } catch (BadRowException e) {
      note(
          "%s (id %s): %s".formatted(row.place(), LaidRow.idOf(row, fitting.id()), e.getMessage()));
    }
  }

  private void note(String problem) {
    wrong++;
    if (first.size() < TaskDataException.SHOWN) {
      first.add(problem);
    }
  }

  /** Ends if rows are wrong. */
  private void requireNoneWrong() {
    if (wrong > 0) {
      throw TaskDataException.rows(task.name(), wrong, first);
    }
  }

  private Layout fitting(Row row) {
    List<String> reasons = new ArrayList<>();
    for (Layout candidate : source.layouts()) {
      Optional<Labels> beside = Labels.of(file, candidate);
      beside.ifPresent(found -> found.addTo(row));
      List<String> lacking = candidate.lacks(row, used);
      if (lacking.isEmpty()) {
        layout = Optional.of(candidate);
        labels = beside;
        return candidate;
      }
      beside.ifPresent(_ -> row.values().remove(Layout.LABEL));
      reasons.add(reason(candidate, lacking));
    }
    throw TaskDataException.unreadable(
        "%s: fits no layout of task %s; it has the fields %s%s"
            .formatted(
                row.place(),
                task.name(),
                String.join(", ", (Iterable<String>) () -> row.values().fieldNames()),
                reasons.stream().map(reason -> "\n  " + reason).collect(Collectors.joining())));
  }

  private String reason(Layout candidate, List<String> lacking) {
    String beside =
        candidate
            .labelsFile()
            .filter(_ -> lacking.contains(Layout.LABEL))
            .map(end -> ", which comes from a file beside it whose name ends in " + end)
            .orElse("");
    return "%s: lacks %s%s".formatted(candidate.name(), String.join(", ", lacking), beside);
  }

  private Row labelled(Row row) {
    labels.ifPresent(beside -> beside.addTo(row));
    return row;
  }

  /** Labels of another file, a line for a row. */
  private record Labels(DataFile file, List<String> lines) {
    static Optional<Labels> of(DataFile data, Layout layout) {
      if (!(data instanceof DataFile.OnDisk onDisk)) {
        return Optional.empty();
      }
      return layout.labelsFile().flatMap(onDisk::beside).map(Labels::read);
    }

    private static Labels read(DataFile file) {
      List<String> lines = new ArrayList<>();
      Consumer<String> add = line -> lines.add(line.strip());
      Rows.eachLine(
          file,
          (text, _) -> {
            add.accept(text);
            return true;
          });
      return new Labels(file, lines);
    }

    void addTo(Row row) {
      if (row.number() > lines.size()) {
        throw TaskDataException.unreadable(
            "%s: has %,d labels, fewer than %s has rows"
                .formatted(file.shown(), lines.size(), row.place()));
      }
      row.values().put(Layout.LABEL, lines.get(Math.toIntExact(row.number() - 1)));
    }

    void requireAllUsed(long rows, DataFile data) {
      if (rows != lines.size()) {
        throw TaskDataException.unreadable(
            "%s: has %,d labels for the %,d rows of %s"
                .formatted(file.shown(), lines.size(), rows, data.shown()));
      }
    }
  }
}
