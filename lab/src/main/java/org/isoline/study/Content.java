package org.isoline.study;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.isoline.settings.ValueType;

/**
 * Nested values as dotted keys, to be hashed and compared key by key.
 *
 * @param values by dotted key
 */
record Content(SortedMap<String, String> values) {

  static Content of(Map<String, Object> nested) {
    SortedMap<String, String> values = new TreeMap<>();
    nested.forEach((key, value) -> flatten(key, value, values));
    return new Content(values);
  }

  /** SHA-256 over all keys and values, 64 hexadecimal digits. */
  String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      values.forEach(
          (key, value) ->
              digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How the other differs from this, a line a key. */
  List<String> difference(Content other) {
    SortedSet<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(other.values.keySet());
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      String was = values.getOrDefault(key, "absent");
      String now = other.values.getOrDefault(key, "absent");
      if (!was.equals(now)) {
        lines.add(key + ": was " + was + ", now " + now);
      }
    }
    return List.copyOf(lines);
  }

  private static void flatten(String path, Object value, SortedMap<String, String> values) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((key, inner) -> flatten(path + "." + key, inner, values));
      case List<?> list when list.stream().allMatch(Number.class::isInstance) ->
          values.put(path, list.toString());
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          flattenItem(path, i, list.get(i), values);
        }
      }
      case Double number -> values.put(path, ValueType.shortest(number));
      default -> values.put(path, String.valueOf(value));
    }
  }

  /** Items go by name where they have one, so that a new item does not rename the others. */
  private static void flattenItem(
      String path, int index, Object item, SortedMap<String, String> values) {
    if (item instanceof String name) {
      values.put(path + "." + name, "listed");
    } else if (item instanceof Map<?, ?> map && map.get("name") instanceof String name) {
      flatten(path + "." + name, item, values);
    } else {
      flatten(path + "[" + index + "]", item, values);
    }
  }
}
