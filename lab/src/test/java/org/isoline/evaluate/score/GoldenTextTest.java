package org.isoline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.score.RollingScorer.Loss;
import org.isoline.evaluate.score.RollingScorer.Mode;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.model.Kernels;
import org.isoline.tensor.DType;
import org.junit.jupiter.api.Test;

/** Scores of a published model against an independent computation in float64. */
class GoldenTextTest {
  @Test
  void aTextCostsWhatItDoesInAnotherProgram() throws IOException {
    Path models =
        Path.of(System.getProperty("isoline.data", "../../shared/data")).resolve("models");
    assumeTrue(Files.exists(models.resolve("stories260K.golden.json")), "no golden text here");
    JsonNode golden =
        new ObjectMapper().readTree(models.resolve("stories260K.golden.json").toFile());
    try (LoadedModel model =
        LoadedModel.open(
            models.resolve("stories260K.bin"), Optional.empty(), DType.FLOAT64, Kernels.DEFAULT)) {
      JsonNode tokens = golden.path("tokens");
      int[] text = new int[tokens.size() - 1];
      for (int i = 0; i < text.length; i++) {
        text[i] = tokens.get(i + 1).asInt();
      }
      assertThat(model.encoding().prefix()).isEqualTo(tokens.get(0).asInt());
      Scorer scorer =
          new Scorer(model.decoder(), model.encoding(), new Window(512, Overflow.REFUSE));
      RollingScorer rolling = new RollingScorer(model.decoder(), scorer);
      for (Mode mode : List.of(new Mode.Disjoint(), new Mode.Stateful())) {
        Loss loss = rolling.scoreTokens(List.of(text), mode, _ -> {}).getFirst();
        assertThat(loss.nats() / loss.tokens()).isCloseTo(0.4734177, within(1e-7));
      }
    }
  }
}
