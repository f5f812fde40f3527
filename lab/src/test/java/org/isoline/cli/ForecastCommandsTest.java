package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastCommandsTest {
  @TempDir private Path folder;

  /** What a command printed and how it ended. */
  private record Ran(int code, String out, String err) {}

  @Test
  void aForecastIsWrittenComparedAndNotOverwritten() throws Exception {
    String csv = table("study.csv", "");
    String prediction = folder.resolve("prediction.json").toString();
    String[] write = {
      "forecast",
      csv,
      "--budget",
      "1e22",
      "--model",
      "1e10,1e12",
      "--draws",
      "40",
      "--write",
      prediction,
      "--json"
    };
    Ran written = run(write);
    assertThat(written.code()).isEqualTo(Main.DONE);
    JsonNode forecast = new ObjectMapper().readTree(written.out()).path("forecasts").path(0);
    assertThat(forecast.path("scheme").path("seed").asLong()).isEqualTo(1);
    assertThat(forecast.path("convention").path("compute").asText()).isEqualTo("6nd");
    assertThat(forecast.path("budgets").path(0).path("loss").path("low80").isNumber()).isTrue();
    assertThat(run(write).code()).isEqualTo(Main.BAD_INPUT);
    assertThat(run("forecast", csv, "--compare", prediction).code()).isEqualTo(Main.CHECK_FAILED);
    Ran compared = run("forecast", table("later.csv", row(1e10, 1e12)), "--compare", prediction);
    assertThat(compared.code()).isEqualTo(Main.DONE);
    assertThat(compared.out()).contains("inside the 95 % band").contains("no such run");
    Files.writeString(
        Path.of(prediction), Files.readString(Path.of(prediction)).replace("6nd", "6ND"));
    Ran edited = run("forecast", csv, "--compare", prediction);
    assertThat(edited.code()).isEqualTo(Main.BAD_INPUT);
    assertThat(edited.err()).contains("edited after it was written");
  }

  @Test
  void aBackTestPrintsItsSchemeAndWritesEveryPrediction() throws Exception {
    Path out = folder.resolve("predictions.csv");
    Ran ran =
        run(
            "backtest",
            table("study.csv", ""),
            "--hold",
            "sizes",
            "--keep",
            "4",
            "--method",
            "parametric",
            "--draws",
            "40",
            "--csv",
            out.toString());
    assertThat(ran.code()).isEqualTo(Main.DONE);
    assertThat(ran.out()).contains("4 smallest of 5 sizes").contains("bootstrap").contains("bias");
    assertThat(Files.readAllLines(out)).hasSize(1 + 6);
    assertThat(run("backtest", table("s.csv", ""), "--keep", "9").code()).isEqualTo(Main.BAD_INPUT);
  }

  @Test
  void aRehearsalAdvisesFiveRuns() {
    Ran ran =
        run(
            "rehearse",
            "--law",
            "1.82,480,2100,.348,.366",
            "--sizes",
            "2e7,8e7,3e8,1e9",
            "--tokens",
            "1e9,4e9,16e9",
            "--repeats",
            "4",
            "--target",
            "alpha");
    assertThat(ran.code()).isEqualTo(Main.DONE);
    assertThat(ran.out()).contains("variable-projection: 0 without a law");
    assertThat(ran.out().split("variance down by", -1)).hasSize(6);
    assertThat(run("rehearse", "--sizes", "2e7").err()).contains("--law is missing");
    assertThat(run("rehearse", "--law", "1,2").code()).isEqualTo(Main.BAD_INPUT);
  }

  @Test
  void aRehearsalTakesGridLawAndNoiseFromATable() throws Exception {
    Ran ran = run("rehearse", "--from", table("study.csv", ""), "--repeats", "3", "--json");
    assertThat(ran.code()).isEqualTo(Main.DONE);
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.path("grid")).hasSize(5);
    assertThat(json.path("law").path("alpha").asDouble()).isBetween(0.25, 0.45);
    assertThat(json.path("checkpoint_noise").asDouble()).isBetween(0.0005, 0.02);
  }

  private String table(String name, String more) throws Exception {
    StringBuilder text = new StringBuilder("run,params_total,tokens,loss\n");
    for (double n : new double[] {2e7, 8e7, 3e8, 1e9, 3e9}) {
      for (double d : new double[] {2e9, 5e9, 1e10, 3e10, 1e11, 3e11}) {
        text.append(row(n, d));
      }
    }
    Path file = folder.resolve(name);
    Files.writeString(file, text + more);
    return file.toString();
  }

  private static String row(double n, double d) {
    double ripple = 1 + 0.003 * Math.sin(n / 1e6 + d / 1e9);
    double loss = (1.82 + 480 * Math.pow(n, -0.348) + 2100 * Math.pow(d, -0.366)) * ripple;
    return "run" + n + "," + n + "," + d + "," + loss + "\n";
  }

  private static Ran run(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      int code = Main.commandLine().setErr(new PrintWriter(err, true)).execute(args);
      return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(before);
    }
  }
}
