package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;

/** HGRN2 as its authors write it: {@code in_proj} has rows value | query | forget. */
final class OpenNlpLabHgrn2Format implements Format {
  @Override
  public String id() {
    return "hgrn2";
  }

  @Override
  public boolean recognises(ConfigFile config) {
    return OpenNlpLab.recognises(config, "hgrn", "hgrn2");
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    config.requireFlag("causal", true);
    config.requireFlag("use_norm", true);
    int width = config.positive("decoder_embed_dim");
    int headDim = config.positive("expand_ratio");
    if (width % headDim != 0) {
      throw config.wrong("expand_ratio", "a divisor of decoder_embed_dim = " + width);
    }
    Shape shape = OpenNlpLab.shape(config, width / headDim, headDim);
    return OpenNlpLab.model(config, Architecture.HGRN2, shape)
        .gluActivation(config.activation("glu_act", Activation.NONE))
        .valueActivation(config.activation("in_act", Activation.NONE))
        .qkActivation(config.activation("out_act", Activation.SILU))
        .build();
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    TensorMap map =
        new TensorMap(config).same("model.embed_tokens.weight").same("model.lower_bounds");
    for (int i = 0; i < config.shape().layers(); i++) {
      String layer = "model.layers." + i + ".";
      String mixer = layer + "token_mixer.";
      OpenNlpLab.block(
          map,
          layer,
          () ->
              map.same(mixer + "in_proj.weight")
                  .same(mixer + "out_proj.weight")
                  .norm(mixer + "norm", mixer + "norm"));
    }
    return OpenNlpLab.end(map, config).complete();
  }

  @Override
  public ObjectNode write(ModelConfig config) {
    OpenNlpLab.requirement(this, config, Architecture.HGRN2)
        .that(config.scoreScale() == 1, "its score scale is " + config.scoreScale())
        .that(
            config.shape().mixerWidth() == config.shape().width(),
            "its heads do not fill the width")
        .check();
    ObjectNode tree = OpenNlpLab.write("Hgrn2ForCausalLM", "hgrn", config);
    tree.put("expand_ratio", config.shape().headDim());
    tree.put("glu_act", Activations.word(config.gluActivation()));
    tree.put("in_act", Activations.word(config.valueActivation()));
    tree.put("out_act", Activations.word(config.qkActivation()));
    tree.put("causal", true);
    tree.put("use_norm", true);
    return tree;
  }
}
