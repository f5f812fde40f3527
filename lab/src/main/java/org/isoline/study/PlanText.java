package org.isoline.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.ParameterSpec.Group;
import org.isoline.model.Shape;
import org.isoline.model.TrainingMemory;
import org.isoline.settings.ValueType;
import org.isoline.study.Plan.Row;
import org.isoline.train.Recipe;

/** A plan as tables for people. */
final class PlanText {
  private static final int WIDTH = 100;

  private final Plan plan;
  private final OptionalDouble gflops;

  PlanText(Plan plan, OptionalDouble gflops) {
    this.plan = plan;
    this.gflops = gflops;
  }

  String render() {
    return String.join(
        "\n",
        heading(),
        parameters(),
        flops(),
        compute(),
        memory(),
        checkpoints(),
        learningRates(),
        initialWeights(),
        warnings(),
        resolved());
  }

  private String heading() {
    Study study = plan.study();
    Recipe recipe = plan.recipe();
    int context = study.model().context();
    return """
        Study %s: %d architectures x %d sizes x %d seeds = %d runs
        Tokens a step: %s = %s sequences x %s, in %s micro-batches of %s
        Steps a run: %s tokens / %s = %s%s steps = %s tokens
        Epochs: %s
        """
        .formatted(
            study.name(),
            study.learningRates().size(),
            study.sizes().size(),
            study.train().seeds().size(),
            plan.rows().size(),
            Figures.whole(recipe.batchTokens()),
            Figures.whole(recipe.batchSequences(context)),
            Figures.whole(context),
            Figures.whole(recipe.microSteps(context)),
            Figures.whole(recipe.microBatchSequences()),
            Figures.whole(recipe.tokens()),
            Figures.whole(recipe.batchTokens()),
            recipe.trainedTokens() == recipe.tokens()
                ? Figures.whole(recipe.steps())
                : String.format(
                    Locale.ROOT, "%,.2f", (double) recipe.tokens() / recipe.batchTokens()),
            recipe.trainedTokens() == recipe.tokens()
                ? ""
                : ", rounded up to " + Figures.whole(recipe.steps()),
            Figures.whole(recipe.trainedTokens()),
            plan.passes().map(PlanText::epochs).orElse("known when the corpus is prepared"));
  }

  private static String epochs(Passes passes) {
    return passes.tokens() <= passes.trainingTokens()
        ? String.format(
            Locale.ROOT,
            "%s of %s training tokens, each once",
            Figures.percent((double) passes.tokens() / passes.trainingTokens()),
            Figures.whole(passes.trainingTokens()))
        : String.format(
            Locale.ROOT,
            "%.2f passes over %s training tokens",
            passes.epochs(),
            Figures.whole(passes.trainingTokens()));
  }

  private String parameters() {
    TextTable table =
        new TextTable(
            "cell",
            "layers",
            "width",
            "heads",
            "GLU",
            "mixer",
            "channel mixer",
            "norm",
            "position",
            "N",
            "embedding + head",
            "total",
            "embedding share");
    for (Row row : plan.rows()) {
      Shape shape = row.cell().model().shape();
      Cost cost = row.cost();
      table.row(
          row.cell().id(),
          Figures.whole(shape.layers()),
          Figures.whole(shape.width()),
          Figures.whole(shape.heads()),
          Figures.whole(shape.gluDim()),
          Figures.whole(cost.parameters(Group.TOKEN_MIXER)),
          Figures.whole(cost.parameters(Group.CHANNEL_MIXER)),
          Figures.whole(cost.parameters(Group.NORM)),
          Figures.whole(cost.parameters(Group.POSITION)),
          Figures.whole(cost.nonEmbedding()),
          Figures.whole(cost.total() - cost.nonEmbedding()),
          Figures.whole(cost.total()),
          Figures.percent(row.embeddingShare()));
    }
    return "Parameters (N: without embedding and head)\n" + table.render();
  }

  private String flops() {
    TextTable table =
        new TextTable(
            "cell",
            "tokens / N",
            "paper table",
            "paper",
            "causal",
            "6 N",
            "6 N total",
            "embedding + head");
    for (Row row : plan.rows()) {
      Cost cost = row.cost();
      table.row(
          row.cell().id(),
          Figures.four((double) row.tokens() / cost.nonEmbedding()),
          Figures.four(cost.flopsPerToken(Convention.PAPER_TABLE)),
          Figures.four(cost.flopsPerToken(Convention.PAPER)),
          Figures.four(cost.flopsPerToken(Convention.CAUSAL)),
          Figures.four(cost.flopsPerToken(Convention.SIX_ND_NON_EMBEDDING)),
          Figures.four(cost.flopsPerToken(Convention.SIX_ND_TOTAL)),
          Figures.four(cost.embeddingFlopsPerToken()));
    }
    return """
        Training FLOPs per token, forward and backward
        (paper table: Table 1 of arXiv 2406.16690, GLU of 8d/3; paper: its terms with the model's
        own GLU; causal: softmax without the upper triangle; all but '6 N total' leave out embedding
        and head, which the last column counts)
        """
        + table.render();
  }

  private String compute() {
    TextTable table =
        new TextTable(
            "cell",
            "paper table",
            "paper",
            "causal",
            "6 N D",
            "6 N D total",
            "causal, FLOP",
            "time");
    for (Row row : plan.rows()) {
      table.row(
          row.cell().id(),
          days(row.flops(Convention.PAPER_TABLE)),
          days(row.flops(Convention.PAPER)),
          days(row.flops(Convention.CAUSAL)),
          days(row.flops(Convention.SIX_ND_NON_EMBEDDING)),
          days(row.flops(Convention.SIX_ND_TOTAL)),
          Figures.four(row.flops(Convention.CAUSAL)),
          time(row));
    }
    table.row(
        "all runs",
        sum(Convention.PAPER_TABLE),
        sum(Convention.PAPER),
        sum(Convention.CAUSAL),
        sum(Convention.SIX_ND_NON_EMBEDDING),
        sum(Convention.SIX_ND_TOTAL),
        Figures.four(plan.total(row -> row.flops(Convention.CAUSAL))),
        gflops.isPresent()
            ? Figures.duration(plan.total(row -> row.seconds(gflops.getAsDouble())))
            : "-");
    String rate =
        gflops.isPresent()
            ? "(time: causal FLOPs and 6 d V for the head at an assumed "
                + ValueType.shortest(gflops.getAsDouble())
                + " GFLOP/s a run, one run after another)\n"
            : "(no time without an assumed rate: --gflops)\n";
    return "Compute of a run in PFLOP/s-days (8.64e19 FLOP)\n" + rate + table.render();
  }

  private String memory() {
    TextTable table =
        new TextTable(
            "cell",
            "state after context",
            "weights",
            "gradients",
            "moments",
            "activations",
            "temporaries",
            "peak");
    for (Row row : plan.rows()) {
      TrainingMemory memory = row.memory();
      table.row(
          row.cell().id(),
          Figures.bytes(row.stateBytes()),
          Figures.bytes(memory.weights()),
          Figures.bytes(memory.gradients()),
          Figures.bytes(memory.moments()),
          Figures.bytes(memory.activations()),
          Figures.bytes(memory.temporaries()),
          Figures.bytes(memory.total()));
    }
    return """
        Memory (state: decoding after %s tokens; the rest: live tensors of training, counted operation
        by operation; temporaries: logits of 256 tokens with the gradient of the head, one layer's
        backward pass, or the gradients of embedding and head, whichever are most)
        """
            .formatted(Figures.whole(plan.study().model().context()))
        + table.render();
  }

  private String checkpoints() {
    List<Long> steps = plan.checkpointSteps();
    long batch = plan.recipe().batchTokens();
    String list =
        steps.stream()
            .map(step -> Figures.whole(step) + " (" + tokens(step * batch) + ")")
            .collect(Collectors.joining(", "));
    return "Checkpoints: %s runs x %s = %s; fp32 parameters %s\n"
            .formatted(
                Figures.whole(plan.rows().size()),
                Figures.whole(steps.size()),
                Figures.whole(plan.checkpoints()),
                Figures.bytes(plan.checkpointBytes()))
        + wrap("after steps (tokens): " + list, "  ");
  }

  private static String tokens(long tokens) {
    return tokens < 10_000_000
        ? Figures.whole(tokens)
        : String.format(Locale.ROOT, "%.4ge9", tokens / 1e9);
  }

  private String learningRates() {
    Recipe recipe = plan.recipe();
    String schedule =
        TrainFormat.write(recipe.schedule()).entrySet().stream()
            .map(e -> e.getKey().equals("kind") ? e.getValue() : e.getKey() + " " + e.getValue())
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    StringBuilder text = new StringBuilder("Learning rates\n");
    plan.study()
        .learningRates()
        .forEach(
            (architecture, rate) ->
                text.append("  ")
                    .append(architecture.id())
                    .append(": ")
                    .append(peak(rate))
                    .append('\n'));
    return text.append("  schedule: ")
        .append(schedule)
        .append(
            "\n  AdamW: beta1 %s, beta2 %s, eps %s, weight decay %s, clip %s\n"
                .formatted(
                    ValueType.shortest(recipe.optimizer().beta1()),
                    ValueType.shortest(recipe.optimizer().beta2()),
                    ValueType.shortest(recipe.optimizer().eps()),
                    ValueType.shortest(recipe.optimizer().weightDecay()),
                    ValueType.shortest(recipe.optimizer().clip())))
        .toString();
  }

  private static String peak(LearningRate rate) {
    return switch (rate) {
      case LearningRate.Same same -> ValueType.shortest(same.value());
      case LearningRate.BySize bySize ->
          bySize.values().entrySet().stream()
              .map(e -> e.getKey() + " " + ValueType.shortest(e.getValue()))
              .collect(Collectors.joining(", "));
    };
  }

  private String initialWeights() {
    Map<String, InitialWeights> weights = new LinkedHashMap<>();
    for (Row row : plan.rows()) {
      weights.putIfAbsent(row.cell().architecture().id(), InitialWeights.of(row.cell().model()));
    }
    StringBuilder text = new StringBuilder("Initial weights\n");
    weights.forEach(
        (architecture, initial) ->
            text.append(
                wrap(
                    architecture + ": " + initial.text() + ". Source: " + initial.source(), "  ")));
    return text.toString();
  }

  private String warnings() {
    if (plan.warnings().isEmpty()) {
      return "Warnings: none\n";
    }
    return "Warnings\n"
        + plan.warnings().stream()
            .map(warning -> wrap("- " + warning.text() + " (" + warning.source() + ")", "  "))
            .collect(Collectors.joining());
  }

  private String resolved() {
    return "Resolved study, sha256 " + plan.study().hash() + "\n" + plan.study().toYaml().indent(2);
  }

  private String time(Row row) {
    return gflops.isPresent() ? Figures.duration(row.seconds(gflops.getAsDouble())) : "-";
  }

  private static String days(double flops) {
    return Figures.four(flops / Cost.PFLOPS_DAY);
  }

  private String sum(Convention convention) {
    return days(plan.total(row -> row.flops(convention)));
  }

  /** Breaks text at blanks; every line starts with the indent, later ones with twice as much. */
  private static String wrap(String text, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() >= WIDTH && !line.toString().isBlank()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent.repeat(2));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return String.join("\n", lines) + "\n";
  }
}
