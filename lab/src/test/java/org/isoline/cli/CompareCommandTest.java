package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  private static final double[] PARAMETERS = {20e6, 85e6, 302e6, 1.08e9, 2.8e9};

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void sentencesAndATable() throws IOException {
    Path csv = folder.resolve("figures.csv");
    int code =
        run(table(), "--baseline", "llama", "--budgets", "1e20,1e21", "--csv", csv.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("N = parameters without the embeddings; C = 6 N D; L = validation loss")
        .contains("tnl against llama: 5 pairs of runs of s0, s1, s2, s3, s4")
        .contains("At 1e21 FLOP tnl needs ")
        .contains("the test of shared exponents")
        .contains("no size was run with two seeds")
        .contains("one convention only");
    assertThat(Files.readAllLines(csv))
        .anyMatch(line -> line.contains(",llama,tnl,1.0E20,loss_ratio,"));
  }

  @Test
  void jsonAloneOnStandardOutputAndTheSameTwice() throws IOException {
    assertThat(run(table(), "--baseline", "tnl", "--json", "--noise", "0.001")).isZero();
    String first = out.toString();
    JsonNode json = new ObjectMapper().readTree(first);
    assertThat(json.at("/comparisons/0/baseline").asText()).isEqualTo("tnl");
    assertThat(json.at("/comparisons/0/noise_floor/status").asText()).isEqualTo("given");
    assertThat(json.at("/comparisons/0/contests/0/budgets")).hasSize(3);
    assertThat(err.toString()).contains("llama against tnl");
    out.getBuffer().setLength(0);
    run(table(), "--baseline", "tnl", "--json", "--noise", "0.001");
    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void noSizeInCommonIsExitCode1() throws IOException {
    String text =
        Files.readString(table())
            .lines()
            .map(line -> line.startsWith("tnl") ? line.replaceFirst(",s", ",t") : line)
            .reduce("", (all, line) -> all + line + "\n");
    Path file = Files.writeString(folder.resolve("apart.csv"), text);
    assertThat(run(file, "--baseline", "llama")).isEqualTo(Main.CHECK_FAILED);
    assertThat(out.toString()).contains("tnl: not compared, no size in common");
  }

  @Test
  void wrongInputIsExitCode2() throws IOException {
    assertThat(run(table(), "--baseline", "mamba")).isEqualTo(Main.BAD_INPUT);
    assertThat(err.toString()).contains("baseline 'mamba' is no architecture among [llama, tnl]");
    assertThat(run(table(), "--baseline", "llama", "--method", "magic")).isEqualTo(Main.BAD_INPUT);
    assertThat(run(table(), "--baseline", "llama", "--draws", "1")).isEqualTo(Main.BAD_INPUT);
    assertThat(run(table(), "--baseline", "llama", "--budgets", "0")).isEqualTo(Main.BAD_INPUT);
    assertThat(run(table(), "--baseline", "llama", "--arch", "llama")).isEqualTo(Main.BAD_INPUT);
    assertThat(run(table())).isEqualTo(Main.BAD_INPUT);
  }

  private int run(Path table, String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("compare", table.toString(), "--draws", "60", "--test-draws", "20"),
                Stream.of(options))
            .toArray(String[]::new);
    return Main.commandLine()
        .setOverwrittenOptionsAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private Path table() throws IOException {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("arch,size,run,tokens,params_non_embedding,loss\n");
    for (String arch : new String[] {"llama", "tnl"}) {
      for (int i = 0; i < PARAMETERS.length; i++) {
        double luck = 0.003 * random.nextGaussian();
        for (double d = 40e9; d < 300e9; d += 60e9) {
          double loss = 1.82 + 480 * Math.pow(PARAMETERS[i], -0.348) + 2100 * Math.pow(d, -0.366);
          text.append(arch + ",s" + i + "," + arch + i + "," + d + "," + PARAMETERS[i] + ",")
              .append(loss * Math.exp(luck + 0.0005 * random.nextGaussian()))
              .append('\n');
        }
      }
    }
    return Files.writeString(folder.resolve("table.csv"), text);
  }
}
