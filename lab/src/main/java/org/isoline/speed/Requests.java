package org.isoline.speed;

import java.util.List;

/** Checks of what a benchmark is asked for. */
final class Requests {
  private Requests() {}

  static void positive(String name, int value) {
    if (value < 1) {
      throw new SpeedException(name + " = " + value + ", must be at least 1");
    }
  }

  /** Sorted, without repetitions. */
  static List<Integer> ascending(String name, List<Integer> values) {
    if (values.isEmpty()) {
      throw new SpeedException("no " + name + " given; give at least one");
    }
    values.forEach(value -> positive(name, value));
    return values.stream().distinct().sorted().toList();
  }

  /** A list that must name something, without repetitions. */
  static <T> List<T> some(String name, List<T> values) {
    if (values.isEmpty()) {
      throw new SpeedException("no " + name + " given; give at least one");
    }
    return values.stream().distinct().toList();
  }
}
