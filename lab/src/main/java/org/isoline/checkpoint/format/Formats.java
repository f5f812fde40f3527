package org.isoline.checkpoint.format;

import java.util.List;
import org.isoline.checkpoint.CheckpointException;

/** Every format. */
public final class Formats {
  /** In the order in which they are tried. */
  public static final List<Format> ALL =
      List.of(
          new OwnFormat(),
          new LlamaFormat(),
          new FlaHgrn2Format(),
          new OpenNlpLabHgrn2Format(),
          new OpenNlpLabLlamaFormat(),
          new TransnormerFormat(),
          new Cosformer2Format());

  private Formats() {}

  /** Names of the formats. */
  public static List<String> ids() {
    return ALL.stream().map(Format::id).toList();
  }

  /**
   * A format by its name.
   *
   * @throws CheckpointException if there is none
   */
  public static Format named(String id) {
    return ALL.stream()
        .filter(format -> format.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new CheckpointException("format '" + id + "' is not one of " + ids()));
  }

  static Format of(ConfigFile config) {
    return ALL.stream()
        .filter(format -> format.recognises(config))
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "%s has model_type '%s' and is of no format known here: %s; OpenNLPLab's have decoder_embed_dim, Hugging Face's hidden_size"
                        .formatted(config.where(), config.word("model_type"), ids())));
  }
}
