package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.isoline.evaluate.score.Request;
import org.isoline.evaluate.task.Items.MultipleChoiceItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskDataTest {
  private static final String COLOURS =
      """
      task: colours
      version: 1.0
      description: Colours.
      chance: uniform
      kind: multiple_choice
      files: [first.jsonl, colours.jsonl]
      layouts:
        - name: numbered
          gold: {field: number, from: 1}
        - name: labelled
          fields: {thing: "{q.thing}"}
          choices: "q.options[].text"
          gold: {field: key, labels: "q.options[].label"}
        - name: worded
          choices: ["no", "yes"]
          gold: {field: blue, words: ["false", "true"]}
        - name: beside
          choices: ["{one}", "{two}"]
          gold: {field: label, from: 1}
          labels_file: -labels.lst
      prompt: "The colour of {thing} is"
      metrics: [acc]
      """;

  @TempDir Path folder;

  private TaskData read(String rows) {
    TaskFiles.write(folder.resolve("colours.jsonl"), rows);
    return TaskData.read(TaskFiles.task(COLOURS), folder, OptionalLong.empty());
  }

  private static MultipleChoiceItem first(TaskData data) {
    return ((Items.Choices) data.items()).items().getFirst();
  }

  @Test
  void anItemHasARequestForEachChoice() {
    TaskData data =
        read(
            "{\"id\":\"x\",\"thing\":\"snow\",\"choices\":[\"red\",\"w\u0069\uD83D\uDE00\"],\"number\":2}\n");
    assertThat(data.layout()).isEqualTo("numbered");
    assertThat(first(data))
        .isEqualTo(
            new MultipleChoiceItem(
                "x",
                List.of(
                    new Request("The colour of snow is", " red"),
                    new Request("The colour of snow is", " wi\uD83D\uDE00")),
                List.of("red", "wi\uD83D\uDE00"),
                1));
    assertThat(first(data).length(1)).as("code points").isEqualTo(3);
    assertThat(data.hash()).matches("[0-9a-f]{64}");
    assertThat(data.file()).endsWith("colours.jsonl");
  }

  @Test
  void theFirstLayoutThatFitsTheFirstRowCounts() {
    TaskData labelled =
        read(
            "{\"q\":{\"thing\":\"sky\",\"options\":[{\"text\":\"blue\",\"label\":\"1\"},"
                + "{\"text\":\"red\",\"label\":\"2\"}]},\"key\":\"2\"}\n");
    assertThat(labelled.layout()).isEqualTo("labelled");
    assertThat(first(labelled).gold()).isEqualTo(1);
    assertThat(first(labelled).id()).as("the number of the row").isEqualTo("1");
    TaskData worded = read("{\"thing\":\"blood\",\"blue\":false}\n");
    assertThat(worded.layout()).isEqualTo("worded");
    assertThat(first(worded).gold()).isZero();
  }

  @Test
  void labelsMayStandInAFileBeside() {
    TaskFiles.write(folder.resolve("colours-labels.lst"), "2\n1\n");
    String rows =
        "{\"thing\":\"sky\",\"one\":\"red\",\"two\":\"blue\"}\n"
            + "{\"thing\":\"sky\",\"one\":\"blue\",\"two\":\"red\"}\n";
    TaskData data = read(rows);
    assertThat(data.layout()).isEqualTo("beside");
    assertThat(((Items.Choices) data.items()).items().stream().map(MultipleChoiceItem::gold))
        .containsExactly(1, 0);
    TaskFiles.write(folder.resolve("colours-labels.lst"), "2\n1\n1\n");
    assertThatThrownBy(() -> read(rows))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("colours-labels.lst: has 3 labels for the 2 rows of");
    TaskFiles.write(folder.resolve("colours-labels.lst"), "2\n");
    assertThatThrownBy(() -> read(rows))
        .hasMessageContaining("colours-labels.lst: has 1 labels, fewer than")
        .hasMessageContaining("colours.jsonl:2 has rows");
  }

  @Test
  void aRowThatFitsNoLayoutSaysWhatEachLacks() {
    assertThatThrownBy(
            () -> read("{\"thing\":\"sky\",\"one\":\"a\",\"two\":\"b\",\"choices\":\"c\"}\n"))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("colours.jsonl:1: fits no layout of task colours")
        .hasMessageContaining("it has the fields thing, one, two, choices")
        .hasMessageContaining("numbered: lacks choices, number")
        .hasMessageContaining("labelled: lacks q.thing, q.options[].text, key, q.options[].label")
        .hasMessageContaining(
            "beside: lacks label, which comes from a file beside it whose name ends in -labels.lst");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":"b","choices":["x","y"],"number":1}                | thing is missing; the row has id, choices, number
          {"id":"b","thing":["a"],"choices":["x","y"],"number":1}  | thing is a list; must be a text
          {"id":"b","thing":"a","choices":["x","y"],"number":0}    | number = "0", must be a whole number from 1 to 2
          {"id":"b","thing":"a","choices":["x","y"],"number":3}    | number = "3", must be a whole number from 1 to 2
          {"id":"b","thing":"a","choices":["x","y"],"number":"A"}  | number = "A", must be a whole number from 1 to 2
          {"id":"b","thing":"a","choices":["x"," "],"number":1}    | choice 2 of 2 is empty
          {"id":"b","thing":"a","choices":["x"],"number":1}        | has 1 choices, must have two or more
          {"id":"b","thing":"a","choices":["x",null],"number":1}   | choices is null; must be a text
          {"id":"b","thing":"a","choices":{"x":1},"number":1}      | choices is an object; must be a list
          {"id":"b","thing":"a","choices":["x","y"],"number":null} | number is missing
          """)
  void badRowsAreNamed(String bad, String message) {
    String good = "{\"id\":\"g\",\"thing\":\"sky\",\"choices\":[\"x\",\"y\"],\"number\":1}\n";
    assertThatThrownBy(() -> read(good + bad + "\n" + good))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("task colours: 1 row is wrong; nothing is scored:")
        .hasMessageContaining("colours.jsonl:2 (id b): " + message);
  }

  @Test
  void theFirstFiveBadRowsAreShownAndAllAreCounted() {
    String good = "{\"thing\":\"sky\",\"choices\":[\"x\",\"y\"],\"number\":1}\n";
    String bad = good.replace(":1}", ":9}");
    assertThatThrownBy(() -> read(good + bad.repeat(7)))
        .isInstanceOfSatisfying(
            TaskDataException.class,
            e -> {
              assertThat(e.count()).isEqualTo(7);
              assertThat(e.first()).hasSize(5);
              assertThat(e.first().getLast()).contains("colours.jsonl:6 (id 6): number = \"9\"");
              assertThat(e)
                  .hasMessageContaining("7 rows are wrong")
                  .hasMessageEndingWith("and 2 more");
            });
  }

  @Test
  void labelsHaveToBeAmongThoseOfTheRow() {
    String row =
        "{\"q\":{\"thing\":\"sky\",\"options\":[{\"text\":\"blue\",\"label\":\"A\"},"
            + "{\"text\":\"red\",\"label\":\"B\"}]},\"key\":\"C\"}\n";
    assertThatThrownBy(() -> read(row)).hasMessageContaining("key = \"C\", must be one of A, B");
    assertThatThrownBy(() -> read("{\"thing\":\"sky\",\"blue\":\"maybe\"}\n"))
        .hasMessageContaining("blue = \"maybe\", must be one of false, true");
  }

  @Test
  void aFileWithoutRowsIsRefused() {
    assertThatThrownBy(() -> read("\n"))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("colours.jsonl: has no rows; task colours needs one at least");
  }

  @Test
  void dataThatAreNotThereSayWhereTheyMayBe() {
    assertThatThrownBy(() -> TaskData.read(TaskFiles.task(COLOURS), folder, OptionalLong.empty()))
        .isInstanceOfSatisfying(
            MissingDataException.class,
            e -> {
              assertThat(e.task()).isEqualTo("colours");
              assertThat(e.places())
                  .containsExactly(
                      folder.resolve("first.jsonl").toString(),
                      folder.resolve("colours.jsonl").toString());
              assertThat(e).hasMessageContaining("isoline fetch colours");
              e.places().forEach(place -> assertThat(e).hasMessageContaining(place));
            });
  }

  @Test
  void aLimitTakesTheFirstItems() {
    String good = "{\"thing\":\"sky\",\"choices\":[\"x\",\"y\"],\"number\":1}\n";
    TaskFiles.write(folder.resolve("colours.jsonl"), good.repeat(3) + "not looked at\n");
    Task task = TaskFiles.task(COLOURS);
    assertThat(TaskData.read(task, folder, OptionalLong.of(2)).items().size()).isEqualTo(2);
    assertThatThrownBy(() -> TaskData.read(task, folder, OptionalLong.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit = 0, must be at least 1");
    assertThatThrownBy(() -> TaskData.read(TaskFiles.builtIn("mqar"), folder, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task mqar makes its items itself");
  }
}
