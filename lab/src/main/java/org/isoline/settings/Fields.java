package org.isoline.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.isoline.settings.Node.Entry;
import org.isoline.settings.Node.Position;

/** A mapping of a file of settings together with the keys that may stand in it. */
public final class Fields {
  private final String file;
  private final String path;
  private final Node.Mapping mapping;
  private final List<Key<?>> keys;

  /**
   * Checks that only legal keys stand in a mapping.
   *
   * @param keys the legal ones; the first of a root names the kind of file
   * @param path dotted keys of the mapping; empty for the root
   */
  public Fields(String file, String path, Node.Mapping mapping, List<Key<?>> keys) {
    this.file = file;
    this.path = path;
    this.mapping = mapping;
    this.keys = keys;
    List<String> names = keys.stream().map(Key::name).toList();
    mapping.entries().forEach((name, entry) -> requireKnown(name, entry, names));
  }

  /** Dotted path of a key of this mapping. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Whether a key is in the file. */
  public boolean has(Key<?> key) {
    return mapping.entries().containsKey(key.name());
  }

  /** The value of a required key, or of a key with a default. */
  public <T> T get(Key<T> key) {
    return find(key).or(key::fallback).orElseThrow(() -> missing(key));
  }

  /** The value of a key that is in the file. */
  public <T> Optional<T> find(Key<T> key) {
    Entry entry = mapping.entries().get(key.name());
    if (entry == null) {
      return Optional.empty();
    }
    return Optional.of(key.type().parse(entry.value()).orElseThrow(() -> illegal(key, entry)));
  }

  /** Whether the value of a key is a mapping. */
  public boolean isMapping(Key<?> key) {
    return has(key) && mapping.entries().get(key.name()).value() instanceof Node.Mapping;
  }

  /** The mapping under a key; a mapping without keys if the file does not have it and need not. */
  public Fields section(Key<?> key, List<Key<?>> inner) {
    Entry entry = mapping.entries().get(key.name());
    if (entry == null && key.required()) {
      throw missing(key);
    }
    if (entry == null) {
      return new Fields(
          file, path(key.name()), new Node.Mapping(mapping.position(), Map.of()), inner);
    }
    if (!(entry.value() instanceof Node.Mapping section)) {
      throw illegal(key, entry);
    }
    return new Fields(file, path(key.name()), section, inner);
  }

  /** The items of a list that has at least {@code least}. */
  public List<Node> items(Key<Node> key, int least) {
    if (!(get(key) instanceof Node.Sequence list) || list.items().size() < least) {
      throw illegal(key, mapping.entries().get(key.name()));
    }
    return list.items();
  }

  /** A mapping that is item {@code index} of the list under a key. */
  public Fields item(Key<Node> key, int index, Node node, List<Key<?>> inner) {
    String itemPath = path(key.name()) + "[" + index + "]";
    if (!(node instanceof Node.Mapping item)) {
      throw failure(node.position(), itemPath + " = " + node.shown() + ", must be a mapping", key);
    }
    return new Fields(file, itemPath, item, inner);
  }

  /**
   * Refuses keys that belong to another variant of this section.
   *
   * @param variant how the file says which variant it has, such as {@code kind: constant}
   */
  public void only(String variant, List<Key<?>> legal) {
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              if (legal.stream().noneMatch(key -> key.name().equals(name))) {
                throw failure(
                    entry.key(),
                    path(name)
                        + " does not go with "
                        + variant
                        + ", whose keys are "
                        + names(legal)
                        + "; remove it");
              }
            });
  }

  /**
   * Runs a construction that checks its own numbers and turns its complaint into one about the key
   * that it names.
   */
  public <T> T guard(Supplier<T> construction, Fields... others) {
    try {
      return construction.get();
    } catch (IllegalArgumentException e) {
      throw blame(e, others);
    }
  }

  private SettingsException blame(IllegalArgumentException e, Fields... others) {
    String first = e.getMessage().split("[ =]", 2)[0];
    List<Fields> candidates = new ArrayList<>(List.of(this));
    candidates.addAll(List.of(others));
    for (Fields fields : candidates) {
      for (Key<?> key : fields.keys) {
        if (key.name().equals(first)) {
          return fields.failure(fields.positionOf(key), fields.path(e.getMessage()), key);
        }
      }
    }
    return failure(mapping.position(), path + ": " + e.getMessage());
  }

  /** A complaint about the mapping as a whole; the problem goes on after its path. */
  public SettingsException failure(String problem) {
    return failure(mapping.position(), path + problem);
  }

  /** A complaint about a place in the file. */
  public SettingsException failure(Position position, String problem) {
    return new SettingsException(
        file + ":" + position.line() + ":" + position.column() + ": " + problem);
  }

  private SettingsException failure(Position position, String problem, Key<?> key) {
    return failure(position, problem + "\n  " + key.name() + ": " + key.description());
  }

  private Position positionOf(Key<?> key) {
    Entry entry = mapping.entries().get(key.name());
    return entry == null ? mapping.position() : entry.value().position();
  }

  private SettingsException missing(Key<?> key) {
    return failure(
        mapping.position(), path(key.name()) + " is missing; must be " + key.type().legal(), key);
  }

  private SettingsException illegal(Key<?> key, Entry entry) {
    return failure(
        entry.value().position(),
        path(key.name())
            + " = "
            + entry.value().shown()
            + ", must be "
            + key.type().legal()
            + unquoted(key, entry.value())
            + Suggestion.of(entry.value().shown(), key.type().words()),
        key);
  }

  private static String unquoted(Key<?> key, Node value) {
    return value instanceof Node.Scalar(Position place, String text, boolean quoted)
            && quoted
            && key.type().parse(new Node.Scalar(place, text, false)).isPresent()
        ? "; write it without quotes"
        : "";
  }

  private void requireKnown(String name, Entry entry, List<String> names) {
    if (names.contains(name)) {
      return;
    }
    String where = path.isEmpty() ? "a " + kind() : path;
    throw failure(
        entry.key(),
        "unknown key "
            + path(name)
            + Suggestion.of(name, names)
            + "; the keys of "
            + where
            + " are "
            + String.join(", ", names));
  }

  /** A file starts with the key that says what it is. */
  private String kind() {
    return keys.isEmpty() ? "file" : keys.getFirst().name();
  }

  private static String names(List<Key<?>> keys) {
    return String.join(", ", keys.stream().map(Key::name).toList());
  }
}
