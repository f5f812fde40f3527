package org.isoline.verify;

import java.util.ArrayList;
import java.util.List;
import org.isoline.checkpoint.format.StoredTensor;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Parameters;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.isoline.train.AdamW;
import org.isoline.train.AdamWConfig;
import org.isoline.verify.GoldenCase.Gradient;
import org.isoline.verify.GoldenCase.Target;

/** One golden case, one element type, one form of the kernels. */
final class GoldenTrial {
  private final GoldenCase golden;
  private final DType dtype;
  private final Kernels kernels;
  private final Tolerances tolerances;
  private final String prefix;
  private final List<Check> checks = new ArrayList<>();

  /**
   * Relative and absolute tolerances of the golden cases: what binary64 loses in another order of
   * summation, and ten times what the case's makers measured for binary32.
   *
   * @param logits of the largest logit
   * @param loss nats
   * @param norms of a gradient's norm
   * @param entries of a gradient's largest element
   * @param updates nats, of the losses between updates
   * @param zero of the norm of all gradients: what is left of a gradient that is zero
   */
  private record Tolerances(
      double logits, double loss, double norms, double entries, double updates, double zero) {
    static Tolerances of(DType dtype) {
      return dtype == DType.FLOAT64
          ? new Tolerances(1e-7, 1e-11, 1e-9, 1e-9, 1e-9, 1e-15)
          : new Tolerances(1e-5, 1e-5, 1e-4, 1e-4, 1e-4, 1e-9);
    }
  }

  GoldenTrial(GoldenCase golden, DType dtype, Form form) {
    this.golden = golden;
    this.dtype = dtype;
    this.kernels = form.kernels();
    this.tolerances = Tolerances.of(dtype);
    this.prefix = form == Form.FAST ? "" : form.label() + ": ";
  }

  /** Compares everything. */
  List<Check> run() {
    compareLogits();
    golden.targets().forEach(this::compareTraining);
    return checks;
  }

  private void check(String quantity, double difference, double tolerance) {
    checks.add(new Check(prefix + quantity, difference, tolerance));
  }

  private void compareLogits() {
    Target target = golden.targets().getFirst();
    try (Parameters parameters = parameters(target);
        Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor ids = Tensors.of(golden.ids(), golden.batch(), golden.length());
      double[] logits = decoder(target, parameters).logits(ids).toDoubles();
      double largest = 0;
      for (double expected : golden.logits()) {
        largest = Math.max(largest, Math.abs(expected));
      }
      check("logits", Differences.largest(logits, golden.logits()), tolerances.logits() * largest);
    }
  }

  private void compareTraining(Target target) {
    String suffix = target.label().isEmpty() ? "" : " (" + target.label() + ")";
    GoldenCase.Optimizer numbers = golden.optimizer();
    AdamWConfig config =
        new AdamWConfig(numbers.beta1(), numbers.beta2(), numbers.eps(), numbers.weightDecay(), 0);
    try (Parameters parameters = parameters(target);
        AdamW optimizer = new AdamW(parameters, config)) {
      Decoder decoder = decoder(target, parameters);
      double loss = lossWithGradients(decoder);
      check("loss" + suffix, Math.abs(loss - golden.loss()), tolerances.loss());
      compareGradients(target, parameters, suffix);
      double worst = Math.abs(loss - target.losses().getFirst());
      for (int step = 1; step <= numbers.steps(); step++) {
        optimizer.update(step, numbers.learningRate());
        parameters.zeroGradients();
        loss = lossWithGradients(decoder);
        worst = Differences.worse(worst, Math.abs(loss - target.losses().get(step)));
      }
      check("adamw losses" + suffix, worst, tolerances.updates());
    }
  }

  private Parameters parameters(Target target) {
    Parameters parameters = Parameters.allocate(golden.layout(target), dtype, Device.CPU);
    golden.model().loadInto(config(target), parameters);
    return parameters;
  }

  private Decoder decoder(Target target, Parameters parameters) {
    return new Decoder(config(target), parameters, kernels);
  }

  private ModelConfig config(Target target) {
    return golden.model().config().edit().tpe(target.tpe()).build();
  }

  private double lossWithGradients(Decoder decoder) {
    try (Scope scope = new Scope()) {
      Tensor ids = Tensors.of(golden.ids(), golden.batch(), golden.length());
      long predicted = golden.length() - 1;
      Tensor loss =
          decoder.loss(
              ids.narrow(1, 0, predicted).contiguous(), ids.narrow(1, 1, predicted).contiguous());
      loss.backward();
      return loss.item();
    }
  }

  private void compareGradients(Target target, Parameters parameters, String suffix) {
    double zero = tolerances.zero() * golden.globalNorm();
    for (StoredTensor stored : golden.tensors(target)) {
      Gradient expected = target.gradients().get(stored.name());
      if (expected == null) {
        continue;
      }
      double[] actual = gradient(stored, target, parameters);
      String where = " " + stored.name() + suffix;
      check(
          "gradient l2" + where,
          Math.abs(Differences.norm(actual) - expected.l2()),
          Math.max(zero, tolerances.norms() * expected.l2()));
      double worst = 0;
      for (GoldenCase.Entry entry : expected.entries()) {
        worst = Differences.worse(worst, Math.abs(at(actual, entry, stored) - entry.value()));
      }
      check(
          "gradient entries" + where,
          worst,
          Math.max(zero, tolerances.entries() * expected.maxAbs()));
    }
  }

  /** The gradient under the file's name, or of the number trained in its place. */
  private static double[] gradient(StoredTensor stored, Target target, Parameters parameters) {
    if (target.tpe() == ModelConfig.Tpe.LOGIT && stored.name().equals("model.tpe.log_lambda")) {
      return parameters.gradient("model.tpe.logit_lambda").toDoubles();
    }
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return stored.gather(parameters::gradient).toDoubles();
    }
  }

  private double at(double[] gradient, GoldenCase.Entry entry, StoredTensor stored) {
    if (entry.index() < 0 || entry.index() >= gradient.length) {
      throw new VerifyException(
          "%s: gradients[%s] has an entry at %d, must be from 0 to %d"
              .formatted(
                  golden.model().path().resolve("expected.json"),
                  stored.name(),
                  entry.index(),
                  gradient.length - 1));
    }
    return gradient[entry.index()];
  }
}
