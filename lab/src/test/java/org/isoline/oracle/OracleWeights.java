package org.isoline.oracle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.isoline.oracle.OracleFormat.Names;

/** Random weights of a case, in the order, names and number format of its file. */
final class OracleWeights {
  private final OracleSpec spec;
  private final SplittableRandom random;
  private final Map<String, Stored> tensors = new LinkedHashMap<>();

  private OracleWeights(OracleSpec spec) {
    this.spec = spec;
    this.random = new SplittableRandom(spec.input().seed());
  }

  /** The values the file gives back: rounded to the storage type. */
  static Map<String, Stored> of(OracleSpec spec) {
    OracleWeights weights = new OracleWeights(spec);
    weights.embedding();
    for (int layer = 0; layer < spec.shape().layers(); layer++) {
      weights.layer(layer);
    }
    weights.head();
    return weights.tensors;
  }

  /** Ids of all sequences, none of 0, 1 and 2; the second half repeats parts of the first. */
  static int[] ids(OracleSpec spec) {
    SplittableRandom random = new SplittableRandom(~spec.input().seed());
    int[] ids = new int[spec.input().batch() * spec.input().length()];
    for (int i = 0; i < ids.length; i++) {
      int t = i % spec.input().length();
      boolean repeat = 2 * t >= spec.input().length() && random.nextBoolean();
      ids[i] =
          repeat
              ? ids[i - spec.input().length() / 2]
              : random.nextInt(3, spec.shape().vocabulary());
    }
    return ids;
  }

  private void embedding() {
    OracleSpec.Shape shape = spec.shape();
    Names names = spec.format().names();
    normal(
        names.embedding() + ".weight",
        List.of(shape.vocabulary(), shape.d()),
        spec.scale().embedding());
    if (spec.format() == OracleFormat.COSFORMER2) {
      int modes = shape.tpeDim();
      normal("model.tpe.b", List.of(shape.d(), modes), 0.26 / Math.sqrt(modes));
      fill("model.tpe.log_lambda", List.of(modes), j -> Math.log1p(-1 / timeConstant(j, modes)));
    }
    if (spec.format().hgrn2()) {
      normal("model.lower_bounds", List.of(shape.layers(), shape.d()), 0.7);
    }
  }

  /** Log-spaced from 1.2 to 1024 tokens (section 0.5). */
  private static double timeConstant(int mode, int modes) {
    double fraction = modes == 1 ? 0 : mode / (modes - 1.0);
    return 1.2 * Math.pow(1024 / 1.2, fraction);
  }

  private void layer(int layer) {
    OracleSpec.Shape shape = spec.shape();
    Names names = spec.format().names();
    int d = shape.d();
    norm(names.layer(layer, names.tokenNorm()), d);
    projections(layer);
    int inner = shape.heads() * shape.headDim();
    output(names.mixer(layer, names.output()), d, inner);
    if (spec.format().lowRankGate()) {
      matrix(names.mixer(layer, "output_gate.0"), shape.gateDim(), d);
      matrix(names.mixer(layer, "output_gate.1"), d, shape.gateDim());
    }
    positions(layer);
    if (spec.format() == OracleFormat.COSFORMER2) {
      norm(names.mixer(layer, "norm"), d);
    }
    if (spec.format() == OracleFormat.FLA_HGRN2) {
      norm(names.mixer(layer, "g_norm"), d);
    }
    norm(names.layer(layer, names.channelNorm()), d);
    matrix(names.layer(layer, names.gate()), shape.gluDim(), d);
    matrix(names.layer(layer, names.up()), shape.gluDim(), d);
    output(names.layer(layer, names.down()), d, shape.gluDim());
  }

  private void projections(int layer) {
    OracleSpec.Shape shape = spec.shape();
    Names names = spec.format().names();
    int d = shape.d();
    switch (spec.format()) {
      case HF_LLAMA, PAPER_LLAMA_HF -> {
        matrix(names.mixer(layer, "q_proj"), shape.heads() * shape.headDim(), d);
        matrix(names.mixer(layer, "k_proj"), shape.kvHeads() * shape.headDim(), d);
        matrix(names.mixer(layer, "v_proj"), shape.kvHeads() * shape.headDim(), d);
      }
      case FLA_HGRN2 -> {
        matrix(names.mixer(layer, "q_proj"), d, d);
        matrix(names.mixer(layer, "f_proj"), d, d, spec.scale().forget());
        matrix(names.mixer(layer, "i_proj"), d, d);
      }
      case OPENNLPLAB_HGRN2 -> forgetRows(names.mixer(layer, "in_proj.weight"), d);
      case TNL_V1 -> matrix(names.mixer(layer, "qkvu_proj"), 4 * d, d);
      default -> matrix(names.mixer(layer, "qkv_proj"), 3 * d, d);
    }
  }

  /** Rows of value, query and forget, the last ones scaled. */
  private void forgetRows(String name, int d) {
    double std = spec.scale().weights() / Math.sqrt(d);
    double forget = spec.scale().forget();
    fill(name, List.of(3 * d, d), i -> random.nextGaussian() * std * (i < 2 * d * d ? 1 : forget));
  }

  private void positions(int layer) {
    OracleSpec.Shape shape = spec.shape();
    int dh = shape.headDim();
    String name = spec.format().names().mixer(layer, "lrpe.theta");
    double base = spec.variant().rotaryBase();
    if (spec.format() == OracleFormat.OPENNLPLAB_LLAMA) {
      int half = dh / 2;
      boolean spread = spec.variant().spreadFrequencies();
      fill(
          name,
          List.of(shape.heads(), 1, half),
          i ->
              spread
                  ? Math.pow(base, -2.0 * i / shape.d())
                  : Math.pow(base, -2.0 * (i % half) / dh));
    } else if (!spec.format().llama() && spec.variant().lrpe().get(layer) == 1) {
      fill(
          name,
          List.of(shape.heads(), 1, dh),
          i -> Math.pow(base, -2.0 * i / shape.d()) * (1 + 0.1 * random.nextGaussian()));
    }
  }

  private void head() {
    OracleSpec.Shape shape = spec.shape();
    norm(spec.format().names().finalNorm(), shape.d());
    if (!spec.variant().tied()) {
      matrix("lm_head", shape.vocabulary(), shape.d());
    }
  }

  private void norm(String name, int d) {
    if (spec.format().norm != OracleFormat.Norm.SIMPLE) {
      fill(name + ".weight", List.of(d), _ -> 1 + 0.1 * random.nextGaussian());
    }
    if (spec.format().norm == OracleFormat.Norm.LAYER) {
      normal(name + ".bias", List.of(d), 0.1);
    }
  }

  private void matrix(String name, int out, int in) {
    matrix(name, out, in, 1);
  }

  private void output(String name, int out, int in) {
    matrix(name, out, in, spec.scale().output());
  }

  private void matrix(String name, int out, int in, double factor) {
    normal(name + ".weight", List.of(out, in), factor * spec.scale().weights() / Math.sqrt(in));
  }

  private void normal(String name, List<Integer> shape, double std) {
    fill(name, shape, _ -> std * random.nextGaussian());
  }

  private void fill(String name, List<Integer> shape, IntToDoubleFunction values) {
    Stored tensor = Stored.of(shape);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = spec.variant().storage().round(values.applyAsDouble(i));
    }
    tensors.put(name, tensor);
  }
}
