package org.isoline.evaluate.task;

import java.util.List;
import java.util.stream.Collectors;

/** A task whose data file is not there. The message names all places where it may be. */
public final class MissingDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String task;
  private final transient List<String> places;

  /**
   * Data that are not there.
   *
   * @param task name of the task
   * @param places where they were looked for
   */
  public MissingDataException(String task, List<String> places) {
    super(
        "task %s: its data are not there; put them at one of%s%nor run isoline fetch %s"
            .formatted(
                task,
                places.stream().map(place -> "\n  " + place).collect(Collectors.joining()),
                task));
    this.task = task;
    this.places = List.copyOf(places);
  }

  /** Name of the task. */
  public String task() {
    return task;
  }

  /** Where its data were looked for. */
  public List<String> places() {
    return places == null ? List.of() : places;
  }
}
