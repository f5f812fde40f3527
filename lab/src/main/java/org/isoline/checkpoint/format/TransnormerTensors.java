package org.isoline.checkpoint.format;

import org.isoline.checkpoint.format.StoredTensor.Piece;
import org.isoline.model.ModelConfig;
import org.isoline.model.ModelConfig.Gate;

/** The token mixer of TransNormerLLM's checkpoints. */
final class TransnormerTensors {
  private TransnormerTensors() {}

  /** Generations 1 and 2 keep queries, keys, values and gate in one matrix, 3 has a gate apart. */
  static void mixer(TensorMap map, ModelConfig config, int layer) {
    String mixer = "model.layers." + layer + ".token_mixer.";
    String qkv = mixer + "qkv_proj.weight";
    long inner = config.shape().mixerWidth();
    if (config.gate() == Gate.FULL_LINEAR) {
      Arrangement asIs = new Arrangement.AsIs();
      map.rows(
          mixer + "qkvu_proj.weight",
          new Piece(qkv, 0, 3 * inner, asIs),
          new Piece(mixer + "output_gate.weight", 0, inner, asIs));
    } else {
      map.same(qkv).same(mixer + "output_gate.0.weight").same(mixer + "output_gate.1.weight");
    }
    map.same(mixer + "out_proj.weight");
    if (config.cosineAt(layer)) {
      map.same(mixer + "lrpe.theta");
    }
    map.norm(mixer + "norm", mixer + "norm");
  }
}
