package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/**
 * Ids that a configuration gives a meaning.
 *
 * @param begin before a text
 * @param end after a text
 * @param pad fills rows of a batch
 */
public record SpecialTokens(OptionalInt begin, OptionalInt end, OptionalInt pad) {
  /** None known. */
  public static final SpecialTokens NONE =
      new SpecialTokens(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  static SpecialTokens read(ConfigFile config) {
    return new SpecialTokens(
        id(config, "bos_token_id"), id(config, "eos_token_id"), id(config, "pad_token_id"));
  }

  private static OptionalInt id(ConfigFile config, String key) {
    return config.tree().path(key).isInt()
        ? OptionalInt.of(config.tree().path(key).intValue())
        : OptionalInt.empty();
  }

  void write(ObjectNode tree) {
    begin.ifPresent(id -> tree.put("bos_token_id", id));
    end.ifPresent(id -> tree.put("eos_token_id", id));
    pad.ifPresent(id -> tree.put("pad_token_id", id));
  }
}
