package org.isoline.evaluate.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import org.isoline.files.AtomicFile;

/**
 * {@code NAME.part}: the first bytes of a file, and in {@code NAME.part.json} where they are from,
 * which is written before the first of them.
 */
final class PartFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path part;
  private final Path note;

  /**
   * The part of a file.
   *
   * @param whole name of the file
   */
  PartFile(Path whole) {
    this.part = whole.resolveSibling(whole.getFileName() + ".part");
    this.note = whole.resolveSibling(whole.getFileName() + ".part.json");
  }

  /**
   * Where the bytes are from.
   *
   * @param address that was asked
   * @param validator what tells this version from others: a strong ETag or a Last-Modified
   * @param total size of the whole
   */
  record Origin(String address, Optional<String> validator, OptionalLong total) {}

  Path path() {
    return part;
  }

  long size() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** Where the bytes are from; empty if that is not known, or if there are none. */
  Optional<Origin> origin() throws IOException {
    if (size() == 0 || !Files.exists(note)) {
      return Optional.empty();
    }
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(note));
      return Optional.of(
          new Origin(
              tree.path("address").asText(),
              Optional.ofNullable(tree.path("validator").textValue()),
              tree.path("total").isNumber()
                  ? OptionalLong.of(tree.path("total").asLong())
                  : OptionalLong.empty()));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Begins anew. */
  void restart(Origin origin) throws FetchException {
    try {
      delete();
      ObjectNode tree = JSON.createObjectNode();
      tree.put("address", origin.address());
      origin.validator().ifPresent(validator -> tree.put("validator", validator));
      origin.total().ifPresent(total -> tree.put("total", total));
      AtomicFile.write(note, JSON.writeValueAsString(tree) + "\n");
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Opens the part behind its last byte. */
  FileChannel append() throws FetchException {
    try {
      return FileChannel.open(
          part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Writes bytes; a failure is this machine's and not the server's. */
  void write(FileChannel channel, byte[] bytes, int count) throws FetchException {
    try {
      AtomicFile.writeFully(channel, ByteBuffer.wrap(bytes, 0, count));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Gives the part its name. */
  void publish(Path whole) throws IOException {
    AtomicFile.publish(part, whole);
    Files.deleteIfExists(note);
  }

  void delete() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(note);
  }

  private FetchException unwritable(IOException e) {
    return new FetchException(
        "cannot write %s: %s; what came so far is kept, make room or choose another folder with --data"
            .formatted(part, e.getMessage()),
        e);
  }
}
