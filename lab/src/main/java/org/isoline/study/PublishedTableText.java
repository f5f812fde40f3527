package org.isoline.study;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.ParameterSpec.Group;
import org.isoline.model.PrintedCounts;
import org.isoline.model.Shape;

/** The published table for people. */
final class PublishedTableText {
  private static final String AGREES = "=";
  private static final String DIFFERS = "differs";

  private final PublishedTable table;

  PublishedTableText(PublishedTable table) {
    this.table = table;
  }

  String render() {
    return String.join("\n", published(), oneBillion(), corrections(), table.conclusion() + "\n");
  }

  private String published() {
    TextTable text =
        new TextTable(
            "model",
            "layers",
            "width",
            "heads",
            "GLU",
            "N",
            "N / 1e6",
            "printed",
            "",
            "PFLOP/step",
            "printed",
            "",
            "paper",
            "causal",
            "state",
            "embedding");
    for (PublishedTable.Row row : table.rows()) {
      Cost cost = row.cost();
      List<String> start = start(row.name(), cost);
      List<String> numbers =
          List.of(
              PublishedTable.millions(cost.nonEmbedding()),
              row.printed().millions(),
              row.parametersAgree() ? AGREES : DIFFERS,
              String.format(Locale.ROOT, "%.1f", row.petaflops()),
              row.printed().petaflops(),
              row.petaflopsAgree() ? AGREES : DIFFERS);
      text.row(Stream.of(start, numbers, end(cost)).flatMap(List::stream).toArray(String[]::new));
    }
    return """
        Table 7 of arXiv 2406.16690, computed beside printed
        (N: without embedding and head; PFLOP/step: %s tokens a step, counted as the paper's Table 1;
        paper, causal: training FLOPs per token with the model's own GLU, softmax over the full
        square or without its upper triangle; state: fp32, decoding after %s tokens)
        """
            .formatted(
                Figures.whole(PrintedCounts.STEP_TOKENS), Figures.whole(PrintedCounts.CONTEXT))
        + text.render();
  }

  private String oneBillion() {
    TextTable text =
        new TextTable(
            "model",
            "layers",
            "width",
            "heads",
            "GLU",
            "N",
            "PFLOP/step",
            "paper",
            "causal",
            "state",
            "embedding");
    for (PublishedTable.OtherShape shape : table.oneBillion()) {
      Cost cost = shape.cost();
      double flops = cost.flops(Convention.PAPER_TABLE, PrintedCounts.STEP_TOKENS);
      text.row(
          Stream.of(
                  start(shape.name(), cost),
                  List.of(String.format(Locale.ROOT, "%.1f", flops / 1e15)),
                  end(cost))
              .flatMap(List::stream)
              .toArray(String[]::new));
    }
    return "Shapes of about 1B parameters, Table 5 (width x layers; no counts are printed)\n"
        + text.render();
  }

  private static List<String> start(String name, Cost cost) {
    Shape shape = cost.config().shape();
    return List.of(
        name,
        Figures.whole(shape.layers()),
        Figures.whole(shape.width()),
        Figures.whole(shape.heads()),
        Figures.whole(shape.gluDim()),
        Figures.whole(cost.nonEmbedding()));
  }

  private static List<String> end(Cost cost) {
    return List.of(
        Figures.four(cost.flopsPerToken(Convention.PAPER)),
        Figures.four(cost.flopsPerToken(Convention.CAUSAL)),
        Figures.bytes(cost.stateBytes(PrintedCounts.CONTEXT)),
        Figures.whole(cost.parameters(Group.EMBEDDING)));
  }

  private String corrections() {
    return "The paper against its own counts\n"
        + table.corrections().stream()
            .map(correction -> "- " + correction + "\n")
            .collect(Collectors.joining());
  }
}
