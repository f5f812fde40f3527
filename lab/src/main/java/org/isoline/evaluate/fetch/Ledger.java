package org.isoline.evaluate.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.isoline.files.AtomicFile;

/**
 * {@code fetched.json}: what each address gave, and which file came out of it. It holds the
 * checksums of what the catalogue does not pin. Several processes may write it; each reads it again
 * under a lock before it does.
 */
final class Ledger {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int FORMAT = 1;
  private static final String SOURCES = "sources";
  private static final String FILES = "files";

  private final Path file;
  private final Path lock;

  Ledger(Path file, Path lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * What an address gave.
   *
   * @param from the address that was really asked, such as a mirror's
   * @param pinned whether the catalogue knew the checksum; else it was trusted on first use
   * @param fetched when, in ISO 8601
   */
  record Fetched(String sha256, long bytes, String from, boolean pinned, String fetched) {}

  /**
   * A file taken out of an archive.
   *
   * @param archive checksum of the archive
   */
  record Taken(String sha256, long bytes, String archive) {}

  Path file() {
    return file;
  }

  Optional<Fetched> fetched(String address) throws IOException {
    JsonNode entry = read().path(SOURCES).path(address);
    return entry.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Fetched(
                text(entry, "sha256"),
                entry.path("bytes").asLong(),
                text(entry, "from"),
                entry.path("pinned").asBoolean(),
                text(entry, "fetched")));
  }

  Optional<Taken> taken(String name) throws IOException {
    JsonNode entry = read().path(FILES).path(name);
    return entry.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Taken(text(entry, "sha256"), entry.path("bytes").asLong(), text(entry, "archive")));
  }

  void record(String address, Fetched fetched) throws IOException, InterruptedException {
    change(
        tree -> {
          ObjectNode entry = tree.withObjectProperty(SOURCES).putObject(address);
          entry.put("sha256", fetched.sha256());
          entry.put("bytes", fetched.bytes());
          entry.put("from", fetched.from());
          entry.put("pinned", fetched.pinned());
          entry.put("fetched", fetched.fetched());
        });
  }

  void record(String name, Taken taken) throws IOException, InterruptedException {
    change(
        tree -> {
          ObjectNode entry = tree.withObjectProperty(FILES).putObject(name);
          entry.put("sha256", taken.sha256());
          entry.put("bytes", taken.bytes());
          entry.put("archive", taken.archive());
        });
  }

  private void change(Consumer<ObjectNode> change) throws IOException, InterruptedException {
    try (FetchLock _ = FetchLock.acquire(lock, () -> {})) {
      ObjectNode tree = read();
      change.accept(tree);
      AtomicFile.write(file, JSON.writeValueAsString(tree) + "\n");
    }
  }

  private ObjectNode read() throws IOException {
    if (!Files.exists(file)) {
      ObjectNode empty = JSON.createObjectNode();
      empty.put("format", FORMAT);
      return empty;
    }
    try {
      if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode tree
          && tree.path("format").asInt() == FORMAT) {
        return tree;
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw broken(e);
    }
    throw broken(null);
  }

  private String text(JsonNode entry, String key) throws IOException {
    if (!entry.path(key).isTextual()) {
      throw broken(null);
    }
    return entry.path(key).asText();
  }

  private FetchException broken(Throwable cause) {
    return new FetchException(
        "%s is not a record of format %d; delete it, and what it knew is verified anew or fetched again"
            .formatted(file, FORMAT),
        cause);
  }
}
