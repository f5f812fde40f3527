package org.isoline.oracle;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.isoline.oracle.OracleFormat.Names;

/** Evaluates the function a specification and its weights describe, and its gradients. */
final class OracleModel {
  /** Trained in place of {@code model.tpe.log_lambda} if present: lambda = sigmoid(a). */
  static final String LOGIT_LAMBDA = "model.tpe.logit_lambda";

  private final OracleSpec spec;
  private final Names names;
  private final Map<String, Matrix> weights = new LinkedHashMap<>();
  private final Map<String, double[]> trace = new LinkedHashMap<>();
  private SequenceTape tape;

  OracleModel(OracleSpec spec, Map<String, Stored> stored) {
    this.spec = spec;
    this.names = spec.format().names();
    stored.forEach((name, tensor) -> weights.put(name, Matrix.of(tensor)));
  }

  /** Result of one pass; gradients are those of the loss by the stored tensors. */
  record Pass(
      double loss, double[] logits, Map<String, double[]> gradients, Map<String, double[]> trace) {}

  /** Loss, logits and all gradients for a batch of sequences, one after the other in ids. */
  static Pass run(OracleSpec spec, Map<String, Stored> stored, int[] ids) {
    return run(spec, stored, ids, StorageType.F64);
  }

  /** The same with every intermediate result rounded. */
  static Pass run(OracleSpec spec, Map<String, Stored> stored, int[] ids, StorageType precision) {
    OracleModel model = new OracleModel(spec, stored);
    int length = spec.input().length();
    model.tape = new SequenceTape(precision, ids.length / length, length);
    Matrix logits = model.logits(ids);
    Matrix loss = model.tape.nextTokenLoss(logits, ids);
    model.tape.backward(loss);
    Map<String, double[]> gradients = new LinkedHashMap<>();
    model.weights.forEach((name, weight) -> gradients.put(name, weight.gradient));
    if (spec.format() == OracleFormat.OPENNLPLAB_LLAMA) {
      gradients.keySet().removeIf(name -> name.endsWith("lrpe.theta"));
    }
    return new Pass(loss.value[0], logits.value, gradients, model.trace);
  }

  private Matrix logits(int[] ids) {
    Matrix embedding = weights.get(names.embedding() + ".weight");
    double scale = spec.variant().scaleEmbedding() ? Math.sqrt(spec.shape().d()) : 1;
    Matrix x = tape.scale(tape.gather(embedding, ids), scale);
    if (spec.format() == OracleFormat.COSFORMER2) {
      x = tape.add(x, tape.toeplitz(x, weights.get("model.tpe.b"), lambda()));
    }
    trace.put("embed_out", x.value);
    for (int layer = 0; layer < spec.shape().layers(); layer++) {
      Matrix mixed = mixer(layer, norm(x, names.layer(layer, names.tokenNorm())));
      x = tape.add(x, mixed);
      trace.put("layer." + layer + ".after_mixer", x.value);
      x = tape.add(x, glu(layer, norm(x, names.layer(layer, names.channelNorm()))));
      trace.put("layer." + layer + ".out", x.value);
    }
    x = norm(x, names.finalNorm());
    trace.put("final_norm", x.value);
    return tape.linear(x, spec.variant().tied() ? embedding : weights.get("lm_head.weight"));
  }

  private Matrix lambda() {
    return Optional.ofNullable(weights.get(LOGIT_LAMBDA))
        .map(tape::sigmoid)
        .orElseGet(() -> tape.exp(weights.get("model.tpe.log_lambda")));
  }

  private Matrix norm(Matrix x, String name) {
    return norm(x, name, spec.variant().normEps());
  }

  private Matrix norm(Matrix x, String name, double eps) {
    Matrix y = tape.normalise(x, spec.format().norm == OracleFormat.Norm.LAYER, eps);
    if (spec.format().norm != OracleFormat.Norm.SIMPLE) {
      y = tape.multiplyRow(y, weights.get(name + ".weight"));
    }
    if (spec.format().norm == OracleFormat.Norm.LAYER) {
      y = tape.addRow(y, weights.get(name + ".bias"));
    }
    return y;
  }

  /** {@code y = (act(x W1) * (x W2)) W3}. */
  private Matrix glu(int layer, Matrix x) {
    Matrix gate = tape.linear(x, weights.get(names.layer(layer, names.gate()) + ".weight"));
    Matrix up = tape.linear(x, weights.get(names.layer(layer, names.up()) + ".weight"));
    Matrix activated = spec.format().gluSilu() ? tape.silu(gate) : gate;
    return tape.linear(
        tape.multiply(activated, up), weights.get(names.layer(layer, names.down()) + ".weight"));
  }

  private Matrix mixer(int layer, Matrix x) {
    Matrix heads =
        switch (spec.format()) {
          case HF_LLAMA, PAPER_LLAMA_HF -> splitAttention(layer, x);
          case OPENNLPLAB_LLAMA -> storedAngleAttention(layer, x);
          case TNL_V3, COSFORMER2 -> lowRankGated(layer, x);
          case TNL_V1 -> linearlyGated(layer, x);
          case OPENNLPLAB_HGRN2 -> gatedRecurrence(layer, x);
          case FLA_HGRN2 -> flaRecurrence(layer, x);
        };
    return tape.linear(heads, mixerWeight(layer, names.output() + ".weight"));
  }

  private Matrix mixerWeight(int layer, String part) {
    return weights.get(names.mixer(layer, part));
  }

  private Matrix raw(int layer, Matrix heads) {
    trace.put("layer." + layer + ".mixer_raw", heads.value);
    return heads;
  }

  private Matrix splitAttention(int layer, Matrix x) {
    OracleSpec.Shape shape = spec.shape();
    int half = shape.headDim() / 2;
    double[] omega = new double[half];
    for (int j = 0; j < half; j++) {
      omega[j] = Math.pow(spec.variant().rotaryBase(), -2.0 * j / shape.headDim());
    }
    Matrix q = tape.linear(x, mixerWeight(layer, "q_proj.weight"));
    Matrix k = tape.linear(x, mixerWeight(layer, "k_proj.weight"));
    Matrix v = tape.linear(x, mixerWeight(layer, "v_proj.weight"));
    q = tape.rotate(q, shared(omega, shape.heads()), false);
    k = tape.rotate(k, shared(omega, shape.kvHeads()), false);
    return raw(layer, tape.attention(q, k, v, shape.heads(), shape.kvHeads()));
  }

  private static double[][] shared(double[] omega, int heads) {
    double[][] all = new double[heads][];
    Arrays.fill(all, omega);
    return all;
  }

  private Matrix storedAngleAttention(int layer, Matrix x) {
    int d = spec.shape().d();
    int heads = spec.shape().heads();
    Matrix theta = mixerWeight(layer, "lrpe.theta");
    double[][] omega = new double[heads][theta.cols];
    for (int h = 0; h < heads; h++) {
      System.arraycopy(theta.value, h * theta.cols, omega[h], 0, theta.cols);
    }
    Matrix qkv = tape.linear(x, mixerWeight(layer, "qkv_proj.weight"));
    Matrix q = tape.rotate(tape.columns(qkv, 0, d), omega, true);
    Matrix k = tape.rotate(tape.columns(qkv, d, d), omega, true);
    return raw(layer, tape.attention(q, k, tape.columns(qkv, 2 * d, d), heads, heads));
  }

  private Matrix activation(Matrix x) {
    return switch (spec.variant().activation()) {
      case "silu", "swish" -> tape.silu(x);
      case "relu" -> tape.relu(x);
      case "none" -> x;
      default -> throw new IllegalArgumentException(spec.variant().activation());
    };
  }

  /** TNL v3 and cosFormer2: norm, then the gate {@code sigmoid((x Wg1) Wg2)}. */
  private Matrix lowRankGated(int layer, Matrix x) {
    int d = spec.shape().d();
    Matrix qkv = tape.linear(x, mixerWeight(layer, "qkv_proj.weight"));
    Matrix q = activation(tape.columns(qkv, 0, d));
    Matrix k = activation(tape.columns(qkv, d, d));
    Matrix v = tape.columns(qkv, 2 * d, d);
    v = spec.format().tnl() ? activation(v) : v;
    Matrix o = norm(linearAttention(layer, q, k, v), names.mixer(layer, "norm"));
    Matrix low = tape.linear(x, mixerWeight(layer, "output_gate.0.weight"));
    Matrix gate = tape.sigmoid(tape.linear(low, mixerWeight(layer, "output_gate.1.weight")));
    return tape.multiply(o, gate);
  }

  /** TNL v1: values and the full-rank gate u stay linear. */
  private Matrix linearlyGated(int layer, Matrix x) {
    int d = spec.shape().d();
    Matrix qkvu = tape.linear(x, mixerWeight(layer, "qkvu_proj.weight"));
    Matrix q = activation(tape.columns(qkvu, 0, d));
    Matrix k = activation(tape.columns(qkvu, d, d));
    Matrix o = linearAttention(layer, q, k, tape.columns(qkvu, 2 * d, d));
    return tape.multiply(norm(o, names.mixer(layer, "norm")), tape.columns(qkvu, 3 * d, d));
  }

  /** Constant decay per head (TNL) or none (cosFormer2), with cosine positions where flagged. */
  private Matrix linearAttention(int layer, Matrix q, Matrix k, Matrix v) {
    int heads = spec.shape().heads();
    boolean cosine = spec.variant().lrpe().get(layer) == 1;
    Matrix queries = cosine ? tape.cosine(q, mixerWeight(layer, "lrpe.theta")) : q;
    Matrix keys = cosine ? tape.cosine(k, mixerWeight(layer, "lrpe.theta")) : k;
    Matrix decay = keys.like();
    for (int i = 0; i < decay.value.length; i++) {
      int head = i % keys.cols / (keys.cols / heads);
      decay.value[i] = spec.format().tnl() ? Math.exp(logDecay(spec, layer, head)) : 1;
    }
    return raw(layer, tape.recurrence(queries, keys, v, decay, heads));
  }

  /** Section 3.2, "Code": {@code -s_h phi_l}. */
  static double logDecay(OracleSpec spec, int layer, int head) {
    int layers = spec.shape().layers();
    double phi = layers == 1 ? 1 : 1 - layer / (layers - 1.0) + 1e-5;
    return -slope(head, spec.shape().heads()) * phi;
  }

  private static double slope(int head, int heads) {
    int power = Integer.highestOneBit(heads);
    return head < power
        ? Math.pow(2, -8.0 * (head + 1) / power)
        : Math.pow(2, -8.0 * (2 * (head - power) + 1) / (2 * power));
  }

  /** HGRN2 of the authors: rows of value, query and forget in one matrix. */
  private Matrix gatedRecurrence(int layer, Matrix x) {
    int d = spec.shape().d();
    Matrix iqf = tape.linear(x, mixerWeight(layer, "in_proj.weight"));
    Matrix q = tape.columns(iqf, d, d);
    Matrix o = dataDecay(layer, tape.columns(iqf, 0, d), q, tape.columns(iqf, 2 * d, d), 1);
    return norm(o, names.mixer(layer, "norm"));
  }

  /** HGRN2 of fla: scores times dk^-0.5, output norm with a weight. */
  private Matrix flaRecurrence(int layer, Matrix x) {
    Matrix q = tape.linear(x, mixerWeight(layer, "q_proj.weight"));
    Matrix z = tape.linear(x, mixerWeight(layer, "f_proj.weight"));
    Matrix i = tape.linear(x, mixerWeight(layer, "i_proj.weight"));
    Matrix o = dataDecay(layer, i, q, z, 1 / Math.sqrt(spec.shape().headDim()));
    double eps = spec.format().outputNormEps(spec.variant().normEps());
    return norm(o, names.mixer(layer, "g_norm"), eps);
  }

  /** {@code f = lb + (1 - lb) sigmoid(z)} and {@code k = 1 - f = (1 - lb) sigmoid(-z)}. */
  private Matrix dataDecay(int layer, Matrix i, Matrix query, Matrix z, double scale) {
    Matrix bound = tape.lowerBound(weights.get("model.lower_bounds"), layer);
    Matrix rest = tape.oneMinus(bound);
    Matrix f = tape.addRow(tape.multiplyRow(tape.sigmoid(z), rest), bound);
    Matrix k = tape.multiplyRow(tape.sigmoid(tape.scale(z, -1)), rest);
    Matrix q = tape.scale(tape.silu(query), scale);
    trace.put("layer." + layer + ".log_decay", Arrays.stream(f.value).map(Math::log).toArray());
    return raw(layer, tape.recurrence(q, k, i, f, spec.shape().heads()));
  }
}
