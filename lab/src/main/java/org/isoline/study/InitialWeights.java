package org.isoline.study;

import java.util.ArrayList;
import java.util.List;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ModelConfig.Position;

/**
 * How the weights of a model start, in words. Initial weights decide results, and arXiv 2406.16690
 * does not publish its own, so a plan states them with their source.
 *
 * @param text what starts how
 * @param source where that comes from
 */
public record InitialWeights(String text, String source) {

  static InitialWeights of(ModelConfig config) {
    List<String> parts = new ArrayList<>();
    boolean metaseq = config.init() == Init.METASEQ;
    parts.add(
        metaseq
            ? "linear maps uniform in +-1/sqrt(fan_in)"
            : "linear maps N(0, 0.02^2), residual outputs divided by sqrt(2 l)");
    parts.add(
        (metaseq ? "embedding N(0, 1/d)" : "embedding N(0, 0.02^2)")
            + (config.scaleEmbedding() ? ", its output times sqrt(d)" : ", not scaled"));
    if (config.norm() != Norm.SRMSNORM) {
      parts.add(config.norm() == Norm.LAYERNORM ? "norms weight 1, bias 0" : "norms weight 1");
    }
    if (config.decay() == Decay.ALIBI) {
      parts.add("decay constant, ALiBi slopes that fade with depth");
    }
    if (config.decay() == Decay.DATA) {
      parts.add("lower bounds constant, so that layer k of l starts at k/l");
    }
    if (config.position() == Position.COSINE) {
      parts.add(
          "cosine angles 10000^(-2i/d), learned, "
              + (config.cosineLayers().size() == 1 ? "first layer" : "every layer"));
    }
    if (config.hasTpe()) {
      parts.add("Toeplitz encoding: readout N(0, (0.02/sqrt(e))^2), time constants 1.2 to 1024");
    }
    return new InitialWeights(String.join("; ", parts), source(config));
  }

  private static String source(ModelConfig config) {
    String linear =
        config.init() == Init.METASEQ
            ? "defaults of metaseq, the framework of arXiv 2406.16690, which publishes none"
            : "GPT-2's rule";
    String own =
        switch (config.architecture()) {
          case LLAMA -> "";
          case TNL -> "; decay and angles: released TransNormerLLM code";
          case HGRN2 -> "; bounds: released HGRN2 code";
          case COSFORMER2 ->
              "; angles: released TransNormerLLM code; Toeplitz encoding: this project's choice,"
                  + " none is published";
        };
    return linear + own;
  }
}
