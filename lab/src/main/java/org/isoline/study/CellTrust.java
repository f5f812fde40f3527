package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.corpus.TokenShard;
import org.isoline.files.AtomicFile;
import org.isoline.model.Kernels;
import org.isoline.verify.TrustPage;

/**
 * Writes the trust page of a cell's last checkpoint, from the file that others will load.
 *
 * <p>It says whether the numbers of a run can be relied on; it never decides whether the run is
 * done.
 *
 * @param cell identifier
 * @param file where the page goes
 * @param log hears plain lines for people
 */
record CellTrust(String cell, Path file, Consumer<String> log) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * Writes the page, unless there is one of that checkpoint.
   *
   * @param text validation tokens, from the first on
   * @param kernels the forms that trained the cell
   * @throws IOException if it cannot be written
   */
  void write(CheckpointStore store, TokenShard text, Kernels kernels) throws IOException {
    List<Long> steps = store.steps();
    if (steps.isEmpty() || isWritten(steps.getFirst())) {
      return;
    }
    long step = steps.getFirst();
    TrustPage page;
    try (ModelFolder checkpoint = ModelFolder.open(store.read(step).folder())) {
      page =
          TrustPage.of(
              checkpoint, TrustPage.Options.DEFAULT.withText(start(text)).withKernels(kernels));
    } catch (RuntimeException e) {
      // Whatever keeps the page from being made, the cell was trained and evaluated.
      log.accept("%s: no trust page of step %d: %s".formatted(cell, step, e.getMessage()));
      return;
    }
    ObjectNode json = JSON.createObjectNode();
    json.put("step", step);
    json.setAll((ObjectNode) JSON.valueToTree(page));
    AtomicFile.write(file, JSON.writeValueAsString(json));
    page.meanings()
        .forEach(
            (quantity, meaning) ->
                log.accept("%s: step %d FAILS %s: %s".formatted(cell, step, quantity, meaning)));
  }

  private boolean isWritten(long step) {
    try {
      JsonNode former = JSON.readTree(Files.exists(file) ? Files.readString(file) : "{}");
      return former.path("step").asLong(-1) == step;
    } catch (IOException e) {
      log.accept("%s: %s is written again: %s".formatted(cell, file, e.getMessage()));
      return false;
    }
  }

  private static List<Integer> start(TokenShard text) {
    List<Integer> ids = new ArrayList<>();
    for (long i = 0; i < Math.min(text.tokens(), TrustPage.Options.DEFAULT.tokens() + 1L); i++) {
      ids.add(text.token(i));
    }
    return ids;
  }
}
