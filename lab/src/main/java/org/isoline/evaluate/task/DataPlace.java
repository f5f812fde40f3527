package org.isoline.evaluate.task;

import java.nio.file.Path;
import java.util.Locale;

/** Where the data of a task are. */
public enum DataPlace {
  /** In the data folder, in the program, or the task makes them. */
  READY,
  /** Not there yet. */
  FETCH,
  /** In the study that is evaluated. */
  STUDY,
  /** In the tasks that it is an average of. */
  PARTS;

  /** Where a task's are, given a data folder. */
  public static DataPlace of(Task task, Path folder) {
    boolean asksStudy =
        switch (task.protocol()) {
          case Protocol.HeldOut _, Protocol.PositionLoss _ -> true;
          case Protocol.Needle needle -> needle.haystack() == Protocol.Haystack.VALIDATION;
          default -> false;
        };
    if (asksStudy) {
      return STUDY;
    }
    if (task.protocol() instanceof Protocol.Average) {
      return PARTS;
    }
    return task.data().isEmpty() || isThere(task, task.data().get(), folder) ? READY : FETCH;
  }

  private static boolean isThere(Task task, DataSource source, Path folder) {
    try {
      DataFile.find(task, source, folder);
      return true;
    } catch (MissingDataException e) {
      return false;
    }
  }

  /** In lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
