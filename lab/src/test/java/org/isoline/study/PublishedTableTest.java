package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.isoline.model.Architecture;
import org.isoline.study.PublishedTable.Row;
import org.junit.jupiter.api.Test;

class PublishedTableTest {
  private final PublishedTable table = PublishedTable.compute();

  @Test
  void oneParameterCountDiffers() {
    assertThat(table.rows()).hasSize(24);
    assertThat(table.agreeingParameters()).isEqualTo(23);
    assertThat(table.agreeingPetaflops()).isEqualTo(24);
    assertThat(table.rows().stream().filter(row -> !row.parametersAgree()).map(Row::name))
        .containsExactly("cosFormer2 3B");
    assertThat(table.conclusion())
        .startsWith(
            "23 of 24 parameter counts equal the printed digits; cosFormer2 3B: 2799.3 computed, 2799.0 printed. ")
        .contains("without the d e = 327,680 weights of the Toeplitz position code (2799.0)");
  }

  /** The reason given for the one difference must not hold at the sizes that agree. */
  @Test
  void otherPrintedCountsIncludeTheToeplitzWeights() {
    for (Row row : table.rows()) {
      if (row.printed().architecture() == Architecture.COSFORMER2) {
        var shape = row.cost().config().shape();
        long without = row.cost().nonEmbedding() - (long) shape.width() * shape.tpeDim();
        boolean undecided = row.printed().size().equals("70M");
        assertThat(row.printed().hasParameters(without))
            .as(row.name())
            .isEqualTo(undecided || row.printed().size().equals("3B"));
      }
    }
  }

  @Test
  void textHasEveryModelAndItsMark() {
    String text = table.text();
    assertThat(text.lines().filter(line -> line.contains("differs")).toList())
        .singleElement()
        .satisfies(
            line -> assertThat(line).startsWith("cosFormer2 3B").contains("2799.3", "2799.0"));
    assertThat(text.lines().filter(line -> line.startsWith("LLaMA 70M")).findFirst().orElseThrow())
        .matches(
            "LLaMA 70M +6 +512 +4 +1,536 +20,460,544 +20\\.5 +20\\.5 += +1\\.6 +1\\.6 += .* 201\\.3 MB +51,343,360");
    assertThat(text)
        .contains("HGRN2 2048 x 18", "cosFormer2 3072 x 8", "h = 12, g = 4096", "1132.7 M");
    assertThat(text.stripTrailing().lines().toList().getLast()).isEqualTo(table.conclusion());
  }

  @Test
  void jsonHasTheSameNumbers() {
    JsonNode json = table.json();
    assertThat(json.get("models")).hasSize(24);
    assertThat(json.get("shapes_1b")).hasSize(16);
    JsonNode last = json.get("models").get(23);
    assertThat(last.get("arch").textValue()).isEqualTo("cosformer2");
    assertThat(last.get("params_non_embedding").longValue()).isEqualTo(6_511_009_920L);
    assertThat(last.get("params_printed_millions").doubleValue()).isEqualTo(6511.0);
    assertThat(last.get("pflop_per_step_agrees").booleanValue()).isTrue();
    assertThat(json.at("/agreement/params").intValue()).isEqualTo(23);
    assertThat(json.at("/agreement/models").intValue()).isEqualTo(24);
    assertThat(json.get("corrections")).hasSize(4);
  }
}
