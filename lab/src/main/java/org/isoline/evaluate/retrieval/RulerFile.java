package org.isoline.evaluate.retrieval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.isoline.evaluate.EvaluationException;
import org.isoline.files.AtomicFile;

/**
 * Items as JSON lines: one object a line, fields in one order, UTF-8, a line feed behind each.
 * Equal items have equal bytes, so a hash says whether two models were asked the same.
 */
public final class RulerFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private RulerFile() {}

  /** A line, before it is known to be an item. */
  private record Line(
      String task,
      Integer index,
      String prompt,
      String answerPrefix,
      List<String> references,
      Integer maxNewTokens,
      Integer tokens) {
    boolean complete() {
      return Stream.of(task, index, prompt, answerPrefix, references, maxNewTokens, tokens)
              .allMatch(Objects::nonNull)
          && references.stream().allMatch(Objects::nonNull);
    }

    RulerItem item() {
      return new RulerItem(
          RulerTask.of(task), index, prompt, answerPrefix, references, maxNewTokens, tokens);
    }
  }

  /** The items' canonical form. */
  public static String jsonLines(List<RulerItem> items) {
    StringBuilder lines = new StringBuilder();
    items.forEach(item -> lines.append(json(item)).append('\n'));
    return lines.toString();
  }

  /** SHA-256 of the canonical form in UTF-8, as lower-case hexadecimal digits. */
  public static String sha256(List<RulerItem> items) {
    try {
      byte[] bytes = jsonLines(items).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * Writes the canonical form.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, List<RulerItem> items) throws IOException {
    AtomicFile.write(file, jsonLines(items));
  }

  /**
   * Reads what was written.
   *
   * @throws IOException if the file cannot be read
   * @throws EvaluationException naming file and line if one is no item
   */
  public static List<RulerItem> read(Path file) throws IOException {
    List<RulerItem> items = new ArrayList<>();
    try (var lines = Files.lines(file)) {
      lines.forEach(line -> items.add(item(line, file + ":" + (items.size() + 1))));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return List.copyOf(items);
  }

  private static RulerItem item(String text, String where) {
    try {
      Line line = JSON.readValue(text, Line.class);
      if (line == null || !line.complete()) {
        throw noItem(where, "a field is missing or null");
      }
      return line.item();
    } catch (JsonProcessingException e) {
      throw noItem(where, e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw noItem(where, e.getMessage());
    }
  }

  private static EvaluationException noItem(String where, String reason) {
    return new EvaluationException(
        "%s: no item as it was written: %s; generate the file again".formatted(where, reason));
  }

  private static String json(RulerItem item) {
    ObjectNode line = JSON.createObjectNode();
    line.put("task", item.task().label());
    line.put("index", item.index());
    line.put("prompt", item.prompt());
    line.put("answerPrefix", item.answerPrefix());
    item.references().forEach(line.putArray("references")::add);
    line.put("maxNewTokens", item.maxNewTokens());
    line.put("tokens", item.tokens());
    return line.toString();
  }
}
