package org.isoline.speed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.isoline.machine.Machine;
import org.isoline.tensor.Threads;

/** A record while it is being made. */
final class Notebook {
  private final String benchmark;
  private final String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private final Effort effort;
  private final boolean bf16;
  private final Map<String, Object> settings;
  private final Consumer<String> progress;
  private final Ceilings before;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Ceilings latest;

  /** Sets the native threads and measures the first ceiling. */
  Notebook(
      String benchmark,
      Effort effort,
      boolean bf16,
      Map<String, Object> settings,
      Consumer<String> progress) {
    this.benchmark = benchmark;
    this.effort = effort;
    this.bf16 = bf16;
    this.settings = settings;
    this.progress = progress;
    Threads.set(effort.threads());
    this.before = Ceilings.measure(effort.clock(), bf16);
    this.latest = before;
  }

  Effort effort() {
    return effort;
  }

  Clock clock() {
    return effort.clock();
  }

  /** Tells whoever waits. */
  void progress(String what) {
    progress.accept(what);
  }

  /** Measures the ceiling again; the mean of now and the last time. */
  Ceilings ceilingsAround() {
    Ceilings former = latest;
    latest = Ceilings.measure(effort.clock(), bf16);
    return former.mean(latest);
  }

  void row(Map<String, Object> row) {
    rows.add(new LinkedHashMap<>(row));
  }

  /** Those so far. */
  List<Map<String, Object>> rows() {
    return List.copyOf(rows);
  }

  void note(String note) {
    notes.add(note);
    progress.accept(note);
  }

  SpeedRecord close(List<Column> columns) {
    ceilingsAround();
    return new SpeedRecord(
        benchmark,
        started,
        Machine.here(),
        effort,
        effort.clock(),
        settings,
        before,
        latest,
        new Table(columns, rows),
        List.copyOf(notes));
  }
}
