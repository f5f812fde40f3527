package org.isoline.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.files.AtomicFile;
import org.isoline.model.Cost;

/** {@code config.yaml} of a cell: everything resolved, with the hash that a resume must match. */
final class CellFile {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private CellFile() {}

  /**
   * Writes the file, or finds that it belongs to this cell.
   *
   * @throws StudyException if the folder was begun under another configuration
   */
  static void claim(Path file, Cell cell) throws IOException {
    if (Files.exists(file)) {
      String former = YAML.readTree(file.toFile()).path("hash").asText("none");
      if (!former.equals(cell.hash())) {
        throw new StudyException(
            "the study was edited after %s was begun: its config.yaml has hash %.12s, cell %s now has %.12s; give the study another name, restore the former file, or delete that folder"
                .formatted(file.getParent(), former, cell.id(), cell.hash()));
      }
      return;
    }
    AtomicFile.write(file, YAML.writeValueAsString(tree(cell)));
  }

  private static JsonNode tree(Cell cell) {
    Cost cost = Cost.of(cell.model());
    ObjectNode tree = YAML.createObjectNode();
    tree.put("cell", cell.id());
    tree.put("hash", cell.hash());
    tree.put("architecture", cell.architecture().id());
    tree.put("size", cell.size());
    tree.put("seed", cell.seed());
    tree.put("layers", cell.model().shape().layers());
    tree.put("width", cell.model().shape().width());
    tree.put("params_non_embedding", cost.nonEmbedding());
    tree.put("params_total", cost.total());
    tree.put("steps", cell.recipe().steps());
    tree.set("model", YAML.valueToTree(cell.model()));
    tree.set("recipe", YAML.valueToTree(cell.recipe()));
    tree.put("schedule", cell.recipe().schedule().kind());
    return tree;
  }
}
