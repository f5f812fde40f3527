package org.isoline.evaluate.task;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.isoline.settings.SettingsException;
import org.isoline.settings.Suggestion;

/** The tasks that can be asked for by name. */
public final class TaskCatalog {
  private static final String INDEX = "index.txt";

  private final Map<String, Task> tasks;

  private TaskCatalog(Collection<Task> tasks) {
    this.tasks = new TreeMap<>();
    for (Task task : tasks) {
      Task earlier = this.tasks.put(task.name(), task);
      if (earlier != null) {
        throw new SettingsException(
            "%s and %s are both task '%s'; give one of them another name"
                .formatted(earlier.file(), task.file(), task.name()));
      }
    }
    this.tasks.values().forEach(this::requireParts);
  }

  /** The tasks that come with the program. */
  public static TaskCatalog builtIn() {
    return with(List.of());
  }

  /**
   * The tasks that come with the program and those of some folders: their files that end in {@code
   * .yaml} or {@code .yml}, sub-folders not included.
   *
   * @throws SettingsException if a folder or file cannot be read, a file is no task, or two have
   *     the same name
   */
  public static TaskCatalog with(List<Path> folders) {
    List<Task> tasks = new ArrayList<>();
    BuiltIn.text(INDEX)
        .lines()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(
            name ->
                tasks.add(
                    TaskFormat.read(
                        "built-in " + name, Optional.empty(), BuiltIn.text(name + ".yaml"))));
    folders.forEach(folder -> tasks.addAll(read(folder)));
    return new TaskCatalog(tasks);
  }

  /** All, ordered by name. */
  public List<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  /** Their names in order. */
  public List<String> names() {
    return List.copyOf(tasks.keySet());
  }

  /**
   * A task by its name.
   *
   * @throws SettingsException if there is none, with the nearest name and all of them
   */
  public Task find(String name) {
    Task task = tasks.get(name);
    if (task == null) {
      throw new SettingsException(
          "there is no task '%s'%s; the tasks are %s"
              .formatted(
                  name, Suggestion.of(name, tasks.keySet()), String.join(", ", tasks.keySet())));
    }
    return task;
  }

  private void requireParts(Task task) {
    if (task.protocol() instanceof Protocol.Average average) {
      average.parts().forEach(part -> requirePart(task, part));
    }
  }

  private void requirePart(Task average, Protocol.Part part) {
    Task task = tasks.get(part.task());
    if (task == null) {
      throw new SettingsException(
          "%s: part %s: there is no task '%s'%s"
              .formatted(
                  average.file(),
                  part.shown(),
                  part.task(),
                  Suggestion.of(part.task(), tasks.keySet())));
    }
    if (!task.metrics().contains(part.metric())) {
      throw new SettingsException(
          "%s: part %s: the task reports %s"
              .formatted(
                  average.file(),
                  part.shown(),
                  String.join(", ", task.metrics().stream().map(Metric::word).toList())));
    }
  }

  private static List<Task> read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".+\\.ya?ml"))
          .sorted()
          .map(TaskCatalog::readFile)
          .toList();
    } catch (IOException e) {
      throw new SettingsException(
          "%s: cannot be listed: %s; name a folder of task files"
              .formatted(folder, Files.exists(folder) ? e.getMessage() : "there is no such folder"),
          e);
    }
  }

  private static Task readFile(Path file) {
    try {
      return TaskFormat.read(
          file.toString(), Optional.of(file.toAbsolutePath().getParent()), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new SettingsException(file + ": is no UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw new SettingsException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
