package org.isoline.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.isoline.corpus.RecallSet;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.ModelConfig;
import org.isoline.settings.ValueType;

/**
 * What a recall study will train and ask, without doing it.
 *
 * @param study with every default filled in
 */
public record RecallPlan(RecallStudy study) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A model, however many learning rates and seeds it is trained with. */
  private record Row(Architecture architecture, Cell first, long runs) {
    Cost cost() {
      return Cost.of(first.model());
    }
  }

  private List<Row> rows() {
    List<Cell> cells = study.cells();
    List<Row> rows = new ArrayList<>();
    for (Architecture architecture : study.learningRates().keySet()) {
      for (int width : study.widths()) {
        List<Cell> own =
            cells.stream()
                .filter(cell -> cell.architecture() == architecture)
                .filter(cell -> cell.model().shape().width() == width)
                .toList();
        rows.add(new Row(architecture, own.getFirst(), own.size()));
      }
    }
    return rows;
  }

  private double allFlops() {
    return study.cells().stream().mapToDouble(WorkerPool::flops).sum();
  }

  /**
   * The plan for people: every model with its parameters, the arithmetic of its runs if none ends
   * early, and its decode state after each test length.
   *
   * @param gflops assumed rate of all workers together in 1e9 FLOP/s, for an estimate of time
   */
  public String text(OptionalDouble gflops) {
    RecallStudy.Train train = study.train();
    String[] heading =
        Stream.concat(
                Stream.of("model", "runs", "parameters", "FLOP a run"),
                study.settings().stream()
                    .mapToInt(RecallStudy.Setting::length)
                    .distinct()
                    .mapToObj(n -> "state at " + n))
            .toArray(String[]::new);
    TextTable table = new TextTable(heading);
    rows().forEach(row -> table.row(cells(row)));
    return """
        Recall study %s: %d architectures x %d widths, %d runs in all
        Vocabulary %d; trained on %s; asked %s
        Steps a run: at most %,d of %d sequences of one setting, %d checkpoints%s
        Arithmetic: at most %s FLOP, counted at the longest training length%s

        State is bytes of fp32 that decoding carries after so many tokens.
        %s"""
        .formatted(
            study.name(),
            study.learningRates().size(),
            study.widths().size(),
            study.cells().size(),
            study.task().vocabulary(),
            sets(study.task().train()),
            sets(study.task().test()),
            train.steps(),
            train.batchSequences(),
            train.checkpoints(),
            train.stopAt() <= 1
                ? ", fewer once all settings are at " + ValueType.shortest(train.stopAt())
                : "",
            power(allFlops()),
            gflops.isPresent()
                ? String.format(
                    Locale.ROOT,
                    "; %.0f s at %s GFLOP/s",
                    allFlops() / (gflops.getAsDouble() * 1e9),
                    ValueType.shortest(gflops.getAsDouble()))
                : "",
            table.render());
  }

  private String[] cells(Row row) {
    return Stream.concat(
            Stream.of(
                row.architecture().id() + "-" + row.first().size(),
                Long.toString(row.runs()),
                String.format(Locale.ROOT, "%,d", row.cost().total()),
                power(WorkerPool.flops(row.first()))),
            study.settings().stream()
                .mapToInt(RecallStudy.Setting::length)
                .distinct()
                .mapToObj(n -> String.format(Locale.ROOT, "%,.0f", row.cost().stateBytes(n))))
        .toArray(String[]::new);
  }

  private static String sets(List<RecallSet> sets) {
    return String.join(
        ", ",
        sets.stream()
            .map(
                set ->
                    String.format(
                        Locale.ROOT,
                        "(%d, %d) x %,d",
                        set.spec().length(),
                        set.spec().pairs(),
                        set.examples()))
            .toList());
  }

  private static String power(double flops) {
    return String.format(Locale.ROOT, "%.2e", flops);
  }

  /** The plan as one document: {@code runs}, {@code flops}, and for each model its figures. */
  public ObjectNode json() {
    ObjectNode document = JSON.createObjectNode();
    document.put("recall", study.name());
    document.put("runs", study.cells().size());
    document.put("steps", study.train().steps());
    document.put("flops", allFlops());
    ArrayNode models = document.putArray("models");
    for (Row row : rows()) {
      ModelConfig model = row.first().model();
      ObjectNode node = models.addObject();
      node.put("architecture", row.architecture().id());
      node.put("width", model.shape().width());
      node.put("layers", model.shape().layers());
      node.put("runs", row.runs());
      node.put("parameters", row.cost().total());
      node.put("flops", WorkerPool.flops(row.first()));
      ArrayNode states = node.putArray("state");
      for (RecallStudy.Setting setting : study.settings()) {
        states
            .addObject()
            .put("length", setting.length())
            .put("pairs", setting.pairs())
            .put("state_bytes", row.cost().stateBytes(setting.length()));
      }
    }
    return document;
  }
}
