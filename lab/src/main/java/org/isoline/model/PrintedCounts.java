package org.isoline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What Table 7 of arXiv 2406.16690 prints of a model: parameters without embedding in millions, and
 * PFLOP per step of 480 sequences of 8192 tokens, each to one decimal.
 *
 * <p>Numbers are kept as text, because agreement means agreement of the printed digits. The
 * parameter counts were not typed from the page one by one: they are a record of a comparison with
 * it, in which 23 equalled the exact count rounded to 0.1 million and cosFormer2 3B read 2799.0.
 *
 * @param size name in {@link Sizes}
 * @param architecture the model's architecture
 * @param millions N / 1e6 as printed
 * @param petaflops PFLOP per step as printed
 */
public record PrintedCounts(
    String size, Architecture architecture, String millions, String petaflops) {
  /** V of the study: tiktoken's vocabulary. */
  public static final int VOCABULARY = 100_280;

  /** n, tokens of a training sequence. */
  public static final int CONTEXT = 8192;

  /** Tokens of one step. */
  public static final long STEP_TOKENS = 480L * CONTEXT;

  private static final List<PrintedCounts> TABLE_7 =
      table(
          row("70M", "20.5 1.6", "21.2 0.5", "20.5 0.5", "21.3 0.5"),
          row("160M", "85.0 5.6", "87.3 2.2", "84.9 2.1", "87.5 2.3"),
          row("410M", "334.1 18.0", "327.7 7.9", "334.0 8.0", "328.0 8.1"),
          row("1B", "906.2 40.4", "918.6 22.3", "906.0 22.0", "919.1 22.7"),
          row("3B", "2775.8 99.6", "2798.4 66.6", "2775.5 66.0", "2799.0 67.4"),
          row("7B", "6476.5 202.7", "6509.6 154.4", "6476.1 153.6", "6511.0 155.6"));

  /** The 24 models of the table, smallest size first, LLaMA first in each size. */
  public static List<PrintedCounts> table7() {
    return TABLE_7;
  }

  /** The model these numbers belong to, with the extents that reproduce them. */
  public ModelConfig model() {
    return ModelConfig.paper(architecture, Sizes.shape(size, architecture), VOCABULARY, CONTEXT);
  }

  /** Whether a number of parameters rounds to the printed digits. */
  public boolean hasParameters(long nonEmbedding) {
    return oneDecimal(nonEmbedding / 1e6).equals(millions);
  }

  /** Whether the FLOP of one step round to the printed digits. */
  public boolean hasStepFlops(double flops) {
    return oneDecimal(flops / 1e15).equals(petaflops);
  }

  private static String oneDecimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  @SafeVarargs
  private static List<PrintedCounts> table(List<PrintedCounts>... rows) {
    List<PrintedCounts> all = new ArrayList<>();
    for (List<PrintedCounts> row : rows) {
      all.addAll(row);
    }
    return List.copyOf(all);
  }

  /** Pairs of parameters and PFLOP, in the order of {@link Architecture}. */
  private static List<PrintedCounts> row(String size, String... pairs) {
    List<PrintedCounts> row = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      String[] pair = pairs[architecture.ordinal()].split(" ");
      row.add(new PrintedCounts(size, architecture, pair[0], pair[1]));
    }
    return row;
  }
}
