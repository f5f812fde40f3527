package org.isoline.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.files.AtomicFile;

/**
 * The folder of one cell: {@code runs/STUDY/CELL}.
 *
 * <p>It is self-sufficient and append-only. Lines of {@code metrics.jsonl} and {@code
 * evaluations.jsonl} may repeat a step after a resume, with the same numbers; readers take the
 * last.
 *
 * @param path the folder
 */
record RunFolder(Path path) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper LINES = new ObjectMapper();

  Path config() {
    return path.resolve("config.yaml");
  }

  Path provenance() {
    return path.resolve("provenance.json");
  }

  Path outcome() {
    return path.resolve("outcome.json");
  }

  Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  Path evaluations() {
    return path.resolve("evaluations.jsonl");
  }

  Path checkpoints() {
    return path.resolve("checkpoints");
  }

  Path trust() {
    return path.resolve("trust.json");
  }

  Path log() {
    return path.resolve("worker.log");
  }

  /** Where the cell stands; pending if nothing was written. */
  CellState state() {
    if (!Files.exists(outcome())) {
      return new CellState.Pending();
    }
    try {
      return JSON.readValue(outcome().toFile(), CellState.class);
    } catch (IOException e) {
      throw new StudyException(
          outcome() + " is no cell state: " + e.getMessage() + "; delete it to run the cell again");
    }
  }

  /** Whether there is a trust page with a failed check. */
  boolean isDistrusted() {
    try {
      return Files.exists(trust()) && !JSON.readTree(trust().toFile()).path("pass").asBoolean(true);
    } catch (IOException e) {
      return true;
    }
  }

  void write(CellState state) {
    try {
      // The declared type makes Jackson add the name of the variant.
      AtomicFile.write(outcome(), JSON.writerFor(CellState.class).writeValueAsString(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends one record as a line; a line torn by a kill is closed off first. */
  static void append(Path file, JsonNode record) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      String line = LINES.writeValueAsString(record) + "\n";
      if (end > 0) {
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, end - 1);
        line = last.get(0) == '\n' ? line : "\n" + line;
      }
      channel.position(end);
      AtomicFile.writeFully(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** All whole records of a file, in order; torn lines are passed over. */
  static List<JsonNode> records(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<JsonNode> records = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        parse(line).ifPresent(records::add);
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The last whole record of a file, read from its end. */
  static Optional<JsonNode> lastRecord(Path file) {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      int size = (int) Math.min(4096, access.length());
      byte[] tail = new byte[size];
      access.seek(access.length() - size);
      access.readFully(tail);
      String[] lines = new String(tail, StandardCharsets.UTF_8).split("\n");
      for (int i = lines.length - 1; i >= 0; i--) {
        Optional<JsonNode> record = parse(lines[i]);
        if (record.isPresent()) {
          return record;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(LINES.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The last lines of the worker's log. */
  List<String> logTail(int lines) {
    if (!Files.exists(log())) {
      return List.of();
    }
    try {
      List<String> all =
          new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("(cannot read " + log() + ": " + e.getMessage() + ")");
    }
  }
}
