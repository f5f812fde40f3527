package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationsTest {
  @TempDir Path folder;

  @Test
  void everyBitSurvivesARoundTrip() throws IOException {
    List<Observation> written =
        List.of(
            new Observation(
                "tnl",
                "70M, wide",
                "a \"quoted\"\nname",
                Long.MIN_VALUE + 1,
                12,
                1.0 / 3,
                4e12,
                1e15 + 2,
                Math.PI,
                6.02e23,
                Double.MIN_VALUE,
                1e300,
                2.5,
                Double.NaN,
                0.1 + 0.2,
                3e-4,
                "stable",
                4194304,
                8192),
            Ladder.checkpoint("llama", 1e8, 1e9, 6e17, Double.POSITIVE_INFINITY));
    Path csv = folder.resolve("deep/er/observations.csv");
    Observations.write(csv, written);
    assertThat(Observations.read(csv)).isEqualTo(written);
    Observations.write(csv, written.subList(0, 1));
    assertThat(Observations.read(csv)).hasSize(1);
    try (var files = Files.list(csv.getParent())) {
      assertThat(files).containsExactly(csv);
    }
  }

  @Test
  void theHeaderIsTheDocumentedOne() throws IOException {
    Path csv = folder.resolve("observations.csv");
    Observations.write(csv, List.of());
    assertThat(Files.readString(csv))
        .isEqualTo(
            "arch,size,run,seed,step,tokens,unique_tokens,params_non_embedding,params_total,flops_paper,flops_causal,"
                + "flops_6nd,train_loss,val_loss,bits_per_byte,lr,phase,batch_tokens,context\n");
    assertThat(Observations.read(csv)).isEmpty();
  }

  @Test
  void aForeignTableNeedsThreeColumns() {
    List<Observation> read =
        parse(
            "\uFEFFloss,extra,tokens,params_total\r\n3.5,x,1e9,7e7\r\n\r\n3.25,\"y,z\",2e9,7e7\r\n");
    assertThat(read).hasSize(2);
    Observation second = read.get(1);
    assertThat(second.valLoss()).isEqualTo(3.25);
    assertThat(second.paramsTotal()).isEqualTo(7e7);
    assertThat(second.paramsNonEmbedding()).isNaN();
    assertThat(second.step()).isEqualTo(Observation.UNKNOWN_STEP);
    assertThat(second.run()).as("every row is a run").isEqualTo("line 4");
    assertThat(second.size()).isEqualTo("7.000e+07");
  }

  @Test
  void cellsAsDataFrameLibrariesWriteThem() {
    Observation o =
        parse(
                "tokens,params_total,loss,seed,step,train_loss\n1e9,7e7,nan,-9223372036854775807,100.0,inf\n")
            .getFirst();
    assertThat(o.valLoss()).isNaN();
    assertThat(o.trainLoss()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(o.seed()).isEqualTo(-9223372036854775807L);
    assertThat(o.step()).isEqualTo(100);
  }

  @Test
  void errorsNameFileLineColumnAndValue() {
    assertError(
        "tokens,params_total,loss\n1e9,7e7,3\n1e9,7e7,oops\n",
        "t.csv: line 3, column loss: 'oops'");
    assertError(
        "tokens,params_total,loss,step\n1e9,7e7,3,1.5\n",
        "t.csv: line 2, column step: '1.5' is not a whole");
    assertError(
        "tokens,params_total,loss\n1e9,7e7\n",
        "t.csv: line 2: 2 cells under a header of 3 columns");
    assertError("tokens,params_total\n1e9,7e7\n", "t.csv: no column val_loss or train_loss among");
    assertError("params_total,loss\n7e7,3\n", "t.csv: no column tokens or flops_6nd among");
    assertError("tokens,loss\n7e7,3\n", "t.csv: no column params_total or params_non_embedding");
    assertError(
        "tokens,params_total,loss,val_loss\n", "t.csv: line 1: the column val_loss appears twice");
    assertError("", "t.csv: empty");
    assertError(
        "tokens,params_total,loss\n\"1\n2,7e7,3\n", "t.csv: line 2: a quoted cell begins here");
    assertError("tokens,params_total,loss\n1e9,7e\"7,3\n", "t.csv: line 2: a quote inside");
    assertError(
        "tokens,params_total,loss\n1e9,\"7e7\"x,3\n", "t.csv: line 2: 'x' after a closing quote");
  }

  @Test
  void lineNumbersCountTheBreaksInsideQuotes() {
    assertError(
        "run,tokens,params_total,loss\n\"a\nb\",1,2,3\nc,1,2,bad\n", "line 4, column loss: 'bad'");
  }

  @Test
  void unreadableFilesAreNamed() throws IOException {
    Path missing = folder.resolve("missing.csv");
    assertThatThrownBy(() -> Observations.read(missing))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("missing.csv");
    Path binary = folder.resolve("binary.csv");
    Files.write(binary, new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> Observations.read(binary)).isInstanceOf(LawException.class);
    Path blocked = folder.resolve("file");
    Files.write(blocked, "x".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Observations.write(blocked.resolve("o.csv"), List.of()))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("o.csv");
  }

  private static List<Observation> parse(String text) {
    return Observations.parse(text, "t.csv");
  }

  private static void assertError(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(LawException.class)
        .hasMessageContaining(message);
  }
}
