package org.isoline.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.model.Architecture;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Threads;
import org.isoline.verify.TrustPage.Options;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrustPageTest {
  private static final int VOCABULARY = 61;

  @TempDir Path folder;

  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  private static ModelConfig config(Architecture architecture) {
    return ModelConfig.paper(architecture, Shape.of(2, 32, 16), VOCABULARY, 48);
  }

  private TrustPage page(ModelConfig config, Options options, Consumer<Parameters> change)
      throws IOException {
    try (ModelFolder model =
        ModelFolder.open(TinyCheckpoint.write(folder.resolve("step-9"), config, change))) {
      return TrustPage.of(model, options);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void aSoundModelPassesEverything(Architecture architecture) throws IOException {
    long started = CpuTime.nanoseconds();
    TrustPage page = page(config(architecture), Options.DEFAULT, parameters -> {});

    assertThat(page.pass()).as(page.text()).isTrue();
    assertThat((CpuTime.nanoseconds() - started) * 1e-9).as("seconds").isLessThan(5);
    assertThat(page.cases()).extracting(Checks::dtype).containsExactly("float32", "float64");
    assertThat(page.cases().getFirst().checks()).hasSize(12);
    assertThat(page.cases().getLast().checks()).hasSize(8);
    assertThat(page.meanings()).isEmpty();
    assertThat(check(page, 1, Quantity.GRADIENT).maxDifference()).isPositive();
    assertThat(check(page, 0, Quantity.TYPES_LOGITS).maxDifference()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void weightsOfThreeTimesTheSizePass(Architecture architecture) throws IOException {
    TrustPage page =
        page(
            config(architecture),
            Options.DEFAULT,
            parameters ->
                parameters
                    .named()
                    .forEach(
                        (name, tensor) -> {
                          if (name.endsWith("proj.weight")) {
                            InPlace.mul(tensor, 3);
                          }
                        }));
    assertThat(page.pass()).as(page.text()).isTrue();
  }

  @Test
  void aPoisonedTensorIsFoundAndNamed() throws IOException {
    String name = "model.layers.1.token_mixer.out_proj.weight";
    TrustPage page =
        page(
            config(Architecture.TNL),
            Options.DEFAULT,
            parameters ->
                InPlace.fill(parameters.get(name).select(0, 3).narrow(0, 1, 2), Double.NaN));

    assertThat(page.pass()).isFalse();
    assertThat(check(page, 0, Quantity.WEIGHTS_FINITE).maxDifference()).isEqualTo(2);
    assertThat(page.notes()).contains(name + ": 2 of 1024 numbers are not finite");
    assertThat(page.meanings()).containsOnlyKeys(Quantity.WEIGHTS_FINITE.words());
    assertThat(page.text())
        .contains("FAIL", "FAILED weights that are no finite number: ", name)
        .doesNotContain("float64\n");
  }

  @Test
  void overflowOfActivationsIsFound() throws IOException {
    TrustPage page =
        page(
            config(Architecture.LLAMA),
            Options.DEFAULT,
            parameters -> InPlace.mul(parameters.get("model.final_norm.weight"), 1e39));
    assertThat(page.pass()).isFalse();

    TrustPage wide =
        page(
            config(Architecture.LLAMA),
            Options.DEFAULT,
            parameters -> InPlace.mul(parameters.get("model.final_norm.weight"), 3e38));
    assertThat(check(wide, 0, Quantity.WEIGHTS_FINITE).pass()).isTrue();
    assertThat(check(wide, 0, Quantity.LOGITS_FINITE).pass()).isFalse();
  }

  @Test
  void deadTensorsAreNotedAndPass() throws IOException {
    TrustPage page =
        page(
            config(Architecture.HGRN2),
            Options.DEFAULT,
            parameters ->
                InPlace.fill(parameters.get("model.layers.0.token_mixer.out_proj.weight"), 0));
    assertThat(page.pass()).as(page.text()).isTrue();
    assertThat(page.notes())
        .contains(
            "model.layers.0.token_mixer.out_proj.weight is zero throughout",
            "model.layers.0.token_mixer.in_proj.weight gets no gradient from this text");
  }

  @Test
  void theSameOptionsGiveTheSamePageAndOtherTextAnother() throws IOException {
    ModelConfig config = config(Architecture.COSFORMER2);
    TrustPage first = page(config, Options.DEFAULT, parameters -> {});
    assertThat(page(config, Options.DEFAULT, parameters -> {})).isEqualTo(first);
    List<Integer> text = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    TrustPage other = page(config, Options.DEFAULT.withText(text), parameters -> {});
    assertThat(other.pass()).isTrue();
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void largeModelsSkipFloat64AndSayIt() throws IOException {
    Options small = new Options(List.of(), 70, 1, 1, 1000, Kernels.DEFAULT);
    TrustPage page = page(config(Architecture.TNL), small, parameters -> {});
    assertThat(page.cases()).singleElement().extracting(Checks::dtype).isEqualTo("float32");
    assertThat(page.cases().getFirst().checks()).hasSize(10);
    assertThat(page.notes()).anyMatch(note -> note.contains("more than 1,000 parameters"));
  }

  @Test
  void jsonHasTheShapeOfGoldenCases() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .valueToTree(page(config(Architecture.TNL), Options.DEFAULT, parameters -> {}));
    assertThat(json.path("pass").asBoolean()).isTrue();
    JsonNode one = json.path("cases").path(0);
    assertThat(one.path("name").asText()).isEqualTo("step-9");
    assertThat(one.path("dtype").asText()).isEqualTo("float32");
    assertThat(one.path("pass").asBoolean()).isTrue();
    for (String key : List.of("quantity", "max_difference", "tolerance", "pass")) {
      assertThat(one.path("checks").path(3).has(key)).as(key).isTrue();
    }
  }

  @Test
  void badOptionsAreRefused() {
    assertThatThrownBy(() -> page(config(Architecture.TNL), options(List.of(3, 61), 8, 1), p -> {}))
        .isInstanceOf(VerifyException.class)
        .hasMessageContaining("token 1", "61", "60");
    assertThatThrownBy(() -> options(List.of(), 1, 1)).hasMessageContaining("tokens = 1");
    assertThatThrownBy(() -> options(List.of(), 9, 0)).hasMessageContaining("coordinates = 0");
  }

  private static Options options(List<Integer> text, int tokens, int coordinates) {
    return new Options(text, tokens, coordinates, 1, 1000, Kernels.DEFAULT);
  }

  private static Check check(TrustPage page, int at, Quantity quantity) {
    return page.cases().get(at).checks().stream()
        .filter(check -> check.quantity().equals(quantity.words()))
        .findFirst()
        .orElseThrow();
  }
}
