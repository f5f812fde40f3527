package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.isoline.evaluate.EvaluationException;
import org.isoline.settings.Suggestion;

/**
 * What can be fetched.
 *
 * @param groups names of groups and their tasks; {@code all} is not among them
 * @param sources in the order of the file
 */
public record Catalogue(Map<String, List<String>> groups, List<Source> sources) {
  /** Name of the group of all tasks. */
  public static final String ALL = "all";

  private static final String BUILT_IN = "catalogue.yaml";

  /** Copies both. */
  public Catalogue {
    groups = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    sources = List.copyOf(sources);
  }

  /** The catalogue of this program. */
  public static Catalogue builtIn() {
    try (InputStream in = Catalogue.class.getResourceAsStream(BUILT_IN)) {
      return read(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @param file its name in messages
   * @throws org.isoline.settings.SettingsException naming line, key, value and what is legal
   */
  public static Catalogue read(String file, String text) {
    return CatalogueFormat.read(file, text);
  }

  /** All tasks, in the order of the file. */
  public SequencedSet<String> tasks() {
    SequencedSet<String> tasks = new LinkedHashSet<>();
    sources.forEach(source -> tasks.addAll(source.tasks()));
    return tasks;
  }

  /** The sources of one task. */
  public List<Source> of(String task) {
    return sources.stream().filter(source -> source.tasks().contains(task)).toList();
  }

  /**
   * The sources that some names stand for, each once.
   *
   * @param names of tasks and groups
   * @throws EvaluationException naming what is neither
   */
  public List<Source> named(Collection<String> names) {
    SequencedSet<String> tasks = tasksNamed(names);
    return sources.stream()
        .filter(source -> source.tasks().stream().anyMatch(tasks::contains))
        .toList();
  }

  /**
   * The tasks that some names stand for, each once.
   *
   * @param names of tasks and groups
   * @throws EvaluationException naming what is neither
   */
  public SequencedSet<String> tasksNamed(Collection<String> names) {
    SequencedSet<String> tasks = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        tasks.addAll(tasks());
      } else if (groups.containsKey(name)) {
        tasks.addAll(groups.get(name));
      } else if (tasks().contains(name)) {
        tasks.add(name);
      } else {
        throw unknown(name);
      }
    }
    return tasks;
  }

  private EvaluationException unknown(String name) {
    List<String> legal = new ArrayList<>(groups.keySet());
    legal.add(ALL);
    legal.addAll(tasks());
    return new EvaluationException(
        "nothing to fetch is called '%s'%s; groups and tasks are %s"
            .formatted(name, Suggestion.of(name, legal), String.join(", ", legal)));
  }
}
