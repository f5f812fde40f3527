package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.isoline.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCatalogTest {
  private static final String MINE =
      """
      task: mine
      version: 1.0
      description: Mine.
      kind: multiple_choice
      source: beside
      files: [mine.jsonl]
      prompt: "{question}"
      metrics: [acc]
      """;

  @TempDir Path folder;

  @Test
  void everyFileOfTheProgramIsInItsIndex() throws IOException {
    Path resources = Path.of("src/main/resources/org/isoline/evaluate/task");
    try (Stream<Path> files = Files.list(resources)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".yaml"))
                  .map(name -> name.replace(".yaml", ""))
                  .sorted())
          .containsExactlyElementsOf(TaskCatalog.builtIn().names());
    }
  }

  @Test
  void versionsAreThoseOfTheHarness() {
    TaskCatalog catalog = TaskCatalog.builtIn();
    assertThat(catalog.find("boolq").version()).isEqualTo("2.0");
    assertThat(catalog.find("social_iqa").version()).isEqualTo("0.0");
    assertThat(catalog.find("wikitext2").version()).isEqualTo("2.0");
    assertThat(catalog.find("qasper").version()).isEqualTo("2.0");
    for (String name : List.of("piqa", "hellaswag", "winogrande", "arc_easy", "lambada_openai")) {
      assertThat(catalog.find(name).version()).as(name).isEqualTo("1.0");
    }
    assertThat(catalog.find("lambada_openai").higherIsBetter()).isFalse();
    assertThat(catalog.find("hellaswag").primary()).isEqualTo(Metric.ACC_NORM);
    assertThat(catalog.tasks().stream().map(Task::hash)).doesNotHaveDuplicates();
  }

  @Test
  void averagesHaveThePartsOfThePaper() {
    TaskCatalog catalog = TaskCatalog.builtIn();
    assertThat(parts(catalog, "csr7"))
        .containsExactly(
            "boolq:acc",
            "piqa:acc",
            "hellaswag:acc_norm",
            "winogrande:acc",
            "arc_easy:acc",
            "arc_challenge:acc_norm",
            "openbookqa:acc_norm");
    assertThat(parts(catalog, "csr8")).hasSize(8).contains("social_iqa:acc");
    assertThat(parts(catalog, "scrolls13")).hasSize(13);
    assertThat(parts(catalog, "scrolls_official")).hasSize(7);
    assertThat(((Protocol.Average) catalog.find("scrolls_official").protocol()).whenMissing())
        .isEqualTo(org.isoline.evaluate.average.WhenMissing.ZERO);
  }

  private static List<String> parts(TaskCatalog catalog, String name) {
    return ((Protocol.Average) catalog.find(name).protocol())
        .parts().stream().map(Protocol.Part::shown).toList();
  }

  @Test
  void anUnknownNameSuggestsTheNearestAndListsAll() {
    assertThatThrownBy(() -> TaskCatalog.builtIn().find("hellaswg"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("there is no task 'hellaswg' (did you mean 'hellaswag'?)")
        .hasMessageContaining("the tasks are arc_challenge, arc_easy, boolq");
  }

  @Test
  void aFileInAFolderAddsATask() throws IOException {
    Files.writeString(folder.resolve("some.yml"), MINE);
    Files.writeString(folder.resolve("notes.txt"), "nothing");
    Files.writeString(
        folder.resolve("mine.jsonl"),
        "{\"question\":\"q\",\"choices\":[\"a\",\"b\"],\"gold\":1}\n");
    Task task = TaskCatalog.with(List.of(folder)).find("mine");
    assertThat(task.file()).endsWith("some.yml");
    TaskData data = TaskData.read(task, Path.of("elsewhere"), OptionalLong.empty());
    assertThat(data.items().size()).isEqualTo(1);
    assertThat(data.chance(task)).as("it states none").isEqualTo(OptionalDouble.empty());
  }

  @Test
  void aNameTwiceNamesBothFiles() throws IOException {
    Files.writeString(folder.resolve("piqa2.yaml"), MINE.replace("task: mine", "task: piqa"));
    assertThatThrownBy(() -> TaskCatalog.with(List.of(folder)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("built-in piqa and ")
        .hasMessageContaining("piqa2.yaml are both task 'piqa'");
  }

  @Test
  void badFilesAndFoldersAreNamed() throws IOException {
    assertThatThrownBy(() -> TaskCatalog.with(List.of(folder.resolve("none"))))
        .hasMessageContaining("none: cannot be listed: there is no such folder");
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, MINE + "x: 1\n");
    assertThatThrownBy(() -> TaskCatalog.with(List.of(folder)))
        .hasMessageContaining("mine.yaml:9:1: unknown key x");
    Files.write(file, new byte[] {'t', ':', ' ', (byte) 0xFF});
    assertThatThrownBy(() -> TaskCatalog.with(List.of(folder)))
        .hasMessageContaining("mine.yaml: is no UTF-8");
  }

  @Test
  void anAverageOfWhatIsNotReportedIsRefused() throws IOException {
    String average =
        """
        task: mean
        version: 1.0
        description: M.
        kind: average
        parts: ["piqa:acc", "PART"]
        """;
    Path file = folder.resolve("mean.yaml");
    Files.writeString(file, average.replace("PART", "boolqq:acc"));
    assertThatThrownBy(() -> TaskCatalog.with(List.of(folder)))
        .hasMessageContaining("mean.yaml: part boolqq:acc: there is no task 'boolqq'")
        .hasMessageContaining("did you mean 'boolq'?");
    Files.writeString(file, average.replace("PART", "boolq:acc_norm"));
    assertThatThrownBy(() -> TaskCatalog.with(List.of(folder)))
        .hasMessageContaining("mean.yaml: part boolq:acc_norm: the task reports acc");
  }

  @Test
  void theTaskOfTheProgramNeedsNoDataFolder() {
    Task task = TaskCatalog.builtIn().find("opposites");
    TaskData data = TaskData.read(task, Path.of("nowhere"), OptionalLong.empty());
    var items = ((Items.Choices) data.items()).items();
    assertThat(items).hasSize(24);
    assertThat(data.chance(task)).hasValue(0.25);
    int[] golds = new int[4];
    items.forEach(item -> golds[item.gold()]++);
    assertThat(golds).containsOnly(6);
    assertThat(items.getFirst().requests().getFirst().context())
        .isEqualTo("The opposite of hot is");
    assertThat(items).allSatisfy(item -> assertThat(item.choices()).doesNotHaveDuplicates());
    assertThat(Arrays.stream(golds).sum()).isEqualTo(items.size());
  }
}
