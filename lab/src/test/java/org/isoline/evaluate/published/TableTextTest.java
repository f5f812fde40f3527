package org.isoline.evaluate.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.average.Average;
import org.junit.jupiter.api.Test;

class TableTextTest {
  private static final String HEADER =
      "architecture,size,context,tables,piqa:acc,lambada:perplexity,csr7\n";
  private static final String ROW = "llama,1B-2048,8192,4 5,69.97,12.8,49.14\n";

  private static List<PublishedRow> read(String text) {
    return new TableText("scores.csv", text).rows();
  }

  private static void assertRefused(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith("scores.csv: ")
        .hasMessageContainingAll(parts);
  }

  /** The legal row with one cell changed, behind a legal row. */
  private static void assertCellRefused(String cell, String changed, String... parts) {
    assertThat(ROW).contains(cell);
    List<String> all = new ArrayList<>(List.of(parts));
    all.add("line 3: ");
    assertRefused(HEADER + ROW + ROW.replace(cell, changed), all.toArray(String[]::new));
  }

  @Test
  void cellsBecomeScores() {
    PublishedRow row = read(HEADER + ROW).getFirst();
    assertThat(row.name()).isEqualTo("LLaMA 1B-2048, 8192 tokens");
    assertThat(row.tables()).containsExactly(4, 5);
    assertThat(row.scores().keySet()).containsExactly("piqa:acc", "lambada:perplexity");
    assertThat(row.score("piqa:acc")).hasValue(69.97);
    assertThat(row.printed(Average.CSR7)).hasValue(49.14);
    assertThat(row.printed(Average.SCROLLS13)).isEmpty();
  }

  @Test
  void aDashIsATaskThatFailed() {
    PublishedRow row = read(HEADER + ROW.replace("69.97", "-")).getFirst();
    assertThat(row.score("piqa:acc")).isEmpty();
    assertCellRefused("49.14", "-", "csr7 '-'");
  }

  @Test
  void aWrongNumberOfCellsNamesTheLine() {
    assertCellRefused(",49.14", "", "cells: 6;", "must be 7");
    assertCellRefused("49.14", "49.14,", "cells: 8;", "must be 7");
    assertRefused(HEADER + ROW + "\n" + ROW, "line 3: ", "cells: 1;");
  }

  @Test
  void aWrongNumberNamesTheLineAndTheColumn() {
    for (String number : List.of("", "x", "6 9", "-1", "+1", "1e2", "NaN", ".5", "5.")) {
      assertCellRefused("69.97", number, "piqa:acc '" + number + "'", "digits");
    }
    assertCellRefused("69.97", "100.01", "piqa:acc 100.01", "0 to 100");
    assertCellRefused("12.8", "0.8", "lambada:perplexity 0.8", "at least 1");
  }

  @Test
  void aWrongLabelIsNamed() {
    assertCellRefused("llama", "mamba", "mamba", "hgrn2");
    assertCellRefused("1B-2048", "2B", "size '2B'", "1B-<width>");
    assertCellRefused("8192", "8K", "context '8K'", "whole number");
    assertCellRefused("4 5", "4;5", "tables '4;5'");
  }

  @Test
  void wrongColumnsAreNamed() {
    assertRefused(HEADER.replace("context,", "") + ROW, "line 1: ", "architecture, size, context");
    assertRefused(HEADER.replace("lambada:perplexity", "piqa:acc") + ROW, "line 1: ", "twice");
    assertRefused(HEADER.replace("csr7", "csr9") + ROW, "line 1: ", "'csr9'", "csr7");
    assertRefused(HEADER, "lines: 1;");
    assertRefused("", "lines: 0;");
  }
}
