package org.isoline.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.files.AtomicFile;

/** JSON files of this package: indented, one form on every platform, written atomically. */
final class Json {
  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  static void write(Path file, Object value) {
    write(file, value, Publication.FLUSHED);
  }

  static void write(Path file, Object value, Publication publication) {
    DefaultIndenter lineFeeds = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lineFeeds).withArrayIndenter(lineFeeds);
    try {
      String text = MAPPER.writer(printer).writeValueAsString(value) + "\n";
      Path temporary = AtomicFile.temporary(file);
      Files.writeString(temporary, text);
      publication.publish(temporary, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> T read(Path file, Class<T> type) {
    try {
      return MAPPER.readValue(Files.readString(file), type);
    } catch (JsonProcessingException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static JsonNode readTree(Path file) {
    return read(file, JsonNode.class);
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  private static CorpusException malformed(Path file, JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
    return new CorpusException(
        "%s%s: not as it was written: %s; delete the folder and run prepare again"
            .formatted(file, line, e.getOriginalMessage()),
        e);
  }

  private static CorpusException unreadable(Path file, IOException e) {
    String reason = Files.exists(file) ? e.getMessage() : "there is no such file";
    return new CorpusException(
        "%s: cannot be read: %s; delete the folder and run prepare again".formatted(file, reason),
        e);
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
    return mapper;
  }
}
