package org.isoline.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.isoline.evaluate.task.DataPlace;
import org.isoline.evaluate.task.Task;
import org.isoline.evaluate.task.TaskCatalog;

/** The tasks there are, a line each. */
final class TaskList {
  private TaskList() {}

  static String of(TaskCatalog catalog, Path data) {
    int width = catalog.names().stream().mapToInt(String::length).max().orElse(1);
    StringBuilder text = new StringBuilder();
    for (Task task : catalog.tasks()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %-4s  %-8s  %s%n",
              task.name(),
              task.version(),
              DataPlace.of(task, data).word(),
              task.description()));
    }
    return text.append(
            "\nready: its data are there; fetch: they are not, isoline fetch TASK brings them;")
        .append("\nstudy: asks about the study's own held-out text; parts: an average of others\n")
        .toString();
  }
}
