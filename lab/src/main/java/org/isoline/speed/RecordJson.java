package org.isoline.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;

/** A record as one JSON document, all numbers at full precision and in SI units. */
final class RecordJson {
  /** Changes when a reader of the former would misunderstand. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordJson() {}

  static ObjectNode of(SpeedRecord record) {
    ObjectNode document = JSON.createObjectNode();
    document.put("isoline_speed", VERSION);
    document.put("benchmark", record.benchmark());
    document.put("started", record.started());
    document.put("clock", record.clock().name().toLowerCase(Locale.ROOT));
    document.put("threads", record.effort().threads());
    document.put("repeats", record.effort().repeats());
    document.put("limit_s", record.effort().limitSeconds());
    document.set("machine", JSON.valueToTree(record.machine()));
    document.set("settings", JSON.valueToTree(new TreeMap<>(record.settings())));
    ObjectNode ceilings = document.putObject("ceilings");
    ceilings.set("before", ceilings(record.before()));
    ceilings.set("after", ceilings(record.after()));
    ArrayNode columns = document.putArray("columns");
    for (Column column : record.table().columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("role", column.role().name().toLowerCase(Locale.ROOT));
    }
    document.set("rows", JSON.valueToTree(record.table().rows()));
    document.set("notes", JSON.valueToTree(record.notes()));
    return document;
  }

  private static ObjectNode ceilings(Ceilings ceilings) {
    ObjectNode node = JSON.createObjectNode();
    node.put("fp32_flops", ceilings.fp32());
    ceilings.bf16().ifPresent(rate -> node.put("bf16_flops", rate));
    return node;
  }

  /**
   * Reads a file that {@link #of} described.
   *
   * @throws SpeedException if it is none
   */
  static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new SpeedException("there is no file " + file);
    }
    JsonNode document;
    try {
      document = JSON.readTree(Files.readString(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new SpeedException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    if (document.path("isoline_speed").asInt() != VERSION
        || !document.path("rows").isArray()
        || !document.path("columns").isArray()) {
      throw new SpeedException(
          "%s is not a record of isoline bench (isoline_speed = %s, must be %d, with columns and rows); give the .json that --out writes"
              .formatted(file, document.path("isoline_speed"), VERSION));
    }
    return document;
  }
}
