package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(Stream.concat(Stream.of("bench"), Stream.of(arguments)).toArray(String[]::new));
  }

  private int train(String... more) {
    List<String> tiny =
        List.of(
            "train --arch tnl --context 16 --size 2x32x16 --vocabulary 50 --sequences 1 --repeats 1 --no-memory"
                .split(" "));
    return run(Stream.concat(tiny.stream(), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void aTableForPeopleAndProgressOnStderr() {
    assertThat(train()).isZero();
    assertThat(out.toString())
        .contains("tokens/s", "% of ceiling", "tnl   2x32x16")
        .contains("ceiling [2048,512]x[512,1536], GFLOP/s: fp32");
    assertThat(err.toString()).contains("tnl, 1 x 16 tokens, fp32");
  }

  @Test
  void oneJsonDocument() throws IOException {
    assertThat(train("--json")).isZero();
    JsonNode json = JSON.readTree(out.toString());
    assertThat(json.path("benchmark").asText()).isEqualTo("train");
    assertThat(json.path("rows").path(0).path("live_bytes").isNumber()).as("memory").isFalse();
    assertThat(json.at("/rows/0/arch").asText()).isEqualTo("tnl");
    assertThat(json.at("/rows/0/predicted_bytes").asDouble()).isPositive();
    assertThat(err.toString()).contains("% of ceiling");
  }

  @Test
  void recordsThatCompareReads() throws IOException {
    Path csv = folder.resolve("rows.csv");
    Path records = folder.resolve("records");
    assertThat(train("--csv", csv.toString(), "--out", records.toString(), "--name", "one"))
        .isZero();
    assertThat(Files.readAllLines(csv)).hasSize(2);
    Path record;
    try (Stream<Path> files = Files.list(records)) {
      record =
          files.filter(path -> path.toString().endsWith("-one.json")).findFirst().orElseThrow();
    }
    assertThat(run("compare", record.toString(), record.toString())).isZero();
    assertThat(out.toString()).contains("median tokens_per_s: 1.000");

    ObjectNode slower = (ObjectNode) JSON.readTree(record.toFile());
    ObjectNode row = (ObjectNode) slower.at("/rows/0");
    row.put("tokens_per_s", 0.5 * row.path("tokens_per_s").asDouble());
    Path other = folder.resolve("slower.json");
    JSON.writeValue(other.toFile(), slower);
    assertThat(run("compare", record.toString(), other.toString())).isEqualTo(1);
    assertThat(run("compare", other.toString(), record.toString())).isZero();
    assertThat(run("compare", "--tolerance", "0.4", record.toString(), other.toString())).isZero();

    assertThat(run("compare", "--json", record.toString(), other.toString())).isEqualTo(1);
    JsonNode json = JSON.readTree(out.toString());
    assertThat(json.path("pass").asBoolean()).isFalse();
    assertThat(json.at("/medians/tokens_per_s").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/ratios/0/row").asText()).isEqualTo("tnl 2x32x16 50 16 1 fp32");
  }

  @Test
  void badInputIsCode2() throws IOException {
    Path none = Files.writeString(folder.resolve("none.json"), "{}");
    assertThat(run("compare", none.toString(), none.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.json is not a record of isoline bench");
    assertThat(run("train", "--size", "6x512")).isEqualTo(2);
    assertThat(err.toString()).contains("size '6x512'");
    assertThat(run("mixer", "--repeats", "0")).isEqualTo(2);
    assertThat(run("train", "--arch", "mamba")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("which benchmark? ceiling, train");
    assertThat(run("compare", "missing.json", none.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file missing.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ceiling", "train", "mixer", "decode", "prefill", "evaluate", "compare"})
  void helpTeaches(String benchmark) {
    assertThat(run(benchmark, "--help")).isZero();
    assertThat(out.toString().lines().count()).isGreaterThan(15);
    assertThat(out.toString()).contains("Usage: isoline bench " + benchmark);
  }
}
