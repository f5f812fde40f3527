package org.isoline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {
  private static final Pattern DATA =
      Pattern.compile("(?s)<script type=\"application/json\" id=\"figures\">(.*?)</script>");

  @TempDir static Path shared;
  private static Path study;
  private static String page;
  private static String section;

  @BeforeAll
  static void write() throws IOException {
    study = shared.resolve("evaluated");
    EvaluatedStudy.write(study);
    page = Files.readString(Report.write(study));
    section = section(page);
  }

  @Test
  void everyArchitectureHasAPanelOfScoresThatAMenuSwitches() {
    assertThat(section)
        .contains("data-chart=\"scores\" data-arch=\"llama\"")
        .contains("data-chart=\"scores\" data-arch=\"tnl\"")
        .contains(
            "<select data-choice=\"task\" autocomplete=\"off\">"
                + "<option value=\"0\">hellaswag, acc_norm</option>"
                + "<option value=\"1\">niah_small, retrieval</option>"
                + "<option value=\"2\">position_loss, loss</option>"
                + "<option value=\"3\">wikitext2, word_perplexity</option>"
                + "<option value=\"4\">csr7, mean</option></select>");
  }

  @Test
  void curvesHaveTheNumbersOfTheTable() throws IOException {
    JsonNode task = figures().path("tasks").path(0);
    assertThat(task.path("task").asText()).isEqualTo("hellaswag");
    assertThat(task.path("chance").path(0).asDouble()).isEqualTo(0.25);
    assertThat(task.path("curves")).hasSize(4);
    JsonNode curve = task.path("curves").path(2);
    assertThat(curve.path("run").asText()).isEqualTo("tnl-s");
    assertThat(curve.path("steps").toString()).isEqualTo("[100,200]");
    assertThat(curve.path("value").toString()).isEqualTo("[0.41,0.42]");
    assertThat(curve.path("error").toString()).isEqualTo("[0.015,0.015]");
    double flop = 8.0 * 200_000 * 200 * 8192;
    assertThat(curve.path("compute").path(0).path(1).asDouble() * 8.64e19)
        .isCloseTo(flop, org.assertj.core.data.Percentage.withPercentage(1e-3));
    assertThat(figures().path("tasks").path(3).path("higher").asBoolean()).isFalse();
  }

  @Test
  void theLastCheckpointsStandSideBySide() {
    assertThat(row("TNL s"))
        .contains("<strong>0.420 ± 0.015</strong>", "101.6 ± 7.5", "0.457 ± 0.004")
        .doesNotContain("0.410");
    assertThat(row("LLaMA s")).contains("<td>0.330 ± 0.015</td>", "101.9 ± 7.5");
    assertThat(section.indexOf(">xs</th>")).isLessThan(section.indexOf(">s</th>")).isPositive();
  }

  @Test
  void onlyALeadBeyondTheErrorsIsBold() {
    assertThat(row("TNL xs")).doesNotContain("<strong>");
    assertThat(row("LLaMA xs")).doesNotContain("<strong>");
    assertThat(section).contains("more than 1.96 standard errors of the difference");
  }

  @Test
  void whatIsNotAboveGuessingIsMarked() {
    assertThat(row("TNL xs")).contains("<span class=\"guess\">0.260 ± 0.020†</span>");
    assertThat(row("LLaMA xs")).contains("<span class=\"guess\">0.241 ± 0.020†</span>");
    assertThat(row("TNL s")).doesNotContain("0.420 ± 0.015†").contains("0.000 ± 0.000†");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(row("LLaMA s"))
        .contains("<span class=\"missing\">missing (boolq, piqa)</span>")
        .contains("<span class=\"missing\">missing</span>")
        .doesNotContain("<td></td>");
  }

  @Test
  void resultsThatTheTableDoesNotListAreNotShown() {
    assertThat(page).doesNotContain("0.987");
  }

  @Test
  void needlesAreDrawnForEveryModelThatHasAWholeGrid() throws IOException {
    JsonNode needles = figures().path("needles");
    assertThat(needles).hasSize(1);
    assertThat(needles.path(0).path("models").findValuesAsText("run"))
        .containsExactlyInAnyOrder("llama-xs", "tnl-s", "tnl-xs");
    for (JsonNode model : needles.path(0).path("models")) {
      assertThat(model.path("step").asInt()).isEqualTo(200);
      assertThat(model.path("context").asInt()).isEqualTo(EvaluatedStudy.CONTEXT);
    }
    assertThat(section)
        .contains("data-chart=\"needles\" data-run=\"tnl-s\"", "class=\"heat-10\"")
        .doesNotContain("data-run=\"llama-s\"");
    assertThat(page)
        .contains("the details of niah_small of llama-s, step 200, have malformed scores");
  }

  @Test
  void lossByPositionIsThatOfTheLastCheckpoint() throws IOException {
    JsonNode models = figures().path("positions").path(0).path("models");
    assertThat(models).hasSize(2);
    assertThat(models.path(0).path("loss").toString()).isEqualTo("[4.4375,4.0625,5.2]");
    assertThat(models.path(0).path("error").toString()).isEqualTo("[0.0625,null,0.125]");
    assertThat(section)
        .contains("data-chart=\"positions\" data-arch=\"tnl\"")
        .doesNotContain("data-chart=\"positions\" data-arch=\"llama\"");
  }

  @Test
  void everyFigureHasItsTable() throws IOException {
    // 8 checkpoints: acc_norm, acc, perplexity, retrieval, mean; 4 of them loss.
    assertThat(rows("metrics.csv")).hasSize(8 * 5 + 4);
    assertThat(rows("metrics.csv"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("run", "llama-s")
                    .containsEntry("task", "csr7")
                    .containsEntry("value", "")
                    .containsEntry("missing_parts", "boolq:acc piqa:acc_norm"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("metric", "acc")
                    .containsEntry("primary", "false")
                    .containsEntry("value", "0.41")
                    .containsEntry("chance", "0.25"));
    assertThat(rows("final_scores.csv")).hasSize(4 * 5);
    assertThat(
            rows("final_scores.csv").stream().filter(r -> r.get("leads_its_size").equals("true")))
        .singleElement()
        .satisfies(r -> assertThat(r).containsEntry("run", "tnl-s").containsEntry("size", "s"));
    assertThat(rows("needle_cells.csv")).hasSize(3 * 6);
    assertThat(rows("needle_cells.csv"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("run", "tnl-s")
                    .containsEntry("length", "256")
                    .containsEntry("depth_percent", "100")
                    .containsEntry("score", "3"));
    assertThat(rows("position_loss.csv")).hasSize(2 * 3);
    assertThat(rows("position_loss.csv").getFirst()).containsEntry("loss", "4.4375");
    assertThat(section)
        .contains("href=\"metrics.csv\"", "href=\"final_scores.csv\"")
        .contains("href=\"needle_cells.csv\"", "href=\"position_loss.csv\"");
  }

  @Test
  void theSameFolderGivesTheSameBytes() throws IOException {
    assertThat(Files.readString(Report.write(study))).isEqualTo(page);
  }

  @Test
  void withoutEvaluationsTheCommandIsNamed(@TempDir Path folder) throws IOException {
    EvaluatedStudy.writeCells(folder.resolve("bare"));

    String bare = section(Files.readString(Report.write(folder.resolve("bare"))));

    assertThat(bare)
        .contains("evaluations/results.csv</code> is missing")
        .contains("<code>isoline evaluate runs/bare --tasks ")
        .doesNotContain("data-chart");
    assertThat(Files.readAllLines(folder.resolve("bare/report/metrics.csv"))).hasSize(1);
  }

  @Test
  void aMalformedResultIsPassedOverWithARemark(@TempDir Path folder) throws IOException {
    EvaluatedStudy.write(folder.resolve("torn"));
    Path torn =
        folder
            .resolve("torn/evaluations/results")
            .resolve(
                EvaluatedStudy.choice(EvaluatedStudy.checkpoint("tnl", "s", 200), "now", 0, 0)
                    .key()
                    .fileName());
    Files.writeString(torn, Files.readString(torn).substring(0, 60));

    String whole = Files.readString(Report.write(folder.resolve("torn")));

    assertThat(whole)
        .contains("evaluations/results/" + torn.getFileName() + " is no result")
        .contains("lists hellaswag of tnl-s, step 200")
        .doesNotContain(folder.toString());
    assertThat(section(whole)).doesNotContain("0.420").contains("0.330 ± 0.015");
  }

  @Test
  void aTableOfAnotherFormIsPassedOverWithARemark(@TempDir Path folder) throws IOException {
    EvaluatedStudy.write(folder.resolve("other"));
    Files.writeString(folder.resolve("other/evaluations/results.csv"), "run,task\na,b\n");

    String whole = Files.readString(Report.write(folder.resolve("other")));

    assertThat(whole).contains("evaluations/results.csv has no column 'architecture'");
    assertThat(section(whole)).contains("lists no result that can be shown");
  }

  @Test
  void aTablesCellsMayHoldCommasQuotesAndBreaks() {
    CsvFile file = CsvFile.of("a,b\r\n\"x, \"\"y\"\"\nz\",2.5\n\n1\n3,\n");

    assertThat(file.columns()).containsExactly("a", "b");
    assertThat(file.torn()).isEqualTo(1);
    assertThat(file.records()).hasSize(2);
    assertThat(file.records().getFirst().text("a")).isEqualTo("x, \"y\"\nz");
    assertThat(file.records().getFirst().number("b")).isEqualTo(2.5);
    assertThat(file.records().getLast().number("b")).isNaN();
    assertThat(file.records().getLast().whole("a", -1)).isEqualTo(3);
    assertThat(file.lacks(List.of("a", "c"))).contains("c");
  }

  private static String section(String html) {
    String from = html.substring(html.indexOf("<section id=\"evaluations\">"));
    return from.substring(0, from.indexOf("</section>"));
  }

  /** The row of the table that begins with a model's name. */
  private static String row(String model) {
    return Stream.of(section.split("<tr"))
        .filter(row -> row.replaceAll("<[^>]*>", "").matches("(?s)[^>]*>" + model + "\\d.*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of " + model));
  }

  private static JsonNode figures() throws IOException {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }

  private static List<Map<String, String>> rows(String table) throws IOException {
    CsvFile file = CsvFile.of(Files.readString(study.resolve("report").resolve(table)));
    assertThat(file.torn()).isZero();
    List<Map<String, String>> rows = new ArrayList<>();
    for (CsvFile.Row row : file.records()) {
      Map<String, String> cells = new TreeMap<>();
      file.columns().forEach(column -> cells.put(column, row.text(column)));
      rows.add(cells);
    }
    return rows;
  }
}
