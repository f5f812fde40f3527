package org.isoline.evaluate.retrieval;

/** A task that needs texts of other people which were not given; the message says which. */
public final class MissingSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RulerTask task;

  MissingSourceException(RulerTask task, String remedy) {
    super(task.label() + ": " + remedy);
    this.task = task;
  }

  /** The task that cannot be made. */
  public RulerTask task() {
    return task;
  }
}
