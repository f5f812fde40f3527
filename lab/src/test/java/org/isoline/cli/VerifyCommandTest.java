package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.isoline.checkpoint.Safetensors;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path golden;

  @BeforeEach
  void copyACase() throws IOException, URISyntaxException {
    golden = Files.createDirectory(folder.resolve("golden"));
    Path source = Path.of(VerifyCommandTest.class.getResource("/golden/tnl_paper").toURI());
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, golden.resolve(file.getFileName().toString()));
      }
    }
  }

  private int run(String... options) {
    String[] arguments =
        Stream.concat(Stream.of("verify", golden.toString()), Stream.of(options))
            .toArray(String[]::new);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void aTableAndExitCode0WhenAllIsWell() {
    assertThat(run("--form", "fast")).isZero();
    assertThat(out.toString())
        .contains("golden, float64: pass", "golden, float32: pass")
        .contains("logits", "loss", "gradient l2 of 23", "adamw losses", "all 2 passed");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void oneJsonDocument() throws IOException {
    assertThat(run("--form", "fast,recurrent", "--dtype", "float64", "--json")).isZero();
    JsonNode json = JSON.readTree(out.toString());
    assertThat(json.path("pass").isBoolean()).isTrue();
    assertThat(json.path("pass").booleanValue()).isTrue();
    JsonNode only = json.path("cases").path(0);
    assertThat(json.path("cases")).hasSize(1);
    assertThat(only.path("name").textValue()).isEqualTo("golden");
    assertThat(only.path("dtype").textValue()).isEqualTo("float64");
    assertThat(only.path("pass").booleanValue()).isTrue();
    assertThat(only.path("checks").findValuesAsText("quantity"))
        .contains("logits", "loss", "adamw losses", "recurrent: loss")
        .contains("gradient entries model.layers.1.channel_mixer.l2.weight");
    JsonNode check = only.path("checks").path(0);
    assertThat(check.path("max_difference").isNumber()).isTrue();
    assertThat(check.path("tolerance").doubleValue()).isPositive();
    assertThat(check.path("pass").booleanValue()).isTrue();
    assertThat(err.toString()).contains("golden, float64: pass");
  }

  @Test
  void anotherLossIsExitCode1() throws IOException {
    ObjectNode expected = (ObjectNode) JSON.readTree(golden.resolve("expected.json").toFile());
    expected.put("loss", expected.path("loss").doubleValue() + 1e-4);
    JSON.writeValue(golden.resolve("expected.json").toFile(), expected);
    assertThat(run("--form", "fast")).isEqualTo(1);
    assertThat(out.toString()).contains("golden, float64: FAIL", "2 of 2 failed");
  }

  @Test
  void anotherWeightIsExitCode1() throws IOException {
    String name = "model.layers.0.token_mixer.lrpe.theta";
    change(
        golden.resolve("model.safetensors"),
        tensors -> tensors.compute(name, (n, t) -> t.mul(1.01)));
    assertThat(run("--form", "fast", "--dtype", "float32")).isEqualTo(1);
    assertThat(out.toString()).contains("FAIL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors", "io.safetensors", "expected.json"})
  void aMissingFileIsNamedWithExitCode2(String file) throws IOException {
    Files.delete(golden.resolve(file));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains(file).contains(golden.toString());
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors", "io.safetensors", "expected.json"})
  void aTruncatedFileIsNamedWithExitCode2(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(golden.resolve(file));
    Files.write(golden.resolve(file), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains(file);
  }

  @Test
  void missingTensorsAndKeysAreNamedWithExitCode2() throws IOException {
    change(golden.resolve("io.safetensors"), tensors -> tensors.remove("logits"));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("io.safetensors has no tensor 'logits'");
  }

  @Test
  void aMissingWeightIsNamedWithExitCode2() throws IOException {
    change(
        golden.resolve("model.safetensors"),
        tensors -> tensors.remove("model.layers.2.channel_mixer.l3.weight"));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("missing model.layers.2.channel_mixer.l3.weight");
  }

  @Test
  void aMissingKeyIsNamedWithExitCode2() throws IOException {
    ObjectNode expected = (ObjectNode) JSON.readTree(golden.resolve("expected.json").toFile());
    ((ObjectNode) expected.path("gradients")).remove("model.embed_tokens.weight");
    JSON.writeValue(golden.resolve("expected.json").toFile(), expected);
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString())
        .contains("expected.json: gradients[model.embed_tokens.weight] is missing");
  }

  @Test
  void idsOutsideTheVocabularyAreExitCode2() throws IOException {
    change(
        golden.resolve("io.safetensors"),
        tensors -> tensors.compute("input_ids", (n, ids) -> ids.add(40).to(DType.INT64)));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("input_ids run from").contains("must be from 0 to 96");
  }

  private int runAlone(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void aCheckpointIsComparedWithItself() throws IOException {
    assertThat(runAlone("verify", "--checkpoint", golden.toString(), "--json")).isZero();
    JsonNode json = JSON.readTree(out.toString());
    assertThat(json.path("pass").booleanValue()).isTrue();
    assertThat(json.path("cases").findValuesAsText("dtype")).containsExactly("float32", "float64");
    assertThat(json.path("cases").findValuesAsText("quantity"))
        .contains("gradient against differences of the loss");
    assertThat(err.toString()).contains("golden, float64: pass");
  }

  @Test
  void aBrokenCheckpointIsExitCode1() throws IOException {
    change(
        golden.resolve("model.safetensors"),
        tensors ->
            tensors.compute("model.layers.1.channel_mixer.l2.weight", (n, t) -> t.div(t.sub(t))));
    assertThat(runAlone("verify", "--checkpoint", golden.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED weights that are no finite number")
        .contains("model.layers.1.channel_mixer.l2.weight");
  }

  @Test
  void casesOrACheckpointButNotBoth() {
    assertThat(runAlone("verify")).isEqualTo(2);
    assertThat(run("--checkpoint", golden.toString())).isEqualTo(2);
    assertThat(runAlone("verify", "--checkpoint", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("and not both").contains("none");
  }

  private interface Change {
    void to(Map<String, Tensor> tensors);
  }

  private static void change(Path file, Change change) throws IOException {
    try (Scope scope = new Scope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      try (Safetensors source = Safetensors.open(file)) {
        source.names().forEach(name -> tensors.put(name, source.load(name)));
      }
      change.to(tensors);
      Safetensors.write(file, tensors, Map.of());
    }
  }
}
