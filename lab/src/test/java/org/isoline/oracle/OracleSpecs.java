package org.isoline.oracle;

import java.util.Collections;
import java.util.List;
import org.isoline.oracle.OracleSpec.Scale;
import org.isoline.oracle.OracleSpec.Shape;
import org.isoline.oracle.OracleSpec.Variant;

/** Cases that between them cover the formats and what a small square model leaves out. */
public final class OracleSpecs {
  private OracleSpecs() {}

  /** Every case, with distinct names; writing all takes about twenty seconds. */
  public static List<OracleSpec> all() {
    return List.of(
        groupedQueries(),
        wideHeadsUntied(),
        tinyLlama(),
        paperLlamaBf16(),
        spreadLlama(),
        sixHeadsTnl(),
        oneLayerTnl(),
        tinyTnl(),
        linearTnlV1(),
        reluTnlV1Half(),
        longHgrn2(),
        strongDecayHgrn2(),
        oneLayerHgrn2(),
        flaHgrn2(),
        tinyFlaHgrn2Bf16(),
        oddCosformer2(),
        longCosformer2(),
        twoTokensCosformer2());
  }

  /** Six query heads on two key heads, keys of transformers 5, a base of its own. */
  private static OracleSpec groupedQueries() {
    OracleSpec spec = OracleSpec.of("llama_grouped", OracleFormat.HF_LLAMA, 2, 48, 6);
    return spec.shape(new Shape(2, 48, 6, 2, 8, 120, 0, 0, 61))
        .variant(
            new Variant(true, false, 1e-5, "silu", zeros(2), 5e5, true, false, StorageType.F32))
        .input(2, 33, 11);
  }

  /** Three heads of 24 in a width of 40, head not tied, keys of transformers 4. */
  private static OracleSpec wideHeadsUntied() {
    OracleSpec spec = OracleSpec.of("llama_head_dim_untied", OracleFormat.HF_LLAMA, 2, 40, 2);
    return spec.shape(new Shape(2, 40, 3, 3, 24, 88, 0, 0, 53))
        .variant(
            new Variant(false, false, 1e-6, "silu", zeros(2), 1e4, false, false, StorageType.F16))
        .input(2, 40, 12);
  }

  /** Mean squares of the activations far below eps. */
  private static OracleSpec tinyLlama() {
    OracleSpec spec = OracleSpec.of("llama_tiny_activations", OracleFormat.HF_LLAMA, 2, 32, 2);
    return spec.variant(
            new Variant(false, false, 1e-5, "silu", zeros(2), 1e4, false, false, StorageType.F32))
        .scale(new Scale(1, 1e-4, 0.01, 1))
        .input(2, 33, 13);
  }

  private static OracleSpec paperLlamaBf16() {
    OracleSpec spec = OracleSpec.of("llama_paper_bf16", OracleFormat.PAPER_LLAMA_HF, 3, 36, 3);
    return spec.variant(
            new Variant(true, true, 1e-5, "silu", zeros(3), 1e4, true, false, StorageType.BF16))
        .input(3, 29, 14);
  }

  /** Stored rotary frequencies that fall over all heads. */
  private static OracleSpec spreadLlama() {
    OracleSpec spec = OracleSpec.of("llama_spread_theta", OracleFormat.OPENNLPLAB_LLAMA, 2, 48, 3);
    return spec.variant(
            new Variant(true, true, 1e-5, "silu", zeros(2), 1e4, false, true, StorageType.F32))
        .input(2, 65, 15);
  }

  /** Slopes of a head count that is no power of two, narrow gate, positions on a middle layer. */
  private static OracleSpec sixHeadsTnl() {
    OracleSpec spec = OracleSpec.of("tnl_six_heads", OracleFormat.TNL_V3, 4, 48, 6);
    return spec.shape(new Shape(4, 48, 6, 6, 8, 128, 5, 0, 61))
        .variant(tnl(true, true, "silu", List.of(1, 0, 1, 0), StorageType.F32))
        .input(2, 48, 21);
  }

  private static OracleSpec oneLayerTnl() {
    OracleSpec spec = OracleSpec.of("tnl_one_layer_untied_bf16", OracleFormat.TNL_V3, 1, 24, 3);
    return spec.variant(tnl(false, false, "silu", List.of(0), StorageType.BF16)).input(2, 70, 22);
  }

  /** Embeddings of 1e-5 against an eps of 1e-6, in the output norm too. */
  private static OracleSpec tinyTnl() {
    OracleSpec spec = OracleSpec.of("tnl_tiny_activations", OracleFormat.TNL_V3, 2, 32, 2);
    return spec.variant(tnl(false, true, "silu", List.of(1, 0), StorageType.F32))
        .scale(new Scale(1, 1e-5, 1e-4, 1))
        .input(2, 33, 23);
  }

  private static OracleSpec linearTnlV1() {
    OracleSpec spec = OracleSpec.of("tnl_v1_no_activation", OracleFormat.TNL_V1, 2, 32, 2);
    return spec.variant(tnl(true, false, "none", List.of(1, 0), StorageType.F32)).input(2, 33, 24);
  }

  private static OracleSpec reluTnlV1Half() {
    OracleSpec spec = OracleSpec.of("tnl_v1_relu_f16", OracleFormat.TNL_V1, 3, 36, 3);
    return spec.variant(tnl(true, true, "relu", List.of(0, 1, 0), StorageType.F16))
        .input(2, 48, 25);
  }

  private static OracleSpec longHgrn2() {
    return OracleSpec.of("hgrn2_257_tokens", OracleFormat.OPENNLPLAB_HGRN2, 2, 32, 2)
        .input(2, 257, 31);
  }

  /** Log decays down to about -53. */
  private static OracleSpec strongDecayHgrn2() {
    return OracleSpec.of("hgrn2_strong_decay", OracleFormat.OPENNLPLAB_HGRN2, 2, 48, 3)
        .scale(new Scale(1, 0.25, 0.7, 15))
        .input(2, 80, 32);
  }

  /** A softmax over one layer: no lower bound, and no gradient of its parameter. */
  private static OracleSpec oneLayerHgrn2() {
    OracleSpec spec =
        OracleSpec.of("hgrn2_one_layer_untied_bf16", OracleFormat.OPENNLPLAB_HGRN2, 1, 36, 3);
    return spec.variant(
            new Variant(false, false, 1e-6, "silu", zeros(1), 1e4, false, false, StorageType.BF16))
        .input(2, 33, 35);
  }

  private static OracleSpec flaHgrn2() {
    OracleSpec spec = OracleSpec.of("hgrn2_fla_untied", OracleFormat.FLA_HGRN2, 3, 48, 3);
    return spec.input(2, 48, 33);
  }

  /** Eps of the output norm is not that of the others. */
  private static OracleSpec tinyFlaHgrn2Bf16() {
    OracleSpec spec =
        OracleSpec.of("hgrn2_fla_tiny_activations_bf16", OracleFormat.FLA_HGRN2, 2, 32, 4);
    return spec.variant(
            new Variant(false, false, 1e-6, "silu", zeros(2), 1e4, false, false, StorageType.BF16))
        .scale(new Scale(1, 1e-4, 1e-3, 3))
        .input(2, 33, 34);
  }

  /** Five modes, gate narrower than a head, positions on the middle layer only. */
  private static OracleSpec oddCosformer2() {
    OracleSpec spec = OracleSpec.of("cosformer2_middle_lrpe", OracleFormat.COSFORMER2, 3, 36, 3);
    return spec.shape(new Shape(3, 36, 3, 3, 12, 100, 7, 5, 61))
        .variant(
            new Variant(
                false, true, 1e-5, "silu", List.of(0, 1, 0), 1e4, false, false, StorageType.F32))
        .input(2, 50, 41);
  }

  private static OracleSpec longCosformer2() {
    return OracleSpec.of("cosformer2_257_tokens", OracleFormat.COSFORMER2, 2, 24, 2)
        .input(1, 257, 42);
  }

  private static OracleSpec twoTokensCosformer2() {
    OracleSpec spec = OracleSpec.of("cosformer2_two_tokens_f16", OracleFormat.COSFORMER2, 1, 32, 4);
    return spec.variant(
            new Variant(true, false, 1e-5, "silu", List.of(1), 1e4, false, false, StorageType.F16))
        .input(4, 2, 43);
  }

  private static Variant tnl(
      boolean tied, boolean scaled, String activation, List<Integer> lrpe, StorageType storage) {
    return new Variant(tied, scaled, 1e-6, activation, lrpe, 1e4, false, false, storage);
  }

  private static List<Integer> zeros(int layers) {
    return Collections.nCopies(layers, 0);
  }
}
