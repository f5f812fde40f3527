package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.StrictJson;
import org.isoline.ops.glu.Activation;

/**
 * A {@code config.json}, read key by key. What is wrong is told with the file, the key, its value
 * and what is legal.
 *
 * @param where the file, for messages
 * @param tree its content
 */
public record ConfigFile(String where, JsonNode tree) {

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is missing or no JSON object
   */
  static ConfigFile read(Path file) {
    try {
      return new ConfigFile(file.toString(), StrictJson.object(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether a key is there and not null. */
  boolean has(String key) {
    return tree.hasNonNull(key);
  }

  /** A word, or empty text. */
  String word(String key) {
    return tree.path(key).asText("");
  }

  /** An integer of at least 1. */
  int positive(String key) {
    JsonNode value = tree.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw wrong(key, "an integer of at least 1");
    }
    return value.intValue();
  }

  int positive(String key, int otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  /** A finite number above 0. */
  double number(String key, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    JsonNode value = tree.path(key);
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw wrong(key, "a finite number above 0");
    }
    return value.doubleValue();
  }

  boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!tree.path(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return tree.path(key).booleanValue();
  }

  /** Numbers 0 or 1, if the key is there. */
  Optional<List<Integer>> switches(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    List<Integer> switches = new java.util.ArrayList<>();
    for (JsonNode item : tree.path(key)) {
      if (!item.isIntegralNumber() || item.intValue() < 0 || item.intValue() > 1) {
        throw wrong(key, "a list of 0 and 1");
      }
      switches.add(item.intValue());
    }
    return Optional.of(switches);
  }

  Activation activation(String key, Activation otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    return switch (word(key)) {
      case "silu", "swish" -> Activation.SILU;
      case "relu" -> Activation.RELU;
      case "none", "" -> Activation.NONE;
      default -> throw wrong(key, "one of silu, swish, relu, none");
    };
  }

  /** Refuses what no model of ours does. */
  void require(String key, boolean legal, String range) {
    if (has(key) && !legal) {
      throw wrong(key, range);
    }
  }

  void requireWord(String key, String... legal) {
    require(key, Arrays.asList(legal).contains(word(key)), "one of " + Arrays.toString(legal));
  }

  void requireFlag(String key, boolean legal) {
    require(key, flag(key, legal) == legal, String.valueOf(legal));
  }

  CheckpointException wrong(String key, String legal) {
    return new CheckpointException(
        "%s: %s = %s, must be %s".formatted(where, key, tree.path(key), legal));
  }
}
