package org.isoline.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.Parameters;
import org.isoline.oracle.OracleCase;
import org.isoline.oracle.OracleSpec;
import org.isoline.oracle.OracleSpecs;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every architecture, format and form of the kernels against two independent implementations of the
 * published definitions: stored cases, and cases of other shapes made here.
 */
class GoldenCasesTest {
  private static final List<DType> DTYPES = List.of(DType.FLOAT64, DType.FLOAT32);

  @BeforeAll
  static void oneThread() {
    Threads.set(1);
  }

  static Path stored(String name) {
    try {
      return Path.of(GoldenCasesTest.class.getResource("/golden/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"llama_paper_stored_theta", "tnl_paper", "hgrn2_paper", "cosformer2_paper"})
  void storedCasesPassInEveryForm(String name) {
    assertPass(GoldenCases.verify(List.of(stored(name)), DTYPES, List.of(Form.values())));
  }

  static Stream<OracleSpec> specs() {
    return OracleSpecs.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("specs")
  void casesOfOtherShapesPassInEveryForm(OracleSpec spec, @TempDir Path folder) throws IOException {
    OracleCase.write(folder.resolve(spec.name()), spec);
    assertPass(
        GoldenCases.verify(List.of(folder.resolve(spec.name())), DTYPES, List.of(Form.values())));
  }

  /** The same function under Hugging Face's names; its frequencies are not rounded to float32. */
  @Test
  void huggingFaceNamesHoldTheSameModel() {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off();
        ModelFolder folder = ModelFolder.open(stored("llama_paper"));
        Parameters parameters = folder.parameters(DType.FLOAT64, Device.CPU);
        Safetensors io = Safetensors.open(stored("llama_paper").resolve("io.safetensors"))) {
      Decoder decoder = new Decoder(folder.config(), parameters, Kernels.DEFAULT);
      double[] logits = decoder.logits(io.load("input_ids")).toDoubles();
      assertThat(Differences.largest(logits, io.load("logits").toDoubles())).isLessThan(1e-6);
    }
  }

  private static void assertPass(List<Checks> results) {
    assertThat(results).hasSize(DTYPES.size());
    for (Checks result : results) {
      assertThat(result.checks()).isNotEmpty();
      assertThat(result.checks().stream().filter(check -> !check.pass()))
          .as(result.name() + " " + result.dtype())
          .isEmpty();
    }
  }
}
