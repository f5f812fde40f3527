package org.isoline.settings;

import java.util.Optional;

/**
 * A key of a file of settings, described once: its reading, its error messages and the reference
 * page all come from here.
 *
 * @param name as files write it
 * @param type what its value must be
 * @param description what it means, with its unit
 * @param required whether a file must have it
 * @param fallback the value of a file that does not have it
 * @param fallbackShown how the reference page writes that value; empty if there is none
 */
public record Key<T>(
    String name,
    ValueType<T> type,
    String description,
    boolean required,
    Optional<T> fallback,
    String fallbackShown) {

  /** A key that every file must have. */
  public static <T> Key<T> required(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, description, true, Optional.empty(), "");
  }

  /** A key with a default. */
  public static <T> Key<T> defaulted(
      String name, ValueType<T> type, T fallback, String shown, String description) {
    return new Key<>(name, type, description, false, Optional.of(fallback), shown);
  }

  /** A key that may be absent, with a meaning of its own that the description states. */
  public static <T> Key<T> optional(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, description, false, Optional.empty(), "");
  }
}
