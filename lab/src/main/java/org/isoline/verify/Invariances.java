package org.isoline.verify;

import java.util.ArrayList;
import java.util.List;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Parameters;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/** One checkpoint in one type, computed in every way that should not matter. */
final class Invariances {
  private static final List<Integer> CHUNKS = List.of(16, 64, 100);

  /** Lengths of windows, over and over: single tokens, and none that chunks divide by. */
  private static final List<Integer> WINDOWS = List.of(37, 1, 21);

  /** Single steps are slow, and each is like the one before it. */
  private static final int STEPS = 24;

  private final ModelConfig config;
  private final Parameters parameters;
  private final Kernels kernels;
  private final TrustText text;
  private final DType dtype;

  /**
   * What the model predicts.
   *
   * @param logits {@code [1, T, V]}; belongs to the caller's scope
   * @param loss nats per token
   */
  record Prediction(Tensor logits, double loss) {}

  Invariances(
      ModelConfig config, Parameters parameters, Kernels kernels, TrustText text, DType dtype) {
    this.config = config;
    this.parameters = parameters;
    this.kernels = kernels;
    this.text = text;
    this.dtype = dtype;
  }

  Prediction predict(Kernels form) {
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Decoder decoder = decoder(form);
      Tensor logits = scope.keep(decoder.logits(text.ids()));
      double loss = decoder.loss(text.ids(), text.targets(text.tokens())).item();
      return new Prediction(logits, loss);
    }
  }

  /** All comparisons with the fast form of the whole sequence. */
  List<Check> checks(Prediction whole) {
    double scale = scale(whole.logits());
    double tolerance = Rounding.logits(config, text.tokens(), dtype);
    List<Check> checks = new ArrayList<>();
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Prediction recurrent = predict(Kernels.REFERENCE);
      checks.add(
          Quantity.FORMS_LOGITS.check(
              Differences.absolute(whole.logits(), recurrent.logits()) / scale, tolerance));
      checks.add(
          Quantity.FORMS_LOSS.check(
              Math.abs(whole.loss() - recurrent.loss()),
              Rounding.loss(config, text.tokens(), dtype, scale)));
    }
    checks.add(Quantity.CHUNKS.check(chunks() / scale, tolerance));
    checks.add(Quantity.WINDOWS.check(windows(whole.logits()) / scale, tolerance));
    checks.add(Quantity.TOKEN_BY_TOKEN.check(tokenByToken(whole.logits()) / scale, tolerance));
    checks.add(Quantity.BATCH.check(batch(whole.logits()) / scale, tolerance));
    checks.add(Quantity.PADDING.check(padding(whole.logits()) / scale, tolerance));
    return checks;
  }

  /** What differences of logits are relative to. */
  static double scale(Tensor logits) {
    double largest = Differences.largest(logits);
    return largest == 0 ? 1 : largest;
  }

  private double chunks() {
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      List<Tensor> logits =
          CHUNKS.stream()
              .map(chunk -> decoder(kernels.withChunk(chunk)).logits(text.ids()))
              .toList();
      double largest = 0;
      for (int i = 0; i < logits.size(); i++) {
        for (int j = 0; j < i; j++) {
          largest = Differences.worse(largest, Differences.absolute(logits.get(i), logits.get(j)));
        }
      }
      return largest;
    }
  }

  private double windows(Tensor whole) {
    List<Integer> lengths = new ArrayList<>();
    for (int start = 0; start < text.tokens(); start += lengths.getLast()) {
      lengths.add(Math.min(WINDOWS.get(lengths.size() % WINDOWS.size()), text.tokens() - start));
    }
    return carried(whole, lengths);
  }

  private double tokenByToken(Tensor whole) {
    return carried(whole, java.util.Collections.nCopies(Math.min(STEPS, text.tokens()), 1));
  }

  private double carried(Tensor whole, List<Integer> lengths) {
    double largest = 0;
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope();
        State state = new State(config, 1, dtype, Device.CPU)) {
      Decoder decoder = decoder(kernels);
      Tensor ids = text.ids();
      long start = 0;
      for (int length : lengths) {
        try (Scope window = new Scope()) {
          Tensor logits = decoder.logits(ids.narrow(1, start, length).contiguous(), state);
          largest =
              Differences.worse(
                  largest, Differences.absolute(logits, whole.narrow(1, start, length)));
        }
        start += length;
      }
    }
    return largest;
  }

  /** In the first and in the last row of a batch. */
  private double batch(Tensor whole) {
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Decoder decoder = decoder(kernels);
      Tensor first = Tensors.cat(List.of(text.ids(), text.others(), text.thirds()), 0);
      Tensor last = Tensors.cat(List.of(text.others(), text.thirds(), text.ids()), 0);
      return Differences.worse(
          Differences.absolute(decoder.logits(first).narrow(0, 0, 1), whole),
          Differences.absolute(decoder.logits(last).narrow(0, 2, 1), whole));
    }
  }

  /** Half of the sequence, followed by other tokens. */
  private double padding(Tensor whole) {
    long real = Math.max(1, text.tokens() / 2);
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor padded =
          Tensors.cat(
              List.of(
                  text.ids().narrow(1, 0, real), text.others().narrow(1, 0, text.tokens() - real)),
              1);
      return Differences.absolute(
          decoder(kernels).logits(padded).narrow(1, 0, real), whole.narrow(1, 0, real));
    }
  }

  private Decoder decoder(Kernels form) {
    return new Decoder(config, parameters, form);
  }
}
