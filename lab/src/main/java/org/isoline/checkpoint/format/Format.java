package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.isoline.model.ModelConfig;

/** One layout of a model's configuration and weights. */
public sealed interface Format
    permits OwnFormat,
        LlamaFormat,
        FlaHgrn2Format,
        OpenNlpLabHgrn2Format,
        OpenNlpLabLlamaFormat,
        TransnormerFormat,
        Cosformer2Format {

  /** Name for commands and messages. */
  String id();

  /** Whether a configuration is of this format. */
  boolean recognises(ConfigFile config);

  /**
   * What the model is.
   *
   * @param config of this format
   * @param weights names of the file's tensors, for what a configuration leaves open
   * @throws org.isoline.checkpoint.CheckpointException if a key is missing, malformed, or says
   *     something that no model of ours does
   */
  ModelConfig read(ConfigFile config, Set<String> weights);

  /** The tensors of the file of a model that this format can hold. */
  List<StoredTensor> tensors(ModelConfig config);

  /**
   * The configuration file of a model, without special tokens and element type.
   *
   * @throws org.isoline.checkpoint.CheckpointException if this format has no such model, naming
   *     what it cannot express and which format can
   */
  ObjectNode write(ModelConfig config);
}
