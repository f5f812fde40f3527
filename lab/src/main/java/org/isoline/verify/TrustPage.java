package org.isoline.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterSpec;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.verify.Invariances.Prediction;

/**
 * One checkpoint compared with itself, computed in every way that should not matter: form of the
 * recurrence, element type, chunk, window, batch, padding; its gradient with differences of its
 * loss; and a scan for numbers that are none.
 *
 * @param cases in float32, then in float64
 * @param notes what was left out, and tensors that are broken or do nothing
 */
@JsonPropertyOrder({"cases", "notes", "meanings", "pass"})
public record TrustPage(List<Checks> cases, List<String> notes) {
  /** Floating-point operations spent on gradients: some seconds on one core. */
  private static final double GRADIENT_OPERATIONS = 2e11;

  /** Tokens of the text that the gradient is of. */
  private static final int GRADIENT_TOKENS = 32;

  /**
   * What to try a checkpoint on, and how much of it.
   *
   * @param text token ids to read; random ones follow where it is shorter than {@code tokens}
   * @param tokens of the sequence, at least 2
   * @param coordinates of each tensor at which the gradient is compared, at least 1
   * @param seed of random ids and coordinates
   * @param float64Limit parameters above which nothing is computed in float64
   * @param kernels forms under test
   */
  public record Options(
      List<Integer> text,
      int tokens,
      int coordinates,
      long seed,
      long float64Limit,
      Kernels kernels) {
    /** Random ids, 144 of them: two chunks of 64 and a part of one. */
    public static final Options DEFAULT =
        new Options(List.of(), 144, 2, 1, 50_000_000, Kernels.DEFAULT);

    /**
     * Checks the numbers.
     *
     * @throws VerifyException naming the option, its value and the legal range
     */
    public Options {
      text = List.copyOf(text);
      if (tokens < 2) {
        throw new VerifyException("tokens = " + tokens + ", must be at least 2");
      }
      if (coordinates < 1) {
        throw new VerifyException("coordinates = " + coordinates + ", must be at least 1");
      }
    }

    /** The same on a given text. */
    public Options withText(List<Integer> ids) {
      return new Options(ids, tokens, coordinates, seed, float64Limit, kernels);
    }

    /** The same with other forms. */
    public Options withKernels(Kernels other) {
      return new Options(text, tokens, coordinates, seed, float64Limit, other);
    }
  }

  /** Copies the lists. */
  public TrustPage {
    cases = List.copyOf(cases);
    notes = List.copyOf(notes);
  }

  /** Whether every comparison passed. */
  @JsonProperty
  public boolean pass() {
    return cases.stream().allMatch(Checks::pass);
  }

  /** What it means that a comparison failed, in one sentence, by its quantity. */
  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (Quantity quantity : Quantity.values()) {
      boolean failed =
          cases.stream()
              .flatMap(one -> one.checks().stream())
              .anyMatch(check -> check.quantity().equals(quantity.words()) && !check.pass());
      if (failed) {
        meanings.put(quantity.words(), quantity.meaning());
      }
    }
    return meanings;
  }

  /**
   * Computes the page. The same checkpoint and options give the same page on one machine.
   *
   * @throws VerifyException if the text has an id that the model has not
   * @throws org.isoline.checkpoint.CheckpointException if the weights cannot be read
   */
  public static TrustPage of(ModelFolder checkpoint, Options options) {
    return new Maker(checkpoint, options).make();
  }

  /** Tables for people: one for each type, the meaning of what failed, the notes. */
  public String text() {
    return CheckTable.of(this);
  }

  /** Makes one page; what passes from type to type lives here. */
  private static final class Maker {
    private final ModelFolder checkpoint;
    private final ModelConfig config;
    private final Options options;
    private final TrustText text;
    private final List<String> notes = new ArrayList<>();

    private Maker(ModelFolder checkpoint, Options options) {
      this.checkpoint = checkpoint;
      this.config = checkpoint.config();
      this.options = options;
      this.text =
          TrustText.of(options.text(), options.tokens(), config.vocabulary(), options.seed());
    }

    private TrustPage make() {
      List<Check> narrow = new ArrayList<>();
      List<Check> wide = new ArrayList<>();
      try (Scope scope = new Scope();
          Parameters parameters = checkpoint.parameters(DType.FLOAT32, Device.CPU)) {
        FiniteScan weights =
            FiniteScan.of(Quantity.WEIGHTS_FINITE, parameters.named(), "is zero throughout");
        narrow.add(weights.check());
        notes.addAll(weights.notes());
        if (weights.check().pass()) {
          compare(parameters, narrow, wide);
        } else {
          notes.add("nothing else is compared: what such weights predict is no number");
        }
      }
      List<Checks> cases = new ArrayList<>();
      String name = checkpoint.path().toAbsolutePath().normalize().getFileName().toString();
      cases.add(new Checks(name, "float32", narrow));
      if (!wide.isEmpty()) {
        cases.add(new Checks(name, "float64", wide));
      }
      return new TrustPage(cases, notes);
    }

    private void compare(Parameters parameters, List<Check> narrow, List<Check> wide) {
      Invariances invariances =
          new Invariances(config, parameters, options.kernels(), text, DType.FLOAT32);
      Prediction whole = invariances.predict(options.kernels());
      FiniteScan logits =
          FiniteScan.of(
              Quantity.LOGITS_FINITE, Map.of("logits", whole.logits()), "are zero throughout");
      FiniteScan gradients =
          FiniteScan.of(
              Quantity.GRADIENTS_FINITE, gradients(parameters), "gets no gradient from this text");
      narrow.add(logits.check());
      narrow.add(gradients.check());
      notes.addAll(logits.notes());
      notes.addAll(gradients.notes());
      if (parameters.layout().total() > options.float64Limit()) {
        notes.add(
            "float64 is skipped: the model has more than %,d parameters"
                .formatted(options.float64Limit()));
      } else {
        narrow.addAll(againstFloat64(whole, wide));
      }
      narrow.addAll(invariances.checks(whole));
    }

    private Map<String, Tensor> gradients(Parameters parameters) {
      Map<String, Tensor> gradients = new LinkedHashMap<>();
      try (Scope scope = new Scope()) {
        new Decoder(config, parameters, options.kernels())
            .loss(text.ids(), text.targets(text.tokens()))
            .backward();
      }
      for (ParameterSpec spec : parameters.layout().parameters()) {
        if (spec.training() != ParameterSpec.Training.FROZEN) {
          gradients.put(spec.name(), parameters.gradient(spec.name()));
        }
      }
      return gradients;
    }

    /** Fills the case in float64; returns the comparisons of the two types. */
    private List<Check> againstFloat64(Prediction narrow, List<Check> wide) {
      try (Scope scope = new Scope();
          Parameters parameters = checkpoint.parameters(DType.FLOAT64, Device.CPU)) {
        Invariances invariances =
            new Invariances(config, parameters, options.kernels(), text, DType.FLOAT64);
        Prediction exact = invariances.predict(options.kernels());
        wide.addAll(invariances.checks(exact));
        Decoder decoder = new Decoder(config, parameters, options.kernels());
        GradientCheck.Found found =
            new GradientCheck(decoder, text, Math.min(GRADIENT_TOKENS, text.tokens()))
                .run(options.coordinates(), options.seed(), GRADIENT_OPERATIONS);
        wide.add(found.check());
        notes.addAll(found.notes());
        double scale = Invariances.scale(exact.logits());
        return List.of(
            Quantity.TYPES_LOGITS.check(
                Differences.absolute(narrow.logits(), exact.logits()) / scale,
                Rounding.logits(config, text.tokens(), DType.FLOAT32)),
            Quantity.TYPES_LOSS.check(
                Math.abs(narrow.loss() - exact.loss()),
                Rounding.loss(config, text.tokens(), DType.FLOAT32, scale)));
      }
    }
  }
}
