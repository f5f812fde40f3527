package org.isoline.checkpoint.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.isoline.checkpoint.format.StoredTensor.Piece;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Position;
import org.isoline.model.ModelConfig.Rotary;
import org.isoline.model.Shape;
import org.isoline.ops.glu.Activation;
import org.isoline.ops.position.Rope;

/**
 * LLaMA as OpenNLPLab writes it: rotary pairs beside each other, and the frequencies of each head
 * as a tensor of the file.
 */
final class OpenNlpLabLlamaFormat implements Format {
  @Override
  public String id() {
    return "llama-opennlplab";
  }

  @Override
  public boolean recognises(ConfigFile config) {
    return OpenNlpLab.recognises(config, "llama");
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    config.requireFlag("use_lrpe", true);
    return OpenNlpLab.model(config, Architecture.LLAMA, OpenNlpLab.shape(config))
        .gluActivation(config.activation("glu_act", Activation.SILU))
        .rotary(Rotary.STORED)
        .build();
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    Shape shape = config.shape();
    TensorMap map = new TensorMap(config).same("model.embed_tokens.weight");
    for (int i = 0; i < shape.layers(); i++) {
      String layer = "model.layers." + i + ".";
      OpenNlpLab.block(map, layer, () -> mixer(map, config, layer + "token_mixer."));
    }
    return OpenNlpLab.end(map, config).complete();
  }

  private static void mixer(TensorMap map, ModelConfig config, String mixer) {
    Shape shape = config.shape();
    String qkv = mixer + "qkv_proj.weight";
    long inner = shape.mixerWidth();
    Arrangement pairs = new Arrangement.InterleavedPairs(shape.headDim());
    map.rows(
            qkv,
            new Piece(qkv, 0, inner, pairs),
            new Piece(qkv, inner, inner, pairs),
            new Piece(qkv, 2 * inner, inner, new Arrangement.AsIs()))
        .same(mixer + "out_proj.weight");
    if (config.rotary() == Rotary.STORED) {
      map.same(mixer + "lrpe.theta");
    } else {
      map.constant(
          mixer + "lrpe.theta",
          frequencies(config),
          (long) shape.heads(),
          1L,
          shape.headDim() / 2L);
    }
  }

  private static List<Double> frequencies(ModelConfig config) {
    Shape shape = config.shape();
    Rope rope =
        config.rotary() == Rotary.SPREAD
            ? Rope.spreadOverHeads(shape.heads(), shape.headDim(), config.rotaryBase())
            : Rope.headShared(shape.headDim(), config.rotaryBase());
    double[][] rows = rope.frequencies();
    return java.util.stream.IntStream.range(0, shape.heads())
        .mapToObj(head -> rows[rows.length == 1 ? 0 : head])
        .flatMap(row -> Arrays.stream(row).boxed())
        .toList();
  }

  @Override
  public ObjectNode write(ModelConfig config) {
    Shape shape = config.shape();
    OpenNlpLab.requirement(this, config, Architecture.LLAMA)
        .that(config.position() == Position.ROTARY, "its positions are not rotary")
        .that(shape.keyHeads() == shape.heads(), "its queries share keys")
        .that(
            config.scoreScale() == 1 / Math.sqrt(shape.headDim()),
            "its score scale is " + config.scoreScale())
        .check();
    ObjectNode tree =
        OpenNlpLab.withHeads(OpenNlpLab.write("LlamaForCausalLM", "llama", config), shape);
    tree.put("glu_act", Activations.word(config.gluActivation()));
    tree.put("use_lrpe", true);
    return tree;
  }
}
