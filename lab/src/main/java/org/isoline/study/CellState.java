package org.isoline.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Where a cell of a study stands; the content of {@code outcome.json}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CellState.Pending.class, name = "pending"),
  @JsonSubTypes.Type(value = CellState.Running.class, name = "running"),
  @JsonSubTypes.Type(value = CellState.Done.class, name = "done"),
  @JsonSubTypes.Type(value = CellState.Diverged.class, name = "diverged"),
  @JsonSubTypes.Type(value = CellState.Failed.class, name = "failed")
})
public sealed interface CellState {
  /** Nothing was done yet. */
  record Pending() implements CellState {}

  /** A worker is at it, or was when it was killed. */
  record Running(long step, long steps) implements CellState {}

  /** Trained and evaluated. */
  record Done(long step, long steps) implements CellState {}

  /** Loss or gradient stopped being a number; training again would do the same. */
  record Diverged(long step, long steps, String message) implements CellState {}

  /**
   * The worker ended without a result; the next run tries again.
   *
   * @param log its last lines
   */
  record Failed(String message, List<String> log) implements CellState {
    /** Copies the log. */
    public Failed {
      log = List.copyOf(log);
    }
  }

  /** Whether there is nothing left to do. */
  @JsonIgnore
  default boolean isFinal() {
    return this instanceof Done || this instanceof Diverged;
  }
}
