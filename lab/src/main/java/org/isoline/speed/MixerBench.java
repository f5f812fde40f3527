package org.isoline.speed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/** Cores of token mixers alone, at growing context: what a token of one head costs. */
public final class MixerBench {
  private static final List<Column> COLUMNS =
      List.of(
          Column.key("mixer"),
          Column.key("form"),
          Column.key("context"),
          Column.key("sequences"),
          Column.key("heads"),
          Column.key("key"),
          Column.key("value"),
          Column.lower("forward_ns", "fwd ns/token/head", 1, 0),
          Column.lower("forward_backward_ns", "fwd+bwd", 1, 0),
          Column.fact("runs", "runs", 1, 0),
          Column.fact("cpu_s", "cpu s", 1, 3),
          Column.fact("wall_s", "wall s", 1, 3));

  private MixerBench() {}

  /**
   * What to measure.
   *
   * @param contexts tokens of a sequence, each at least 1
   * @param sequences side by side
   * @param heads of a sequence
   * @param keys channels of queries and keys; cosine LRPE doubles them
   * @param values channels of values
   * @param mixers by name; all if empty
   */
  public record Request(
      List<Integer> contexts, int sequences, int heads, int keys, int values, List<String> mixers) {

    /** Checks the extents and names. */
    public Request {
      contexts = Requests.ascending("context", contexts);
      Requests.positive("sequences", sequences);
      Requests.positive("heads", heads);
      Requests.positive("key", keys);
      Requests.positive("value", values);
      List<String> known =
          MixerForms.all().stream().map(MixerForms.Form::mixer).distinct().toList();
      mixers = mixers.isEmpty() ? known : List.copyOf(mixers);
      for (String mixer : mixers) {
        if (!known.contains(mixer)) {
          throw new SpeedException("mixer '%s' is not one of %s".formatted(mixer, known));
        }
      }
    }

    private Map<String, Object> settings() {
      return Map.of("contexts", contexts, "mixers", mixers);
    }
  }

  /** Measures every form of every mixer, shortest context first. */
  public static SpeedRecord run(Request request, Effort effort, Consumer<String> progress) {
    Notebook notebook = new Notebook("mixer", effort, false, request.settings(), progress);
    notebook.note(
        "float32; cosine: no decay, with cosine LRPE (2 x key channels, its cost included);"
            + " gate: g is the log-sigmoid of normal numbers; cpu and wall seconds are those of"
            + " one forward and backward pass");
    for (MixerForms.Form form : MixerForms.all()) {
      if (request.mixers().contains(form.mixer())) {
        series(notebook, request, form);
      }
    }
    return notebook.close(COLUMNS);
  }

  private static void series(Notebook notebook, Request request, MixerForms.Form form) {
    Growth growth = new Growth(form.mixer().equals("softmax"));
    for (int context : request.contexts()) {
      String name = "%s %s at %d tokens".formatted(form.mixer(), form.form(), context);
      if (context > form.longest()) {
        notebook.note(name + " not run: this form is for at most " + form.longest());
        return;
      }
      double expected = growth.expected(context);
      double limit = notebook.effort().limitSeconds();
      if (expected > limit) {
        notebook.note(
            String.format(
                Locale.ROOT,
                "%s and beyond not run: one pass would take about %.0f s, the limit is %.0f s",
                name,
                expected,
                limit));
        return;
      }
      notebook.progress(name);
      growth.measured(context, measure(notebook, request, form, context));
    }
  }

  /** Records one point; the wall seconds of one forward and backward pass. */
  private static double measure(
      Notebook notebook, Request request, MixerForms.Form form, int context) {
    try (Scope scope = new Scope();
        Rng rng = Rng.seeded(5)) {
      MixerLeaves leaves = MixerLeaves.random(request, context);
      Tensor upstream =
          rng.normal(
                  1, DType.FLOAT32, request.sequences(), context, request.heads(), request.values())
              .transpose(1, 2);
      Supplier<Tensor> pass = () -> form.operation().apply(leaves.operands());
      Timing forward = Timing.of(notebook.effort(), () -> withoutTape(pass));
      Timing both =
          Timing.of(
              notebook.effort(),
              () -> {
                try (Scope step = new Scope()) {
                  pass.get().backward(upstream);
                  leaves.all().forEach(Tensor::clearGrad);
                }
              });
      double pieces = 1e-9 * request.sequences() * request.heads() * context;
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("mixer", form.mixer());
      row.put("form", form.form());
      row.put("context", context);
      row.put("sequences", request.sequences());
      row.put("heads", request.heads());
      row.put("key", request.keys());
      row.put("value", request.values());
      row.put("forward_ns", forward.median(notebook.clock()) / pieces);
      row.put("forward_backward_ns", both.median(notebook.clock()) / pieces);
      row.put("runs", both.samples().size());
      row.put("cpu_s", both.median(Clock.CPU));
      row.put("wall_s", both.median(Clock.WALL));
      notebook.row(row);
      return both.median(Clock.WALL);
    }
  }

  private static void withoutTape(Supplier<Tensor> pass) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      pass.get();
    }
  }

  /** Foretells the seconds of a longer context from those of the last. */
  static final class Growth {
    private final boolean quadratic;
    private OptionalDouble seconds = OptionalDouble.empty();
    private int tokens;

    Growth(boolean quadratic) {
      this.quadratic = quadratic;
    }

    void measured(int context, double wallSeconds) {
      tokens = context;
      seconds = OptionalDouble.of(wallSeconds);
    }

    /** 0 if nothing is known yet. */
    double expected(int context) {
      double factor = (double) context / Math.max(1, tokens);
      return seconds.orElse(0) * (quadratic ? factor * factor : factor);
    }
  }
}
