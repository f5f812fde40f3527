package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.evaluate.EvaluationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulerFileTest {
  private static final RulerItem ITEM =
      new RulerItem(RulerTask.QA_1, 3, "Say \"ü\"\n1/2?", " Answer:", List.of("a", "b"), 32, 21);
  private static final String LINE =
      "{\"task\":\"qa_1\",\"index\":3,\"prompt\":\"Say \\\"ü\\\"\\n1/2?\",\"answerPrefix\":\" Answer:\","
          + "\"references\":[\"a\",\"b\"],\"maxNewTokens\":32,\"tokens\":21}\n";

  @TempDir Path folder;

  private static List<RulerItem> allTasks() {
    List<RulerItem> items = new ArrayList<>();
    for (RulerTask task : RulerTask.values()) {
      items.addAll(
          RulerGenerator.items(task, 8000, 3, 2024, RulerTexts.sources(), new ByteTokenizer()));
    }
    return items;
  }

  @Test
  void theCanonicalFormIsOneObjectALine() {
    assertThat(RulerFile.jsonLines(List.of(ITEM, ITEM))).isEqualTo(LINE + LINE);
    assertThat(ITEM.text()).isEqualTo("Say \"ü\"\n1/2? Answer:");
  }

  @Test
  void theBytesOfASeedDoNotChange() {
    assertThat(RulerFile.sha256(allTasks()))
        .isEqualTo("5f7809bfb91aeaabe988884189383f2ff58062d17b129ac0d76768a4846b5f42");
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    List<RulerItem> items = allTasks();
    Path file = folder.resolve("items.jsonl");
    RulerFile.write(file, items);
    assertThat(RulerFile.read(file)).isEqualTo(items);
    assertThat(Files.readString(file)).isEqualTo(RulerFile.jsonLines(items));
  }

  @Test
  void linesThatAreNoItemsAreNamed() throws IOException {
    assertBad(LINE + LINE.replace("qa_1", "qa_9"), 2, "no RULER task \"qa_9\"");
    assertBad(LINE.replace("\"index\":3,", ""), 1, "a field is missing or null");
    assertBad(LINE.replace("[\"a\",\"b\"]", "[]"), 1, "no reference");
    assertBad(LINE.replace("[\"a\",\"b\"]", "[null]"), 1, "a field is missing or null");
    assertBad(LINE.replace("\"index\"", "\"indexes\""), 1, "indexes");
    assertBad(LINE.substring(0, 30), 1, "Unexpected end-of-input");
    assertBad("null\n", 1, "a field is missing or null");
  }

  private void assertBad(String content, int line, String reason) throws IOException {
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, content);
    assertThatThrownBy(() -> RulerFile.read(file))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(file + ":" + line + ": ")
        .hasMessageContaining(reason);
  }
}
