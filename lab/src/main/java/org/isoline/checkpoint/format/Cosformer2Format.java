package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Gate;
import org.isoline.model.ModelConfig.Tpe;
import org.isoline.model.ModelConfigBuilder;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;

/**
 * cosFormer2 in the names of TransNormerLLM 3, extended by its norms and its Toeplitz encoding. No
 * published file exists; this is the form of this project's own exchange files. The file holds
 * ln(lambda), which becomes logit(lambda) on loading.
 */
final class Cosformer2Format implements Format {
  @Override
  public String id() {
    return "cosformer2";
  }

  @Override
  public boolean recognises(ConfigFile config) {
    return OpenNlpLab.recognises(config, "cosformer2");
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    config.requireWord("tpe_type", "0", "1");
    config.requireFlag("tpe_use_norm", false);
    config.requireWord("tpe_param", "log");
    config.requireWord("tpe_lambda_param", "log");
    Shape shape = OpenNlpLab.shape(config);
    boolean tpe = !config.word("tpe_type").equals("0");
    ModelConfigBuilder builder =
        OpenNlpLab.model(config, Architecture.COSFORMER2, shape)
            .gluActivation(config.activation("glu_act", Activation.NONE))
            .qkActivation(config.activation("linear_act_fun", Activation.SILU))
            .tpe(tpe ? Tpe.LOGIT : Tpe.NONE);
    List<Integer> all = IntStream.range(0, shape.layers()).boxed().toList();
    return TransnormerFormat.cosineLayers(config, shape, builder, all).build();
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    TensorMap map = new TensorMap(config).same("model.embed_tokens.weight");
    if (config.tpe() == Tpe.LOG) {
      map.same("model.tpe.b").same("model.tpe.log_lambda");
    } else if (config.tpe() == Tpe.LOGIT) {
      map.same("model.tpe.b")
          .whole("model.tpe.log_lambda", "model.tpe.logit_lambda", new Arrangement.LogOfLogit());
    }
    for (int i = 0; i < config.shape().layers(); i++) {
      int layer = i;
      OpenNlpLab.block(
          map, "model.layers." + i + ".", () -> TransnormerTensors.mixer(map, config, layer));
    }
    return OpenNlpLab.end(map, config).complete();
  }

  @Override
  public ObjectNode write(ModelConfig config) {
    OpenNlpLab.requirement(this, config, Architecture.COSFORMER2)
        .that(config.gate() == Gate.LOWRANK_SIGMOID, "its output gate is " + config.gate())
        .that(config.scoreScale() == 1, "its score scale is " + config.scoreScale())
        .that(
            config.valueActivation() == Activation.NONE,
            "its values have activation " + config.valueActivation())
        .check();
    ObjectNode tree =
        OpenNlpLab.withHeads(
            OpenNlpLab.write("Cosformer2ForCausalLM", "cosformer2", config), config.shape());
    tree.put("linear_act_fun", Activations.word(config.qkActivation()));
    tree.put("glu_act", Activations.word(config.gluActivation()));
    tree.put("gate_dim", config.shape().gateDim());
    TransnormerFormat.writeCosineLayers(tree, config);
    tree.put("tpe_type", config.hasTpe() ? 1 : 0);
    if (config.hasTpe()) {
      tree.put("tpe_dim", config.shape().tpeDim());
      tree.put("tpe_use_norm", false);
      tree.put("tpe_param", "log");
    }
    return tree;
  }
}
