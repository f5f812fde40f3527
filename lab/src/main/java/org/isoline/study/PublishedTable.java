package org.isoline.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.ModelConfig;
import org.isoline.model.PrintedCounts;
import org.isoline.model.Shape;
import org.isoline.model.Sizes;

/**
 * Table 7 of arXiv 2406.16690 computed anew, beside what the paper prints, and the other shapes of
 * about 1B parameters of its Table 5.
 *
 * @param rows the 24 models of Table 7
 * @param oneBillion the four shapes of 1B for each architecture
 * @param corrections what the paper prints that the counts contradict
 */
public record PublishedTable(
    List<Row> rows, List<OtherShape> oneBillion, List<String> corrections) {
  private static final List<String> ONE_BILLION = List.of("1B", "1B-1792", "1B-2048", "1B-3072");

  /**
   * A model with its printed numbers.
   *
   * @param printed what the paper says
   * @param cost what the model has
   */
  public record Row(PrintedCounts printed, Cost cost) {
    /** Whether N rounds to the printed digits. */
    public boolean parametersAgree() {
      return printed.hasParameters(cost.nonEmbedding());
    }

    /** PFLOP per step under {@link Convention#PAPER_TABLE}, the count that the table prints. */
    public double petaflops() {
      return cost.flops(Convention.PAPER_TABLE, PrintedCounts.STEP_TOKENS) / 1e15;
    }

    /** Whether the PFLOP per step round to the printed digits. */
    public boolean petaflopsAgree() {
      return printed.hasStepFlops(petaflops() * 1e15);
    }

    String name() {
      return printed.architecture().title() + " " + printed.size();
    }
  }

  /**
   * A shape of Table 5; the paper prints no counts for it.
   *
   * @param cost its arithmetic
   */
  public record OtherShape(Cost cost) {
    String name() {
      Shape shape = cost.config().shape();
      return "%s %d x %d"
          .formatted(cost.config().architecture().title(), shape.width(), shape.layers());
    }
  }

  /** Computes everything. */
  public static PublishedTable compute() {
    return new PublishedTable(
        PrintedCounts.table7().stream()
            .map(printed -> new Row(printed, Cost.of(printed.model())))
            .toList(),
        Arrays.stream(Architecture.values())
            .flatMap(
                architecture ->
                    ONE_BILLION.stream()
                        .map(
                            size ->
                                new OtherShape(
                                    cost(architecture, Sizes.shape(size, architecture)))))
            .toList(),
        findCorrections());
  }

  private static Cost cost(Architecture architecture, Shape shape) {
    return Cost.of(
        ModelConfig.paper(architecture, shape, PrintedCounts.VOCABULARY, PrintedCounts.CONTEXT));
  }

  /** Parameter counts that equal the printed digits. */
  public long agreeingParameters() {
    return rows.stream().filter(Row::parametersAgree).count();
  }

  /** PFLOP per step that equal the printed digits. */
  public long agreeingPetaflops() {
    return rows.stream().filter(Row::petaflopsAgree).count();
  }

  /** How many counts agree, which do not, and why. */
  public String conclusion() {
    StringBuilder text =
        new StringBuilder(
            "%d of %d parameter counts equal the printed digits"
                .formatted(agreeingParameters(), rows.size()));
    rows.stream()
        .filter(row -> !row.parametersAgree())
        .forEach(
            row ->
                text.append("; ")
                    .append(row.name())
                    .append(": ")
                    .append(millions(row.cost().nonEmbedding()))
                    .append(" computed, ")
                    .append(row.printed().millions())
                    .append(" printed"));
    return text.append(". ").append(reason()).toString();
  }

  /** At 70M one decimal cannot tell whether the printed count includes the weights. */
  private static String reason() {
    Cost cost = cost(Architecture.COSFORMER2, Sizes.shape("3B", Architecture.COSFORMER2));
    Shape shape = cost.config().shape();
    long readout = (long) shape.width() * shape.tpeDim();
    return "The printed number is the count without the d e = %s weights of the Toeplitz position code (%s); the counts printed at 160M, 410M, 1B and 7B include them."
        .formatted(Figures.whole(readout), millions(cost.nonEmbedding() - readout));
  }

  private static List<String> findCorrections() {
    Cost llama = cost(Architecture.LLAMA, Shape.of(32, 1536, 96, 5632, 96, 96));
    return List.of(
        "Heads: Table 2 prints 8, 8 and 16 heads at 70M, 160M and 1B; heads of 128 channels make 4, 6 and 12. With t = d / H the printed heads would give TNL %s, %s and %s M parameters."
            .formatted(withHeads("70M", 8), withHeads("160M", 8), withHeads("1B", 16)),
        "Row 1B: Table 7 prints h = 16, g = 5632, which belong to the shape 2048 x 18 of Table 5. The printed PFLOP need h = 12, the parameters h = 12, g = 4096: with g = 5632 LLaMA would have %s M parameters."
            .formatted(millions(llama.nonEmbedding())),
        "Layers at 410M: Table 2 prints 26 for all; TNL and cosFormer2 have 25, as Table 7 prints, or TNL would have %s M parameters."
            .formatted(
                millions(
                    cost(Architecture.TNL, Shape.of(26, 1024, Sizes.HEAD_DIM)).nonEmbedding())),
        "PFLOP per step: Table 7 counts g = 8d/3, the models round g up to a multiple of 256; the columns FLOPs per token count the models' own g.");
  }

  private static String withHeads(String size, int heads) {
    Shape shape = Sizes.shape(size, Architecture.TNL);
    int rank = shape.width() / heads;
    return millions(
        cost(
                Architecture.TNL,
                Shape.of(shape.layers(), shape.width(), rank, shape.gluDim(), rank, rank))
            .nonEmbedding());
  }

  static String millions(long parameters) {
    return String.format(Locale.ROOT, "%.1f", parameters / 1e6);
  }

  /** Tables for people. */
  public String text() {
    return new PublishedTableText(this).render();
  }

  /** One JSON document. */
  public ObjectNode json() {
    return PublishedTableJson.of(this);
  }
}
