package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.model.ModelConfig.Gate;
import org.isoline.model.ModelConfigBuilder;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;

/**
 * TransNormerLLM's checkpoints.
 *
 * <p>Generation 3 is the study's TNL: {@code qkv_proj} with one activation on all of it, and a
 * low-rank sigmoid gate. Generations 1 and 2, recognised by {@code qkvu_proj}, have the activation
 * on queries and keys only and a full-rank linear gate.
 */
final class TransnormerFormat implements Format {
  /** Rank of the gate in generation 3 where the configuration does not say so. */
  private static final int GATE_DIM = 16;

  @Override
  public String id() {
    return "transnormer";
  }

  @Override
  public boolean recognises(ConfigFile config) {
    return OpenNlpLab.recognises(config, "transnormer");
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    boolean fullGate = weights.stream().anyMatch(name -> name.endsWith("qkvu_proj.weight"));
    Shape plain = OpenNlpLab.shape(config);
    Shape shape =
        new Shape(
            plain.layers(),
            plain.width(),
            plain.heads(),
            plain.heads(),
            plain.headDim(),
            plain.gluDim(),
            config.positive("gate_dim", fullGate ? plain.headDim() : GATE_DIM),
            plain.tpeDim());
    Activation activation = config.activation("linear_act_fun", Activation.SILU);
    ModelConfigBuilder builder =
        OpenNlpLab.model(config, Architecture.TNL, shape)
            .gluActivation(config.activation("glu_act", Activation.NONE))
            .qkActivation(activation)
            .valueActivation(fullGate ? Activation.NONE : activation)
            .gate(fullGate ? Gate.FULL_LINEAR : Gate.LOWRANK_SIGMOID);
    return cosineLayers(config, shape, builder, List.of(0)).build();
  }

  /** Layers with cosine LRPE: as listed, else as the architecture has them. */
  static ModelConfigBuilder cosineLayers(
      ConfigFile config, Shape shape, ModelConfigBuilder builder, List<Integer> otherwise) {
    List<Integer> layers =
        config
            .switches("linear_use_lrpe_list")
            .map(
                list -> {
                  if (list.size() != shape.layers()) {
                    throw config.wrong(
                        "linear_use_lrpe_list",
                        "one number for each of the layers: " + shape.layers());
                  }
                  return IntStream.range(0, list.size())
                      .filter(i -> list.get(i) == 1)
                      .boxed()
                      .toList();
                })
            .orElse(otherwise);
    return builder.cosineLayers(layers);
  }

  static void writeCosineLayers(ObjectNode tree, ModelConfig config) {
    ArrayNode list = tree.putArray("linear_use_lrpe_list");
    for (int layer = 0; layer < config.shape().layers(); layer++) {
      list.add(config.cosineAt(layer) ? 1 : 0);
    }
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    TensorMap map = new TensorMap(config).same("model.embed_tokens.weight");
    for (int i = 0; i < config.shape().layers(); i++) {
      int layer = i;
      OpenNlpLab.block(
          map, "model.layers." + i + ".", () -> TransnormerTensors.mixer(map, config, layer));
    }
    return OpenNlpLab.end(map, config).complete();
  }

  @Override
  public ObjectNode write(ModelConfig config) {
    boolean fullGate = config.gate() == Gate.FULL_LINEAR;
    OpenNlpLab.requirement(this, config, Architecture.TNL)
        .that(config.decay() == Decay.ALIBI, "its decay is " + config.decay())
        .that(config.gate() != Gate.NONE, "it has no output gate")
        .that(config.scoreScale() == 1, "its score scale is " + config.scoreScale())
        .that(
            config.valueActivation() == (fullGate ? Activation.NONE : config.qkActivation()),
            "its values have activation " + config.valueActivation())
        .check();
    ObjectNode tree =
        OpenNlpLab.withHeads(
            OpenNlpLab.write("TransnormerForCausalLM", "transnormer", config), config.shape());
    tree.put("linear_act_fun", Activations.word(config.qkActivation()));
    tree.put("glu_act", Activations.word(config.gluActivation()));
    if (!fullGate) {
      tree.put("gate_dim", config.shape().gateDim());
    }
    writeCosineLayers(tree, config);
    return tree;
  }
}
