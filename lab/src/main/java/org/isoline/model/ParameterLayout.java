package org.isoline.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.model.ModelConfig.Gate;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ModelConfig.Position;
import org.isoline.model.ModelConfig.Rotary;
import org.isoline.model.ModelConfig.Tpe;
import org.isoline.model.ParameterSpec.Group;
import org.isoline.model.ParameterSpec.Initial;
import org.isoline.model.ParameterSpec.Training;
import org.isoline.ops.position.CosineLrpe;
import org.isoline.ops.position.Rope;

/**
 * The tensors of a model, in checkpoint order, without touching one.
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

  /** All trained elements. */
  public long total() {
    return trained().mapToLong(ParameterSpec::elements).sum();
  }

  /** Elements outside embedding and head: the N of arXiv 2406.16690. */
  public long nonEmbedding() {
    return trained()
        .filter(p -> p.group() != Group.EMBEDDING && p.group() != Group.HEAD)
        .mapToLong(ParameterSpec::elements)
        .sum();
  }

  /** Trained elements by what they are for. */
  public Map<Group, Long> byGroup() {
    Map<Group, Long> counts = new EnumMap<>(Group.class);
    trained().forEach(p -> counts.merge(p.group(), p.elements(), Long::sum));
    return counts;
  }

  /** The same tensors, each trained as the function says. */
  public ParameterLayout withTraining(Function<ParameterSpec, Training> choice) {
    return new ParameterLayout(
        parameters.stream().map(spec -> spec.withTraining(choice.apply(spec))).toList());
  }

  private Stream<ParameterSpec> trained() {
    return parameters.stream().filter(spec -> spec.training() != Training.FROZEN);
  }

  private static final class Builder {
    private final ModelConfig config;
    private final Shape shape;
    private final List<ParameterSpec> parameters = new ArrayList<>();

    Builder(ModelConfig config) {
      this.config = config;
      this.shape = config.shape();
    }

    ParameterLayout build() {
      int d = shape.width();
      add(
          "model.embed_tokens.weight",
          Group.EMBEDDING,
          embedding(),
          Training.DECAYED,
          config.vocabulary(),
          d);
      if (config.hasTpe()) {
        toeplitz();
      }
      if (config.decay() == Decay.DATA) {
        // Any constant gives the same softmax: the bound of layer l starts at l / L.
        add(
            "model.lower_bounds",
            Group.TOKEN_MIXER,
            new Initial.Constant(1),
            Training.UNDECAYED,
            shape.layers(),
            shape.mixerWidth());
      }
      for (int layer = 0; layer < shape.layers(); layer++) {
        block(layer);
      }
      norm("model.final_norm", Group.NORM, d);
      if (!config.tied()) {
        linear("lm_head.weight", Group.HEAD, config.vocabulary(), d, false);
      }
      return new ParameterLayout(List.copyOf(parameters));
    }

    private void block(int layer) {
      String prefix = "model.layers." + layer + ".";
      int d = shape.width();
      norm(prefix + "token_norm", Group.NORM, d);
      mixer(prefix + "token_mixer.", layer);
      norm(prefix + "channel_norm", Group.NORM, d);
      linear(prefix + "channel_mixer.l1.weight", Group.CHANNEL_MIXER, shape.gluDim(), d, false);
      linear(prefix + "channel_mixer.l2.weight", Group.CHANNEL_MIXER, shape.gluDim(), d, false);
      linear(prefix + "channel_mixer.l3.weight", Group.CHANNEL_MIXER, d, shape.gluDim(), true);
    }

    private void mixer(String prefix, int layer) {
      int d = shape.width();
      int inner = shape.mixerWidth();
      String projection = config.decay() == Decay.DATA ? "in_proj" : "qkv_proj";
      linear(
          prefix + projection + ".weight",
          Group.TOKEN_MIXER,
          inner + 2L * shape.keyWidth(),
          d,
          false);
      linear(prefix + "out_proj.weight", Group.TOKEN_MIXER, d, inner, true);
      if (config.gate() == Gate.LOWRANK_SIGMOID) {
        linear(prefix + "output_gate.0.weight", Group.TOKEN_MIXER, shape.gateDim(), d, false);
        linear(prefix + "output_gate.1.weight", Group.TOKEN_MIXER, inner, shape.gateDim(), false);
      } else if (config.gate() == Gate.FULL_LINEAR) {
        linear(prefix + "output_gate.weight", Group.TOKEN_MIXER, inner, d, false);
      }
      if (config.cosineAt(layer)) {
        angles(
            prefix,
            CosineLrpe.initialTheta(shape.heads(), shape.headDim()),
            shape.headDim(),
            Training.UNDECAYED);
      } else if (config.position() == Position.ROTARY && config.rotary() == Rotary.STORED) {
        double[] shared = Rope.headShared(shape.headDim(), config.rotaryBase()).frequencies()[0];
        double[] all = new double[shape.heads() * shared.length];
        Arrays.setAll(all, i -> shared[i % shared.length]);
        angles(prefix, all, shared.length, Training.FROZEN);
      }
      if (config.outputNorm()) {
        norm(prefix + "norm", Group.TOKEN_MIXER, inner);
      }
    }

    private void angles(String prefix, double[] numbers, int ofHead, Training training) {
      add(
          prefix + "lrpe.theta",
          Group.POSITION,
          new Initial.Numbers(Arrays.stream(numbers).boxed().toList()),
          training,
          shape.heads(),
          1,
          ofHead);
    }

    /**
     * Time constants 1 / (1 - lambda) log-spaced from 1.2 to 1024. The readout is small, so that
     * the layer starts near the identity.
     */
    private void toeplitz() {
      int modes = shape.tpeDim();
      double readout = 0.02 / Math.sqrt(modes);
      add(
          "model.tpe.b",
          Group.POSITION,
          new Initial.Normal(readout),
          Training.DECAYED,
          shape.width(),
          modes);
      boolean logit = config.tpe() == Tpe.LOGIT;
      List<Double> numbers =
          DoubleStream.iterate(0, i -> i < modes, i -> i + 1)
              .map(i -> 1.2 * Math.pow(1024 / 1.2, modes == 1 ? 0 : i / (modes - 1)))
              .map(time -> logit ? Math.log(time - 1) : Math.log1p(-1 / time))
              .boxed()
              .toList();
      add(
          logit ? "model.tpe.logit_lambda" : "model.tpe.log_lambda",
          Group.POSITION,
          new Initial.Numbers(numbers),
          Training.UNDECAYED,
          modes);
    }

    private void norm(String name, Group group, int channels) {
      if (config.norm() == Norm.SRMSNORM) {
        return;
      }
      add(name + ".weight", group, new Initial.Constant(1), Training.UNDECAYED, channels);
      if (config.norm() == Norm.LAYERNORM) {
        add(name + ".bias", group, new Initial.Constant(0), Training.UNDECAYED, channels);
      }
    }

    private void linear(String name, Group group, long out, long in, boolean residual) {
      Initial initial =
          switch (config.init()) {
            case METASEQ -> new Initial.Uniform(1 / Math.sqrt(in));
            case NORMAL ->
                new Initial.Normal(residual ? 0.02 / Math.sqrt(2.0 * shape.layers()) : 0.02);
          };
      add(name, group, initial, Training.DECAYED, out, in);
    }

    private Initial embedding() {
      return new Initial.Normal(
          config.init() == Init.METASEQ ? 1 / Math.sqrt(shape.width()) : 0.02);
    }

    private void add(
        String name, Group group, Initial initial, Training training, long... extents) {
      parameters.add(ParameterSpec.of(name, group, initial, training, extents));
    }
  }
}
