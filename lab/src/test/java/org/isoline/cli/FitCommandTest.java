package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.isoline.law.ParametricLaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FitCommandTest {
  private static final ParametricLaw TRUTH = new ParametricLaw(1.82, 480, 2100, 0.348, 0.366);
  private static final ObjectMapper STRICT =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  /** A table of final losses in foreign words and order, with compute in place of tokens. */
  private Path foreign() throws IOException {
    StringBuilder text = new StringBuilder("val,C (FLOP),note,N\n");
    for (double n : new double[] {1e8, 3e8, 1e9, 3e9, 1e10}) {
      for (double ratio : new double[] {4, 10, 20, 50, 120}) {
        double flop = 6 * n * n * ratio;
        text.append(
            String.format(Locale.ROOT, "%.12g,%.10g,x,%.6g%n", TRUTH.loss(n, n * ratio), flop, n));
      }
    }
    return Files.writeString(folder.resolve("foreign.csv"), text);
  }

  private static final String RENAMED = "loss=val,flops_6nd=C (FLOP),params_total=N";

  @Test
  void aForeignTableGivesOneObjectWithIntervals() throws IOException {
    int code =
        run(
            "fit",
            foreign().toString(),
            "--columns",
            RENAMED,
            "--method",
            "parametric",
            "--draws",
            "20",
            "--budgets",
            "1e21",
            "--json");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode law = STRICT.readTree(out.toString());
    assertThat(law.path("method").asText()).isEqualTo("parametric");
    assertThat(law.path("status").asText()).isEqualTo("converged");
    assertThat(law.path("convention").path("parameters").asText()).isEqualTo("total");
    assertThat(law.path("convention").path("compute").asText()).isEqualTo("6nd");
    JsonNode alpha = law.path("coefficients").path("alpha");
    assertThat(alpha.path("value").asDouble()).isCloseTo(0.348, within(1e-5));
    assertThat(alpha.path("low95").isNumber()).isTrue();
    assertThat(alpha.path("high95").isNumber()).isTrue();
    assertThat(alpha.path("standard_error").isNumber()).isTrue();
    assertThat(law.path("scheme").asText()).startsWith("bootstrap over runs, 20 draws, seed 1");
    assertThat(law.path("points_used").asInt()).isEqualTo(25);
    assertThat(law.path("predictions").path(0).path("loss").path("value").asDouble())
        .isCloseTo(TRUTH.optimalLoss(1e21), within(1e-4));
    assertThat(law.path("dropped").isArray()).isTrue();
    assertThat(law.path("warnings").isArray()).isTrue();
  }

  @Test
  void allMethodsAreAnArrayAndATable() throws IOException {
    Path csv = folder.resolve("out.csv");
    assertThat(
            run(
                "fit",
                foreign().toString(),
                "--columns",
                RENAMED,
                "--scheme",
                "none",
                "--json",
                "--csv",
                csv.toString()))
        .isZero();
    JsonNode laws = STRICT.readTree(out.toString());
    assertThat(laws.findValuesAsText("method"))
        .containsExactly("envelope", "isoflop", "parametric", "variable-projection");
    assertThat(Files.readAllLines(csv))
        .hasSizeGreaterThan(10)
        .first()
        .asString()
        .startsWith("arch,method,status,");
  }

  @Test
  void explainsForPeople() throws IOException {
    assertThat(
            run(
                "fit",
                foreign().toString(),
                "--columns",
                RENAMED,
                "--method",
                "parametric",
                "--scheme",
                "runs,sizes",
                "--draws",
                "20",
                "--drop-highest",
                "2",
                "--explain"))
        .isZero();
    assertThat(out.toString())
        .contains(
            "L(N, D) = E + A N^-alpha + B D^-beta",
            "N = all parameters; C = 6 N D; L = validation loss",
            "bootstrap over runs, 20 draws, seed 1",
            "jackknife, one size left out at a time",
            "23 used, 2 left out",
            "among the 2 highest losses",
            "condition number",
            "correlation A alpha",
            "starts at optimum: 16");
  }

  @Test
  void aPackedTableIsUnpacked() throws IOException {
    Path packed = folder.resolve("t.csv.gz");
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(packed))) {
      file.write(Files.readAllBytes(foreign()));
    }
    assertThat(
            run(
                "fit",
                packed.toString(),
                "--columns",
                RENAMED,
                "--scheme",
                "none",
                "--method",
                "parametric"))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1e9,1e8,0 | line 3, column loss: '0' is not legal: a positive finite number",
        "1e9,1e8,nan | column loss: 'nan' is not legal",
        "-5,1e8,3 | column tokens: '-5' is not legal",
        "1e9,0,3 | column params_total: '0' is not legal",
        "1e9,1e8,\"3,1\" | '3,1' is not a number; write one such as 1.5e9 (with a point, not a comma)",
        "1e9,1e8 | line 3: 2 cells under a header of 3 columns",
      })
  void badRowsAreNamed(String row, String message) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad.csv"), "tokens,params_total,loss\n1e9,1e8,3.5\n" + row + "\n");
    assertThat(run("fit", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("bad.csv: line 3").contains(message.strip());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aRowThatStandsThereTwiceIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("twice.csv"),
            "tokens,params_total,loss\n1e9,1e8,3.5\n2e9,1e8,3.4\n1e9,1e8,3.5\n");
    assertThat(run("fit", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("twice.csv: line 4: the row repeats line 2, [1e9, 1e8, 3.5]");
  }

  @Test
  void badTablesAndWordsAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "tokens,N,loss\n1e9,1e8,3.5\n");
    assertThat(run("fit", file.toString())).isEqualTo(2);
    assertThat(run("fit", file.toString(), "--columns", "params_total=M")).isEqualTo(2);
    assertThat(run("fit", file.toString(), "--columns", "parameters=N")).isEqualTo(2);
    assertThat(run("fit", file.toString(), "--columns", "params_total=N", "--method", "magic"))
        .isEqualTo(2);
    assertThat(run("fit", file.toString(), "--columns", "params_total=N", "--scheme", "magic"))
        .isEqualTo(2);
    assertThat(run("fit")).isEqualTo(2);
    List<String> errors = err.toString().lines().toList();
    assertThat(errors.get(0)).contains("no column params_total or params_non_embedding");
    assertThat(errors.get(1)).contains("no column 'M'");
    assertThat(errors.get(2)).contains("no column 'parameters' to rename");
    assertThat(errors.get(3)).contains("no estimator 'magic'");
    assertThat(errors.get(4)).contains("no scheme 'magic'");
    assertThat(errors.get(5)).contains("no table");
  }

  @Test
  void tooFewPointsAndEqualSizesAreOutcomesWithCode1() throws IOException {
    Path few =
        Files.writeString(
            folder.resolve("few.csv"), "tokens,params_total,loss\n1e9,1e8,3.5\n2e9,1e8,3.4\n");
    assertThat(run("fit", few.toString(), "--method", "parametric", "--json")).isEqualTo(1);
    assertThat(STRICT.readTree(out.toString()).path("status").asText()).isEqualTo("too_few_points");
    StringBuilder equal = new StringBuilder("tokens,params_total,loss\n");
    for (int i = 1; i < 9; i++) {
      equal.append(i).append("e9,1e8,").append(4 - 0.1 * i).append('\n');
    }
    Path same = Files.writeString(folder.resolve("same.csv"), equal);
    out.getBuffer().setLength(0);
    assertThat(run("fit", same.toString(), "--method", "parametric")).isEqualTo(1);
    assertThat(out.toString()).contains("1 distinct value of N");
  }

  @Test
  void reviewsThePublishedLaws() throws IOException {
    assertThat(run("fit", "--published")).isZero();
    assertThat(out.toString())
        .contains(
            "a + b = 1.2220, s = 0.832, a s + b = 1.103",
            "3.709, 3.086, 2.568",
            "1.413, 4.945, 15.89, 35.67, 87.95, 179.0",
            "meets LLaMA's L(C) at 6.0e+06",
            "at 1.5e+06",
            "at 2.7e+03",
            "compute x 0.64",
            "loss -3.5 %",
            "loss -1.1 %");
    out.getBuffer().setLength(0);
    assertThat(run("fit", "--published", "--json")).isZero();
    JsonNode review = STRICT.readTree(out.toString());
    assertThat(review.path("laws")).hasSize(4);
    assertThat(review.path("laws").path(1).path("crossing_with_llama").asDouble())
        .isBetween(5.9e6, 6.1e6);
  }

  @Test
  void influentialPointsAreNamedBesideTheLawWithoutThem() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(foreign()));
    String[] cells = lines.get(13).split(",");
    cells[0] = Double.toString(1.4 * Double.parseDouble(cells[0]));
    lines.set(13, String.join(",", cells));
    Path spoiled = Files.write(folder.resolve("spoiled.csv"), lines);
    String[] arguments = {
      "fit", spoiled.toString(), "--columns", RENAMED, "--method", "parametric", "--scheme", "none"
    };
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).contains("influential points; without them", "line 14: ");
    out.getBuffer().setLength(0);
    String[] json = Arrays.copyOf(arguments, arguments.length + 1);
    json[arguments.length] = "--json";
    assertThat(run(json)).isZero();
    JsonNode influential = STRICT.readTree(out.toString()).path("influential");
    assertThat(influential.path("points").findValuesAsText("run")).contains("line 14");
    assertThat(influential.path("coefficients_without").path("alpha").asDouble())
        .isCloseTo(0.348, within(1e-3));
  }

  @Test
  void lawsThatNeedMoreOfARowSayWhatTheyNeed() throws IOException {
    StringBuilder text = new StringBuilder("tokens,params_total,loss,accuracy,run\n");
    for (int i = 0; i < 40; i++) {
      double loss = 2 + i / 20.0;
      double accuracy = 0.25 + 0.6 / (1 + Math.exp(4 * (loss - 3)));
      text.append(1e9 * (i + 1)).append(",1e8,").append(loss).append(',').append(accuracy);
      text.append(",r").append(i % 8).append('\n');
    }
    Path file = Files.writeString(folder.resolve("task.csv"), text);
    assertThat(
            run(
                "fit",
                file.toString(),
                "--method",
                "accuracy-sigmoid",
                "--draws",
                "10",
                "--scheme",
                "runs",
                "--json"))
        .isZero();
    JsonNode law = STRICT.readTree(out.toString());
    assertThat(law.path("coefficients").path("l0").path("value").asDouble())
        .isCloseTo(3, within(1e-4));
    assertThat(law.path("coefficients").path("c").path("value").asDouble())
        .isCloseTo(0.25, within(1e-4));
    assertThat(law.path("coefficients").path("l0").path("low95").isNumber()).isTrue();
    out.getBuffer().setLength(0);
    assertThat(run("fit", file.toString(), "--method", "data-constrained")).isEqualTo(1);
    assertThat(out.toString()).contains("unique");
  }
}
