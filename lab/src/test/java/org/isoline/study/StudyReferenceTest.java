package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StudyReferenceTest {

  @Test
  void tablesStateKeyValueDefaultAndMeaning() {
    assertThat(StudyReference.markdown())
        .startsWith("# Study files\n\n## Root: the study\n")
        .contains(
            "## `train.schedule`: learning rate over steps",
            "| `tokens` | a whole number from 1 to 1,000,000,000,000,000 | required | D, tokens to"
                + " train on",
            "| `beta2` | a number at least 0 and below 1 | `0.95` |",
            "| `id` | the name of a field | optional |");
  }

  /** {@code -Disoline.record=true} writes the page. */
  @Test
  void thePageInTheDocumentationIsCurrent() throws IOException {
    Path page = Path.of("..", "docs", "reference", "study.md");
    if (Boolean.getBoolean("isoline.record")) {
      Files.writeString(page, StudyReference.markdown());
    }
    assertThat(page).hasContent(StudyReference.markdown());
  }

  /** {@code -Disoline.record=true} writes the page. */
  @Test
  void thePageAboutRecallIsCurrent() throws IOException {
    Path page = Path.of("..", "docs", "reference", "recall.md");
    if (Boolean.getBoolean("isoline.record")) {
      Files.writeString(page, StudyReference.recallMarkdown());
    }
    assertThat(page).hasContent(StudyReference.recallMarkdown());
    assertThat(StudyReference.recallMarkdown().lines().filter(line -> line.startsWith("|")))
        .hasSizeGreaterThan(40)
        .allSatisfy(line -> assertThat(line.split("\\|", -1)).hasSize(6));
  }

  @Test
  void everyTableRowHasFourCells() {
    assertThat(StudyReference.markdown().lines().filter(line -> line.startsWith("|")))
        .hasSizeGreaterThan(60)
        .allSatisfy(line -> assertThat(line.split("\\|", -1)).hasSize(6));
  }

  @Test
  void everyKeyOfAResolvedStudyIsDescribed() {
    String reference = StudyReference.markdown();
    JsonNode resolved = new ObjectMapper().valueToTree(StudyFormat.write(Samples.study()));
    assertDescribed(resolved, reference);
  }

  private static void assertDescribed(JsonNode node, String reference) {
    node.properties()
        .forEach(
            entry -> {
              boolean nameOfASize = entry.getKey().equals("xs") || entry.getKey().equals("s");
              if (!nameOfASize) {
                assertThat(reference).contains("| `" + entry.getKey() + "` |");
              }
              assertDescribed(entry.getValue(), reference);
            });
    if (node.isArray()) {
      node.forEach(item -> assertDescribed(item, reference));
    }
  }

  @Test
  void textIsForTerminals() {
    assertThat(StudyReference.text())
        .contains(
            "train.schedule: learning rate over steps\n  kind (constant): constant",
            "  count (0): this many, equally spaced, the last at the end; 0 turns the rule off. Must"
                + " be a whole number from 0 to 10,000.");
  }
}
