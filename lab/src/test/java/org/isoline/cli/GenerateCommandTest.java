package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.isoline.SharedData;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.format.ModelWriter;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.corpus.TokenizerFile;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GenerateCommandTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Shape SHAPE = new Shape(2, 24, 2, 2, 12, 32, 5, 7);

  @TempDir Path folder;

  /** Counts flushes: whoever reads along sees each token. */
  private static final class Streamed extends StringWriter {
    private final List<Integer> lengths = new ArrayList<>();

    @Override
    public void flush() {
      lengths.add(getBuffer().length());
    }
  }

  private Streamed out = new Streamed();
  private StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    out = new Streamed();
    err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("generate"));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words.toArray(String[]::new));
  }

  private JsonNode json(Object... arguments) throws IOException {
    assertThat(run(arguments)).as(err.toString()).isZero();
    assertThat(err.toString()).isEmpty();
    return JSON.readTree(out.toString());
  }

  private void refused(String reason, Object... arguments) {
    assertThat(run(arguments)).as(reason).isEqualTo(Main.BAD_INPUT);
    assertThat(err.toString()).contains(reason).doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  /** A checkpoint in a run folder, with the tokenizer where the study has it. */
  private Path checkpoint(Architecture architecture, double scale) throws IOException {
    Path study = folder.resolve(architecture.id());
    Path place = study.resolve("cell/checkpoints/step-1");
    ModelConfig config =
        ModelConfig.paper(architecture, SHAPE, ByteTokenizer.VOCABULARY, 64)
            .edit()
            .tied(false)
            .build();
    Files.createDirectories(place);
    try (Scope scope = new Scope();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 3)) {
      parameters.flats().forEach(flat -> InPlace.mul(flat.values(), scale));
      Safetensors.write(place.resolve("model.safetensors"), parameters.named(), Map.of());
    }
    Files.writeString(place.resolve("config.json"), ModelWriter.ownConfiguration(config));
    Files.createDirectories(study.resolve("corpus"));
    TokenizerFile.save(new ByteTokenizer(), study.resolve("corpus/tokenizer.json"));
    return place;
  }

  private Path checkpoint(Architecture architecture) throws IOException {
    return checkpoint(architecture, 1);
  }

  @Test
  void streamsTextAndSumsUp() throws IOException {
    Path place = checkpoint(Architecture.TNL);
    assertThat(run("--checkpoint", place, "--prompt", "a river", "--max-tokens", 20)).isZero();
    String text = out.toString();
    assertThat(out.lengths.stream().distinct().count()).isGreaterThan(5);
    assertThat(err.toString())
        .startsWith("prompt 7 tokens at ")
        .contains(", 20 new at ", "(max tokens), state ")
        .endsWith(" bytes" + System.lineSeparator());
    JsonNode same =
        json("--checkpoint", place, "--prompt", "a river", "--max-tokens", 20, "--json");
    assertThat(same.path("text").textValue() + System.lineSeparator()).isEqualTo(text);
    run("--checkpoint", place, "--prompt", "a river", "--max-tokens", 20, "--print-ids");
    assertThat(out.toString().strip().split(" "))
        .containsExactly(JSON.convertValue(same.path("tokens"), String[].class));
    run("--checkpoint", place, "--prompt", "a river", "--max-tokens", 20, "--seed", 2);
    assertThat(out.toString()).isNotEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource
  void aSavedStateIsThePrompt(Architecture architecture) throws IOException {
    Path place = checkpoint(architecture);
    Path state = folder.resolve("book.state");
    Path book = Files.writeString(folder.resolve("book.txt"), "of the law, ".repeat(100));
    JsonNode direct =
        json("--checkpoint", place, "--prompt-file", book, "--save-state", state, "--json");
    JsonNode later = json("--checkpoint", place, "--state", state, "--json");
    assertThat(direct.path("prompt_tokens")).hasSize(1200);
    assertThat(later.path("restored_tokens").intValue()).isEqualTo(1200);
    assertThat(later.path("prompt_tokens")).isEmpty();
    for (String key : List.of("tokens", "logprobs", "text", "stop_reason", "state_bytes")) {
      assertThat(later.path(key)).as(key).isEqualTo(direct.path(key));
    }
    JsonNode appended =
        json("--checkpoint", place, "--state", state, "--prompt", "and", "--json", "--greedy");
    assertThat(appended.path("prompt_tokens").toString()).isEqualTo("[97,110,100]");
  }

  @ParameterizedTest
  @EnumSource
  void computesInEveryType(Architecture architecture) throws IOException {
    Path place = checkpoint(architecture);
    Object[] words = {
      "--checkpoint",
      place,
      "--prompt",
      "river ".repeat(20),
      "--json",
      "--greedy",
      "--max-tokens",
      3
    };
    JsonNode wide = json(with(words, "--dtype", "fp64"));
    JsonNode usual = json(with(words, "--state-dtype", "fp64"));
    JsonNode narrow = json(with(words, "--dtype", "bf16"));
    assertThat(wide.path("state_bytes")).isEqualTo(usual.path("state_bytes"));
    assertThat(wide.path("state_bytes").intValue())
        .isEqualTo(2 * narrow.path("state_bytes").intValue());
    double expected = wide.path("logprobs").path(0).doubleValue();
    assertThat(usual.path("logprobs").path(0).doubleValue()).isCloseTo(expected, within(1e-4));
    assertThat(narrow.path("logprobs").path(0).doubleValue()).isCloseTo(expected, within(0.3));
  }

  private static Object[] with(Object[] words, Object... more) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void stopsAreUnescaped() {
    assertThat(SamplingOptions.unescape("a\\n\\t\\\\nb")).isEqualTo("a\n\t\\nb");
  }

  @Test
  void badInputIsExitCode2() throws IOException {
    Path place = checkpoint(Architecture.HGRN2);
    Object[] words = {"--checkpoint", place, "--prompt", "a"};
    refused("no prompt: give --prompt TEXT", "--checkpoint", place);
    refused("Missing required option: '--checkpoint", "--prompt", "a");
    refused("there is no such file or folder", "--checkpoint", folder.resolve("x"), "--prompt", "");
    refused("both --prompt and --prompt-file", with(words, "--prompt-file", "x"));
    refused("there is no such file", "--checkpoint", place, "--prompt-file", folder.resolve("x"));
    refused("that the locale", "--checkpoint", place, "--prompt", "a\uFFFDb");
    refused("temperature = -1.0, must be", with(words, "--temperature", -1));
    refused("--temperature 0.5 is given too", with(words, "--greedy", "--temperature", 0.5));
    refused("top-p = 2.0, must be", with(words, "--top-p", 2));
    refused("max tokens = -1, must be", with(words, "--max-tokens", -1));
    refused("a stop string is empty", with(words, "--stop", ""));
    refused("a backslash stands before", with(words, "--stop", "\\q"));
    refused("a backslash stands before", with(words, "--stop", "a\\"));
    refused("--threads = 0", with(words, "--threads", 0));
    refused("must be fp32 or fp64", with(words, "--state-dtype", "bf16"));
    refused("leave out --print-ids", with(words, "--json", "--print-ids"));
    refused("no such file", with(words, "--state", folder.resolve("x.state")));
    Path bytes = Files.write(folder.resolve("latin1.txt"), new byte[] {'a', (byte) 0xE4, 'b'});
    refused("is no UTF-8", "--checkpoint", place, "--prompt-file", bytes);
  }

  @Test
  void aMissingTokenizerNamesThePlaces() throws IOException {
    Path place = checkpoint(Architecture.TNL);
    Path corpus = place.resolve("../../../corpus/tokenizer.json").normalize();
    Path elsewhere = folder.resolve("tokenizer.json");
    Files.move(corpus, elsewhere);
    refused("looked for " + place.resolve("tokenizer.json"), "--checkpoint", place, "--prompt", "");
    assertThat(err.toString()).contains(corpus.toString(), "--tokenizer FILE");
    assertThat(
            run("--checkpoint", place, "--prompt", "", "--tokenizer", elsewhere, "--max-tokens", 1))
        .isZero();
    Files.move(elsewhere, place.resolve("tokenizer.json"));
    JsonNode begun = json("--checkpoint", place, "--prompt", "", "--json", "--max-tokens", 0);
    assertThat(begun.path("prompt_tokens").toString()).isEqualTo("[256]");
    assertThat(begun.path("tokens")).isEmpty();
  }

  @Test
  void weightsThatAreNotFiniteAreNamed() throws IOException {
    Path place = checkpoint(Architecture.TNL, Double.NaN);
    assertThat(run("--checkpoint", place, "--prompt", "a")).isEqualTo(Main.BAD_INPUT);
    assertThat(err.toString()).contains("the score of token 0 is NaN").doesNotContain("\tat ");
  }

  @Test
  void aStateOfAnotherCheckpointIsRefused() throws IOException {
    Path state = folder.resolve("a.state");
    Path tnl = checkpoint(Architecture.TNL);
    run("--checkpoint", tnl, "--prompt", "a", "--save-state", state, "--max-tokens", 0);
    Path hgrn2 = checkpoint(Architecture.HGRN2);
    refused("the state of another model", "--checkpoint", hgrn2, "--state", state);
    refused("computed in FLOAT32", "--checkpoint", tnl, "--state", state, "--dtype", "fp64");
    refused(
        "--state-dtype differs", "--checkpoint", tnl, "--state", state, "--state-dtype", "fp64");
  }

  @Test
  void importedModelsKeepTheirTokenizer() throws IOException {
    Path weights = SharedData.require("models/stories260K.bin");
    Path vocabulary = SharedData.require("models/tok512.bin");
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.copy(weights, foreign.resolve("model.bin"));
    Files.copy(vocabulary, foreign.resolve("tokenizer.bin"));
    Path own = folder.resolve("own");
    String[] words = {"import", foreign.resolve("model.bin").toString(), own.toString()};
    assertThat(Main.commandLine().execute(words)).isZero();
    Object[] story = {"--prompt", "Once", "--seed", 4, "--max-tokens", 30, "--json"};
    JsonNode imported = json(with(story, "--checkpoint", own));
    JsonNode direct = json(with(story, "--checkpoint", weights));
    for (String key : List.of("prompt_tokens", "tokens", "logprobs", "text")) {
      assertThat(imported.path(key)).as(key).isEqualTo(direct.path(key));
    }
  }

  @Test
  void helpTeaches() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("state of fixed size", "Examples:", "--save-state");
  }

  @Test
  void runsAsAProcess() throws IOException, InterruptedException {
    Path place = checkpoint(Architecture.COSFORMER2);
    Launched launched =
        Launched.run(
            folder,
            "generate",
            "--checkpoint",
            place.toString(),
            "--prompt",
            "a river",
            "--max-tokens",
            "3",
            "--print-ids");
    assertThat(launched.exitCode()).as(launched.output()).isZero();
    assertThat(launched.output()).containsPattern("(?m)^\\d+ \\d+ \\d+ $").contains("3 new at");
  }

  /** A published model, and what an independent implementation in float64 writes with it. */
  @Test
  void aPublishedModelWritesItsStory() throws IOException {
    Path weights = SharedData.require("models/stories260K.bin");
    JsonNode golden = JSON.readTree(SharedData.require("models/stories260K.golden.json").toFile());
    for (String type : List.of("fp32", "fp64")) {
      JsonNode story =
          json(
              "--checkpoint",
              weights,
              "--prompt",
              "",
              "--greedy",
              "--max-tokens",
              200,
              "--dtype",
              type,
              "--json");
      assertThat(story.path("prompt_tokens").toString()).isEqualTo("[1]");
      assertThat(story.path("text")).isEqualTo(golden.path("text"));
      double worst = 0;
      for (int i = 0; i < 200; i++) {
        assertThat(story.path("tokens").path(i)).isEqualTo(golden.path("tokens").path(i + 1));
        double difference =
            story.path("logprobs").path(i).doubleValue() + golden.path("nll").path(i).doubleValue();
        worst = Math.max(worst, Math.abs(difference));
      }
      assertThat(worst).as(type).isLessThan(type.equals("fp64") ? 1e-9 : 1e-4);
    }
    JsonNode line =
        json("--checkpoint", weights, "--prompt", "Once", "--greedy", "--stop", "\\n", "--json");
    assertThat("Once" + line.path("text").textValue())
        .isEqualTo(golden.path("text").textValue().lines().findFirst().orElseThrow());
    assertThat(line.path("stop_reason").textValue()).isEqualTo("stop_string");
  }
}
