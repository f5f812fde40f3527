package org.isoline.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.model.ModelConfig.Gate;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ParameterSpec.Group;
import org.isoline.model.ParameterSpec.Initial;
import org.isoline.ops.position.CosineLrpe;

/**
 * The parameters of a model, in checkpoint order, without touching a tensor.
 *
 * <p>Names follow the released TransNormerLLM and HGRN2 checkpoints, extended to the other two:
 * {@code model.layers.3.token_mixer.qkv_proj.weight}. Weights are stored {@code [out, in]}.
 *
 * @param parameters in order
 */
public record ParameterLayout(List<ParameterSpec> parameters) {

  /** Lists the parameters of a model. */
  public static ParameterLayout of(ModelConfig config) {
    return new Builder(config).build();
  }

  /** All elements. */
  public long total() {
    return parameters.stream().mapToLong(ParameterSpec::elements).sum();
  }

  /** Elements outside embedding and head: the N of arXiv 2406.16690. */
  public long nonEmbedding() {
    return parameters.stream()
        .filter(p -> p.group() != Group.EMBEDDING && p.group() != Group.HEAD)
        .mapToLong(ParameterSpec::elements)
        .sum();
  }

  /** Elements by what they are for. */
  public Map<Group, Long> byGroup() {
    Map<Group, Long> counts = new EnumMap<>(Group.class);
    parameters.forEach(p -> counts.merge(p.group(), p.elements(), Long::sum));
    return counts;
  }

  private static final class Builder {
    private final ModelConfig config;
    private final Shape shape;
    private final Initial angles;
    private final List<ParameterSpec> parameters = new ArrayList<>();

    Builder(ModelConfig config) {
      this.config = config;
      this.shape = config.shape();
      this.angles =
          new Initial.Numbers(
              Arrays.stream(CosineLrpe.initialTheta(shape.heads(), shape.headDim()))
                  .boxed()
                  .toList());
    }

    ParameterLayout build() {
      int d = shape.width();
      add("model.embed_tokens.weight", Group.EMBEDDING, embedding(), true, config.vocabulary(), d);
      if (config.tpe()) {
        toeplitz();
      }
      if (config.decay() == Decay.DATA) {
        // Any constant gives the same softmax: the bound of layer l starts at l / L.
        add(
            "model.lower_bounds",
            Group.TOKEN_MIXER,
            new Initial.Constant(1),
            false,
            shape.layers(),
            d);
      }
      for (int layer = 0; layer < shape.layers(); layer++) {
        block(layer);
      }
      norm("model.final_norm", Group.NORM);
      if (!config.tied()) {
        linear("lm_head.weight", Group.HEAD, config.vocabulary(), d, false);
      }
      return new ParameterLayout(List.copyOf(parameters));
    }

    private void block(int layer) {
      String prefix = "model.layers." + layer + ".";
      int d = shape.width();
      norm(prefix + "token_norm", Group.NORM);
      String mixer = prefix + "token_mixer.";
      String projection = config.decay() == Decay.DATA ? "in_proj" : "qkv_proj";
      linear(mixer + projection + ".weight", Group.TOKEN_MIXER, 3L * d, d, false);
      linear(mixer + "out_proj.weight", Group.TOKEN_MIXER, d, d, true);
      if (config.gate() == Gate.LOWRANK_SIGMOID) {
        linear(mixer + "output_gate.0.weight", Group.TOKEN_MIXER, shape.gateDim(), d, false);
        linear(mixer + "output_gate.1.weight", Group.TOKEN_MIXER, d, shape.gateDim(), false);
      }
      if (config.cosineAt(layer)) {
        add(mixer + "lrpe.theta", Group.POSITION, angles, false, shape.heads(), 1, shape.headDim());
      }
      if (config.outputNorm()) {
        norm(mixer + "norm", Group.TOKEN_MIXER);
      }
      norm(prefix + "channel_norm", Group.NORM);
      linear(prefix + "channel_mixer.l1.weight", Group.CHANNEL_MIXER, shape.gluDim(), d, false);
      linear(prefix + "channel_mixer.l2.weight", Group.CHANNEL_MIXER, shape.gluDim(), d, false);
      linear(prefix + "channel_mixer.l3.weight", Group.CHANNEL_MIXER, d, shape.gluDim(), true);
    }

    /**
     * Time constants 1 / (1 - lambda) log-spaced from 1.2 to 1024; the trained number is the logit
     * of lambda. The readout is small, so that the layer starts near the identity.
     */
    private void toeplitz() {
      int modes = shape.tpeDim();
      double readout = 0.02 / Math.sqrt(modes);
      add("model.tpe.b", Group.POSITION, new Initial.Normal(readout), true, shape.width(), modes);
      List<Double> logits =
          DoubleStream.iterate(0, i -> i < modes, i -> i + 1)
              .map(i -> 1.2 * Math.pow(1024 / 1.2, modes == 1 ? 0 : i / (modes - 1)))
              .map(time -> Math.log(time - 1))
              .boxed()
              .toList();
      add("model.tpe.logit_lambda", Group.POSITION, new Initial.Numbers(logits), false, modes);
    }

    private void norm(String name, Group group) {
      if (config.norm() == Norm.SRMSNORM) {
        return;
      }
      add(name + ".weight", group, new Initial.Constant(1), false, shape.width());
      if (config.norm() == Norm.LAYERNORM) {
        add(name + ".bias", group, new Initial.Constant(0), false, shape.width());
      }
    }

    private void linear(String name, Group group, long out, long in, boolean residual) {
      Initial initial =
          switch (config.init()) {
            case METASEQ -> new Initial.Uniform(1 / Math.sqrt(in));
            case NORMAL ->
                new Initial.Normal(residual ? 0.02 / Math.sqrt(2.0 * shape.layers()) : 0.02);
          };
      add(name, group, initial, true, out, in);
    }

    private Initial embedding() {
      return new Initial.Normal(
          config.init() == Init.METASEQ ? 1 / Math.sqrt(shape.width()) : 0.02);
    }

    private void add(String name, Group group, Initial initial, boolean decayed, long... extents) {
      parameters.add(ParameterSpec.of(name, group, initial, decayed, extents));
    }
  }
}
