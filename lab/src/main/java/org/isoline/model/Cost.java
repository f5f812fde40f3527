package org.isoline.model;

import java.util.Collections;
import java.util.Map;
import org.isoline.model.ModelConfig.Gate;
import org.isoline.model.ParameterSpec.Group;

/**
 * Arithmetic of a model: parameters, training FLOPs under each {@link Convention}, decode state.
 *
 * <p>All FLOPs count 2 for a multiply-add and 3 times the forward pass for forward and backward.
 * They are per token of a training sequence of {@code config.context()} tokens.
 *
 * @param config the model
 * @param parameters elements by what they are for
 * @param nonEmbedding N of arXiv 2406.16690: elements outside embedding and head
 * @param total all elements, a tied embedding counted once
 */
public record Cost(ModelConfig config, Map<Group, Long> parameters, long nonEmbedding, long total) {

  /** One PFLOP/s-day in FLOP: 1e15 times 86,400 s. */
  public static final double PFLOPS_DAY = 8.64e19;

  private static final int TRAINING = 3;
  private static final int BYTES = Float.BYTES;

  /** What counts as compute. Law fits name the convention they used; conventions never mix. */
  public enum Convention {
    /**
     * The terms of arXiv 2406.16690, appendix A.1, one by one, with the model's own g, t and e,
     * chunks of B = dh tokens, and softmax over the full n x n matrix. Per token and layer, forward
     * (H heads):
     *
     * <pre>
     * LLaMA       8d^2 + 4nd + 3nH + 4d
     * TNL         8d^2 + 4d^2/H + d^2/(BH) + 4Bd + BH + 4td + 2d
     * HGRN2       8d^2 + 4d^2/H + d^2/(BH) + 4Bd + BH + 5d
     * cosFormer2  8d^2 + 8d^2/H + 2d^2/(BH) + 6Bd + BH + 4td + 2d      and 4de once, for TPE
     * GLU, all    6dg + g
     * </pre>
     */
    PAPER("flops_paper"),
    /**
     * Table 1 of arXiv 2406.16690: {@link #PAPER} with g = 8d/3 exactly, B = t = e = dh, without
     * the 3nH of softmax and without TPE. These are the PFLOPs per step that Table 7 prints and the
     * compute axis of the published fits; g is rounded up in the models themselves, so the count is
     * as much as 7 % below {@link #PAPER}. Per token, for forward and backward:
     *
     * <pre>
     * LLaMA       72 l d^2 (1 + n/(6d) + 5/(18d))
     * TNL         72 l d^2 (1 + 1/(2H) + 5/(18d))
     * HGRN2       72 l d^2 (1 + 1/(3H) + 29/(72d))
     * cosFormer2  72 l d^2 (1 + 3/(4H) + 23/(72d))
     * </pre>
     */
    PAPER_TABLE("flops_paper_table"),
    /**
     * {@link #PAPER} with the n x n terms of softmax halved: a causal kernel skips the upper
     * triangle. Linear models are as they are.
     */
    CAUSAL("flops_causal"),
    /** 6 N, N without embedding and head (Kaplan et al., arXiv 2001.08361). */
    SIX_ND_NON_EMBEDDING("flops_6nd"),
    /** 6 N, N with embedding and head (Hoffmann et al., arXiv 2203.15556). */
    SIX_ND_TOTAL("flops_6nd_total");

    private final String column;

    Convention(String column) {
      this.column = column;
    }

    /** Name of the count in tables and JSON. */
    public String column() {
      return column;
    }
  }

  /** Counts a model. */
  public static Cost of(ModelConfig config) {
    ParameterLayout layout = ParameterLayout.of(config);
    return new Cost(
        config,
        Collections.unmodifiableMap(layout.byGroup()),
        layout.nonEmbedding(),
        layout.total());
  }

  /** Parameters of a group; 0 if the model has none. */
  public long parameters(Group group) {
    return parameters.getOrDefault(group, 0L);
  }

  /** Training FLOPs per token; without embedding and head except under SIX_ND_TOTAL. */
  public double flopsPerToken(Convention convention) {
    return switch (convention) {
      case PAPER -> TRAINING * forward(1);
      case PAPER_TABLE -> table();
      case CAUSAL -> TRAINING * forward(0.5);
      case SIX_ND_NON_EMBEDDING -> 6.0 * nonEmbedding;
      case SIX_ND_TOTAL -> 6.0 * total;
    };
  }

  /**
   * Training FLOPs per token of embedding and head, 12 d V (arXiv 2406.16690, appendix A.1: 4ndv
   * forward, the lookup counted as a product like the head). Part of no convention above.
   */
  public double embeddingFlopsPerToken() {
    return TRAINING * 4.0 * config.shape().width() * config.vocabulary();
  }

  /** Training FLOP of a number of tokens. */
  public double flops(Convention convention, long tokens) {
    return flopsPerToken(convention) * tokens;
  }

  /** Training compute of a number of tokens in PFLOP/s-days, the unit of the published laws. */
  public double pflopsDays(Convention convention, long tokens) {
    return flops(convention, tokens) / PFLOPS_DAY;
  }

  /**
   * Bytes of fp32 state that decoding carries from token to token, after a number of tokens. Per
   * layer H dh dh for TNL and HGRN2, twice that where queries and keys carry cosine LRPE (TNL's
   * first layer, every layer of cosFormer2); d e once for TPE; 2 Hk dh per token and layer for
   * softmax. Only softmax depends on the tokens. Without the token position itself.
   *
   * @param tokens decoded or prefilled so far
   */
  public double stateBytes(long tokens) {
    Shape shape = config.shape();
    double elements = config.hasTpe() ? (double) shape.width() * shape.tpeDim() : 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      double matrix = (double) shape.mixerWidth() * shape.headDim();
      elements +=
          config.architecture().isLinear()
              ? matrix * (config.cosineAt(layer) ? 2 : 1)
              : 2.0 * shape.keyWidth() * tokens;
    }
    return elements * BYTES;
  }

  private double forward(double softmaxShare) {
    Shape shape = config.shape();
    double d = shape.width();
    double inner = shape.mixerWidth();
    double heads = shape.heads();
    double chunk = shape.headDim();
    double squares = inner * shape.headDim();
    double gate = config.gate() == Gate.LOWRANK_SIGMOID ? 2 * shape.gateDim() * (d + inner) : 0;
    double mixer =
        4 * d * (inner + shape.keyWidth())
            + switch (config.architecture()) {
              case LLAMA -> softmaxShare * config.context() * (4 * inner + 3 * heads) + 4 * d;
              case TNL ->
                  4 * squares + squares / chunk + 4 * chunk * inner + chunk * heads + gate + 2 * d;
              case HGRN2 ->
                  4 * squares + squares / chunk + 4 * chunk * inner + chunk * heads + gate + 5 * d;
              case COSFORMER2 ->
                  8 * squares
                      + 2 * squares / chunk
                      + 6 * chunk * inner
                      + chunk * heads
                      + gate
                      + 2 * d;
            };
    double glu = (6 * d + 1) * shape.gluDim();
    double tpe = config.hasTpe() ? 4 * d * shape.tpeDim() : 0;
    return shape.layers() * (mixer + glu) + tpe;
  }

  private double table() {
    Shape shape = config.shape();
    double d = shape.width();
    double heads = shape.heads();
    double correction =
        switch (config.architecture()) {
          case LLAMA -> config.context() / (6 * d) + 5 / (18 * d);
          case TNL -> 1 / (2 * heads) + 5 / (18 * d);
          case HGRN2 -> 1 / (3 * heads) + 29 / (72 * d);
          case COSFORMER2 -> 3 / (4 * heads) + 23 / (72 * d);
        };
    return 72 * shape.layers() * d * d * (1 + correction);
  }
}
