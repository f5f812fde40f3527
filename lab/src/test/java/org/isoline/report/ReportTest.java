package org.isoline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.isoline.law.Observations;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script([^>]*)>(.*?)</script>");
  private static final Pattern STYLE = Pattern.compile("(?s)<style>.*?</style>");
  private static final Pattern TAG = Pattern.compile("<(/?)([a-z][a-z0-9]*)[^>]*>");
  private static final Set<String> VOID = Set.of("meta", "input", "br", "link");

  @TempDir static Path shared;
  private static Path study;
  private static String page;

  /** The page without its scripts and styles: what a reader sees. */
  private static String visible;

  @BeforeAll
  static void write() throws IOException {
    study = shared.resolve("synthetic");
    SyntheticStudy.write(study);
    Path file = Report.write(study);
    assertThat(file).isEqualTo(study.resolve("report/index.html")).exists();
    page = Files.readString(file);
    visible = visible(page);
  }

  @Test
  void everyArchitectureHasItsPanels() {
    for (String arch : List.of("llama", "tnl", "hgrn2", "cosformer2")) {
      assertThat(visible)
          .contains("data-chart=\"compute\" data-arch=\"" + arch + "\"")
          .contains("data-chart=\"training\" data-arch=\"" + arch + "\"");
    }
    assertThat(visible).contains("LLaMA", "TNL", "HGRN2", "cosFormer2");
    assertThat(visible)
        .contains("data-chart=\"laws\"", "data-chart=\"parameters\"", "data-chart=\"tokens\"");
  }

  @Test
  void lawsAreThoseOfTheFileToTheShownDigits() throws IOException {
    JsonNode laws = JSON.readTree(study.resolve("laws.json").toFile());
    for (JsonNode architecture : laws.path("architectures")) {
      for (JsonNode law : architecture.path("laws")) {
        JsonNode values = law.path("coefficients");
        if (values.has("E")) {
          assertThat(visible).contains(">" + decimals(values.path("alpha").asDouble()) + "<");
          assertThat(visible).contains(">" + decimals(values.path("beta").asDouble()) + "<");
        }
        for (String quantity : List.of("loss", "parameters", "tokens")) {
          if (values.has(quantity)) {
            double exponent = values.path(quantity).path("exponent").asDouble();
            assertThat(visible).contains(" C<sup>" + decimals(exponent) + "</sup>");
          }
        }
      }
    }
  }

  @Test
  void publishedLawsStandBesideTheMeasured() {
    assertThat(visible)
        .contains("3.709 C<sup>−0.0798</sup>", "1.820 × 10⁸ C<sup>0.7118</sup>")
        .contains("arXiv 2406.16690, Table 3", "another scale: 70M–7B, 300B tokens");
  }

  @Test
  void cellsWithoutAResultAreNamedWithTheirReasons() {
    String warnings = visible.substring(visible.indexOf("<aside"), visible.indexOf("</aside>"));
    assertThat(warnings)
        .contains("hgrn2-l diverged", "loss NaN at step 401; lower the learning rate (0.003)")
        .contains("cosformer2-s failed", "worker ended with exit code 137")
        .contains("tnl-xs/metrics.jsonl", "torn");
    assertThat(visible.substring(visible.indexOf("id=\"cells\"")))
        .contains("step 400 of 1200", "Killed: out of memory &lt;heap&gt;")
        .contains("phase warmup is excluded");
  }

  @Test
  void everyCellHasARowOfTrust() throws IOException {
    String section = visible.substring(visible.indexOf("id=\"trust\""));
    section = section.substring(0, section.indexOf("</section>"));
    String table = section.substring(0, section.indexOf("</table>"));
    assertThat(count(table, "<tr")).isEqualTo(1 + 17);
    assertThat(count(table, "3 of 3")).isEqualTo(12);
    assertThat(count(table, "2 of 3")).isEqualTo(1);
    assertThat(count(table, ">missing<")).isEqualTo(4);
    assertThat(table)
        .contains("no trust.json in the cell", "the cell is diverged; the page is made")
        .contains("0.15", "float32 against float64, logits, float32")
        .contains("∞", "Training follows a wrong slope.");
    assertThat(count(section, "<details>")).isEqualTo(13);
    assertThat(section).contains("model.x &lt;dead&gt; gets no gradient");
    assertThat(rows("trust.csv")).hasSize(13 * 3);
    assertThat(rows("trust.csv").stream().filter(row -> row.getLast().equals("false")))
        .singleElement()
        .satisfies(row -> assertThat(row).contains(SyntheticStudy.DISTRUSTED, "", "1.0E-6"));
    assertThat(visible.substring(visible.indexOf("<aside"), visible.indexOf("</aside>")))
        .contains("Trust checks fail", SyntheticStudy.DISTRUSTED, "tnl-m/trust.json");
  }

  @Test
  void tablesHaveARowForEverythingTheyAreAbout() throws IOException {
    assertThat(rows("loss_vs_compute.csv")).hasSize(observations());
    assertThat(rows("cells.csv")).hasSize(17);
    assertThat(rows("envelope_laws.csv")).hasSize(24);
    assertThat(rows("parametric_laws.csv")).hasSize(16);
    assertThat(rows("exclusions.csv")).hasSize(16);
    assertThat(rows("loss_curves.csv").stream().filter(r -> r.get(3).equals("validation")))
        .hasSize(observations());
    assertThat(rows("envelope.csv")).hasSizeGreaterThan(4 * 3 * 500);
  }

  @Test
  void tablesKeepFullPrecision() throws IOException {
    JsonNode laws = JSON.readTree(study.resolve("laws.json").toFile());
    JsonNode first = laws.path("architectures").path("tnl").path("laws").path(0);
    double exponent = first.path("coefficients").path("loss").path("exponent").asDouble();
    int column = header("envelope_laws.csv").indexOf("loss_exponent");

    assertThat(rows("envelope_laws.csv").stream().map(row -> row.get(column)))
        .contains(Double.toString(exponent));
  }

  @Test
  void theFourEstimatorsStandSideBySideWithTheirIntervals() throws IOException {
    assertThat(visible)
        .contains("Four estimators side by side", "Do they agree?", "Every size against the law")
        .contains("data-chart=\"bands\"", "data-chart=\"residuals\"");
    JsonNode estimates = JSON.readTree(study.resolve("estimates.json").toFile());
    assertThat(visible).contains(Html.text(estimates.path("scheme").asText()).markup());
    List<String> header = header("estimates.csv");
    assertThat(rows("estimates.csv"))
        .anySatisfy(
            row -> {
              assertThat(row.get(header.indexOf("method"))).isEqualTo("parametric");
              assertThat(row.get(header.indexOf("figure"))).isEqualTo("alpha");
              double low = Double.parseDouble(row.get(header.indexOf("low95")));
              double high = Double.parseDouble(row.get(header.indexOf("high95")));
              assertThat(low).isLessThan(high);
            });
    assertThat(rows("residuals.csv")).isNotEmpty();
    assertThat(rows("law_bands.csv")).isNotEmpty();
  }

  @Test
  void theChecklistIsFilled() {
    String checklist = visible.substring(visible.indexOf("id=\"checklist\""));
    assertThat(checklist)
        .contains("Learning rate", "Spread of optima", "Left out", "Condition number", "Seeds")
        .contains("6 N D");
  }

  @Test
  void everyTableIsLinked() throws IOException {
    try (Stream<Path> files = Files.list(study.resolve("report"))) {
      List<String> tables =
          files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".csv")).toList();
      assertThat(tables).hasSize(15);
      assertThat(tables).allSatisfy(t -> assertThat(visible).contains("href=\"" + t + "\""));
    }
  }

  @Test
  void nothingIsFetched() {
    String markup = SCRIPT.matcher(page).replaceAll("<script$1></script>");
    assertThat(markup).doesNotContain("src=", "<link", "@import", "url(");
    assertThat(visible).contains("Content-Security-Policy", "default-src 'none'");
    Matcher address = Pattern.compile("(?:src|href)=\"(\\w+:[^\"]*)\"").matcher(visible);
    List<String> addresses = address.results().map(r -> r.group(1)).toList();
    assertThat(addresses)
        .containsOnly("https://arxiv.org/abs/2406.16690", "https://arxiv.org/abs/2502.18969");
  }

  @Test
  void thePageIsWellFormed() throws IOException {
    assertThat(page).startsWith("<!DOCTYPE html>").doesNotContain("{{");
    assertThat(count(page, "<script")).isEqualTo(count(page, "</script>")).isEqualTo(3);
    assertBalanced(visible);
    assertThat(visible).contains("&lt;/script&gt; &amp; &lt;b&gt; must survive as text");
    JsonNode figures = figures();
    assertThat(figures.path("architectures")).hasSize(4);
    assertThat(figures.path("curves")).hasSize(16);
    assertThat(figures.path("laws")).hasSize(12);
    assertThat(figures.path("training")).hasSize(16);
  }

  @Test
  void figuresShowTheObservations() throws IOException {
    JsonNode figures = figures();
    JsonNode curve = figures.path("curves").path(0);
    int steps = curve.path("step").size();
    assertThat(steps).isEqualTo(8);
    for (String column : List.of("tokens", "loss", "error", "bits")) {
      assertThat(curve.path(column)).as(column).hasSize(steps);
    }
    assertThat(curve.path("compute")).hasSize(figures.path("conventions").size());
    assertThat(curve.path("compute").path(0)).hasSize(steps);
    JsonNode law = figures.path("laws").path(0);
    assertThat(law.path("points").path("compute").size()).isBetween(30, 61);
    assertThat(law.path("range").path(1).asDouble())
        .isEqualTo(
            law.path("points")
                .path("compute")
                .path(law.path("points").path("edge").size() - 1)
                .asDouble());
  }

  @Test
  void theSameFolderGivesTheSameBytes() throws IOException {
    assertThat(Files.readString(Report.write(study))).isEqualTo(page);
  }

  @Test
  void aStudyOfPendingCellsRenders(@TempDir Path folder) throws IOException {
    SyntheticStudy.writePending(folder.resolve("pending"));

    String pending = visible(Files.readString(Report.write(folder.resolve("pending"))));

    assertThat(pending)
        .contains("2 cells (2 pending) of 2 architectures")
        .contains("observations.csv</code> is missing", "laws.json</code> is missing")
        .contains("<code>isoline study FILE</code> writes it")
        .contains("tnl-xs", "llama-xs");
    assertBalanced(pending);
  }

  @Test
  void withoutLawsTheCurvesRemain(@TempDir Path folder) throws IOException {
    Files.copy(study.resolve("observations.csv"), folder.resolve("observations.csv"));

    String bare = visible(Files.readString(Report.write(folder)));

    assertThat(bare)
        .contains("data-chart=\"compute\" data-arch=\"llama\"", "No law has been fitted yet.")
        .contains("laws.json</code> is missing")
        .doesNotContain("data-chart=\"laws\"", "data-chart=\"tokens\"");
    assertBalanced(bare);
  }

  private static void assertBalanced(String html) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(html);
    while (tag.find()) {
      String name = tag.group(2);
      if (VOID.contains(name)) {
        continue;
      }
      if (tag.group(1).isEmpty()) {
        open.push(name);
      } else {
        assertThat(open.poll()).as("at " + tag.start()).isEqualTo(name);
      }
    }
    assertThat(open).isEmpty();
  }

  private static String visible(String html) {
    return STYLE.matcher(SCRIPT.matcher(html).replaceAll("")).replaceAll("");
  }

  private static JsonNode figures() throws IOException {
    Matcher script = SCRIPT.matcher(page);
    while (script.find()) {
      if (script.group(1).contains("application/json")) {
        return JSON.readTree(script.group(2));
      }
    }
    throw new AssertionError("the page has no JSON block");
  }

  private static String decimals(double exponent) {
    return String.format(Locale.ROOT, "%.4f", exponent)
        .replace("-0.0000", "0.0000")
        .replace('-', '−');
  }

  private static int observations() {
    return Observations.read(study.resolve("observations.csv")).size();
  }

  private static List<String> header(String table) throws IOException {
    return List.of(
        Files.readAllLines(study.resolve("report").resolve(table)).getFirst().split(","));
  }

  /** The records of a table, all as wide as its header; quoted cells are taken apart. */
  private static List<List<String>> rows(String table) throws IOException {
    List<String> lines = Files.readAllLines(study.resolve("report").resolve(table));
    int width = header(table).size();
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = new ArrayList<>();
      Matcher cell = Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|([^,]*))(,|$)").matcher(line);
      while (cell.find()) {
        cells.add(cell.group(1) == null ? cell.group(2) : cell.group(1));
        if (cell.group(3).isEmpty()) {
          break;
        }
      }
      assertThat(cells).as(line).hasSize(width);
      rows.add(cells);
    }
    return rows;
  }

  private static long count(String text, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }
}
