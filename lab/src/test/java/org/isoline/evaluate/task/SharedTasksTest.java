package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.isoline.SharedData;
import org.isoline.corpus.Sha256;
import org.isoline.evaluate.score.Request;
import org.isoline.evaluate.task.Items.MultipleChoiceItem;
import org.isoline.evaluate.task.Items.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the published data, where present. */
class SharedTasksTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static TaskData read(String name) {
    Path folder = SharedData.require("eval");
    return TaskData.read(TaskFiles.builtIn(name), folder, OptionalLong.empty());
  }

  private static List<MultipleChoiceItem> choices(String name) {
    return ((Items.Choices) read(name).items()).items();
  }

  /** Rows and the share of the commonest index of the right choice. */
  @ParameterizedTest
  @CsvSource({
    "boolq, 3270, 0.6217",
    "piqa, 1838, 0.5049",
    "social_iqa, 1954, 0.3362",
    "hellaswag, 10042, 0.2573",
    "winogrande, 1267, 0.5043",
    "arc_easy, 2376, 0.2664",
    "arc_challenge, 1172, 0.2654",
    "openbookqa, 500, 0.2760",
    "commonsense_qa, 1221, 0.2088",
    "sciq, 1000, 1",
    "copa, 100, 0.55"
  })
  void publishedSetsAreWholeAndTheirMajorityIsThePublishedOne(
      String name, int rows, double majority) {
    List<MultipleChoiceItem> items = choices(name);
    assertThat(items).hasSize(rows);
    long commonest =
        items.stream()
            .collect(Collectors.groupingBy(MultipleChoiceItem::gold, Collectors.counting()))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .max()
            .orElseThrow();
    assertThat((double) commonest / rows).isCloseTo(majority, within(5e-5));
    assertThat(items.stream().filter(item -> item.requests().size() != item.choices().size()))
        .isEmpty();
    assertThat(
            items.stream()
                .flatMap(item -> item.requests().stream())
                .filter(request -> !request.continuation().startsWith(" ")))
        .isEmpty();
  }

  @Test
  void chanceIsTheMeanOverTheItemsChoices() {
    Task arc = TaskFiles.builtIn("arc_easy");
    TaskData data = TaskData.read(arc, SharedData.require("eval"), OptionalLong.empty());
    assertThat(data.chance(arc).orElseThrow()).isCloseTo(0.25, within(1e-3)).isNotEqualTo(0.25);
  }

  @Test
  void lambadaIsWhole() {
    var items = ((Items.Completions) read("lambada_openai").items()).items();
    assertThat(items).hasSize(5153);
    assertThat(items.stream().filter(item -> !item.request().continuation().matches("(?s) [^ ]+")))
        .isEmpty();
  }

  /** The digest is that of the pages as the harness's own program makes them, NUL between them. */
  @Test
  void wikitextsPagesAreThoseOfTheHarness() {
    List<Page> pages = ((Items.Pages) read("wikitext2").items()).items();
    assertThat(pages).hasSize(62);
    assertThat(pages.stream().mapToLong(Page::words).sum()).isEqualTo(241_335);
    assertThat(pages.stream().mapToLong(Page::bytes).sum()).isEqualTo(1_290_523);
    assertThat(Sha256.of(pages.stream().map(Page::text).collect(Collectors.joining("\0"))))
        .isEqualTo("229ed3e4caaa03ab510627a77f78b61d4e8fe554f38d9052b5d5a7ad2aafefa5");
  }

  /** OLMES words SIQA as Question and Answer; order, delimiter and context are the harness's. */
  @Test
  void socialIqasRequestsAreThoseOfOlmes() throws IOException {
    compare(
        "social_iqa",
        "socialiqa.rc_0shot",
        context -> "Q: " + context.replace("Question: ", "").replace("\nAnswer:", "\nA:"));
  }

  @Test
  void winograndesRequestsAreThoseOfOlmes() throws IOException {
    compare("winogrande", "winogrande.rc_0shot", UnaryOperator.identity());
  }

  private static void compare(String name, String file, UnaryOperator<String> wording)
      throws IOException {
    List<MultipleChoiceItem> items = choices(name);
    int[] compared = {0};
    for (JsonNode oracle : oracle(file)) {
      if (oracle.get("doc_id").asInt() < 1_000_000) {
        MultipleChoiceItem item = items.get(oracle.get("doc_id").asInt());
        assertThat(item.requests().get(oracle.get("idx").asInt()))
            .isEqualTo(
                new Request(
                    wording.apply(oracle.get("context").asText()),
                    oracle.get("continuation").asText()));
        assertThat(item.gold()).isEqualTo(oracle.get("label").asInt());
        compared[0]++;
      }
    }
    assertThat(compared[0])
        .isEqualTo(items.stream().limit(100).mapToInt(item -> item.choices().size()).sum());
  }

  /** The last of five questions in the prompt is the zero-shot one. */
  @ParameterizedTest
  @CsvSource({
    "arc_easy, arc_easy.test_rc_5shot, 'Question: '",
    "openbookqa, openbookqa.test_rc_5shot, 'Question: '"
  })
  void promptsOfFiveShotsEndWithTheItem(String name, String file, String before)
      throws IOException {
    List<MultipleChoiceItem> items = choices(name);
    int compared = 0;
    for (JsonNode oracle : oracle(file)) {
      if (oracle.get("doc_id").asInt() < 1_000_000) {
        MultipleChoiceItem item = items.get(oracle.get("doc_id").asInt());
        Request request = item.requests().get(oracle.get("idx").asInt());
        String question =
            request.context().replaceFirst("^Question: ", "").replaceFirst("\nAnswer:$", "");
        assertThat(oracle.get("context").asText())
            .endsWith("\n\n" + before + question + "\nAnswer:");
        assertThat(request.continuation()).isEqualTo(oracle.get("continuation").asText());
        assertThat(item.gold()).isEqualTo(oracle.get("label").asInt());
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(300);
  }

  private static List<JsonNode> oracle(String file) throws IOException {
    Path path = SharedData.require("oracle_requests/" + file + ".first100.jsonl.gz");
    List<JsonNode> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(MAPPER.readTree(line));
      }
    }
    return rows;
  }

  @Test
  void essaysAreAllThere() {
    SharedData.require("longctx/paul_graham_essays.jsonl.gz");
    Path folder = SharedData.require("longctx");
    assertThat(TaskData.haystack(TaskFiles.builtIn("niah_standard"), folder)).hasSize(49);
  }
}
