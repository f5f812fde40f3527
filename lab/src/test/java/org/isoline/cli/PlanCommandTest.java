package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.TinyCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlanCommandTest {
  private static final String QUICK = Path.of("..", "studies", "quick.yaml").toString();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new PlanCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void printsTables() {
    assertThat(run(QUICK)).isZero();
    assertThat(out.toString()).startsWith("Study quick: ").contains("Parameters", "Warnings");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void knowsTheEpochsOfAPreparedCorpus(@TempDir Path runs) throws IOException {
    assertThat(run(QUICK, "--runs", runs.toString())).isZero();
    assertThat(out.toString()).contains("Epochs: known when the corpus is prepared");
    TinyCorpus.prepare(runs).close();
    Files.createDirectories(runs.resolve("quick"));
    Files.move(runs.resolve("out"), runs.resolve("quick/corpus"));
    out.getBuffer().setLength(0);
    assertThat(run(QUICK, "--runs", runs.toString())).isZero();
    assertThat(out.toString()).contains("passes over the", "arXiv 2305.16264");
    Files.writeString(runs.resolve("quick/corpus/manifest.json"), "{");
    assertThat(run(QUICK, "--runs", runs.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("manifest.json");
  }

  @Test
  void printsOneJsonDocument() throws IOException {
    assertThat(run(QUICK, "--json", "--gflops", "12.5")).isZero();
    ObjectMapper strict = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    JsonNode json = strict.readTree(out.toString());
    assertThat(json.get("study").textValue()).isEqualTo("quick");
    assertThat(json.get("totals").get("assumed_gflops").doubleValue()).isEqualTo(12.5);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void wrongStudyIsExitCode2(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), "study: x\nsizs: []\n");
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith(file + ":2:1: unknown key sizs (did you mean 'sizes'?)")
        .doesNotContain("\tat ");
  }

  @Test
  void missingFileAndWrongRateAreExitCode2() {
    assertThat(run("none.yaml")).isEqualTo(2);
    assertThat(err.toString()).startsWith("none.yaml: no such file");
    assertThat(run(QUICK, "--gflops", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--gflops = 0.0, must be above 0");
    assertThat(run()).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void table7NeedsNoFile() throws IOException {
    assertThat(run("--table7")).isZero();
    assertThat(out.toString()).startsWith("Table 7 of arXiv 2406.16690");
    out.getBuffer().setLength(0);
    assertThat(run("--table7", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).at("/agreement/params").intValue())
        .isEqualTo(23);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void exactlyOneOfFileAndTable7() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("neither FILE nor --table7 given; give a study file");
    assertThat(run(QUICK, "--table7")).isEqualTo(2);
    assertThat(err.toString()).contains("both FILE (" + QUICK + ") and --table7 given");
    assertThat(run("--table7", "--gflops", "10")).isEqualTo(2);
    assertThat(err.toString()).contains("--gflops needs the steps of a study");
    assertThat(out.toString()).isEmpty();
  }
}
