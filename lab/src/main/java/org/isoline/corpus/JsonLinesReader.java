package org.isoline.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Reads JSON lines; every complaint names file and line. */
final class JsonLinesReader {
  /** Which files of a folder count. */
  static final Predicate<String> IN_FOLDER =
      name -> name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");

  private static final int BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final JsonLines source;
  private final TextDecoder decoder;
  private final BiConsumer<String, String> sink;
  private final ObjectMapper json;

  JsonLinesReader(JsonLines source, TextDecoder decoder, BiConsumer<String, String> sink) {
    this.source = source;
    this.decoder = decoder;
    this.sink = sink;
    StreamReadConstraints anyLength =
        StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();
    this.json =
        new ObjectMapper(JsonFactory.builder().streamReadConstraints(anyLength).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  void read() {
    for (InputFiles.InputFile file : InputFiles.resolve(source.pattern(), IN_FOLDER)) {
      readFile(file);
    }
  }

  private void readFile(InputFiles.InputFile file) {
    long number = 0;
    try (InputStream in = open(file.path())) {
      for (byte[] line = nextLine(in); line != null; line = nextLine(in)) {
        number++;
        readLine(file, number, number == 1 ? withoutByteOrderMark(line) : line);
      }
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot be read after line %d: %s".formatted(file.path(), number, e.getMessage()), e);
    }
  }

  private void readLine(InputFiles.InputFile file, long number, byte[] line) {
    String where = file.path() + ":" + number;
    long invalidBefore = decoder.invalid();
    Optional<String> decoded = decoder.decode(line, where);
    if (decoded.isEmpty() || decoded.get().isBlank()) {
      return;
    }
    JsonNode object = parse(decoded.get(), where);
    String text = text(object, where);
    boolean countedAlready = decoder.invalid() > invalidBefore;
    Optional<String> checked =
        countedAlready ? Optional.of(Utf8.replaceLoneSurrogates(text)) : decoder.check(text, where);
    checked.ifPresent(
        wellFormed ->
            sink.accept(
                source
                    .idField()
                    .map(field -> id(object, field, where))
                    .orElseGet(() -> lineId(file, number)),
                wellFormed));
  }

  private JsonNode parse(String line, String where) {
    try {
      JsonNode node = json.readTree(line);
      if (!node.isObject()) {
        throw new CorpusException(
            "%s: JSON of type %s, not object; each line must be one object with the field \"%s\""
                .formatted(where, kind(node), source.textField()));
      }
      return node;
    } catch (JsonProcessingException e) {
      String column = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new CorpusException(
          "%s: malformed JSON%s: %s".formatted(where, column, e.getOriginalMessage()), e);
    }
  }

  private String text(JsonNode object, String where) {
    JsonNode value = field(object, source.textField(), "textField", where);
    if (!value.isTextual()) {
      throw new CorpusException(
          "%s: the field \"%s\" is of type %s, not string; set textField to a field that holds text"
              .formatted(where, source.textField(), kind(value)));
    }
    return value.textValue();
  }

  private static String id(JsonNode object, String field, String where) {
    JsonNode value = field(object, field, "idField", where);
    if (!value.isTextual() && !value.isNumber()) {
      throw new CorpusException(
          "%s: the field \"%s\" is of type %s; an id is a string or a number"
              .formatted(where, field, kind(value)));
    }
    return value.asText();
  }

  private static JsonNode field(JsonNode object, String field, String setting, String where) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw new CorpusException(
          "%s: no field \"%s\"; the fields are: %s; set %s to one of them"
              .formatted(where, field, fieldNames(object), setting));
    }
    return value;
  }

  private static String fieldNames(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? "(none)" : String.join(", ", names);
  }

  private static String kind(JsonNode value) {
    return value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** Digits enough that the order of ids is the order of lines. */
  private static String lineId(InputFiles.InputFile file, long number) {
    return "%s:%010d".formatted(file.name(), number);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      boolean compressed = file.getFileName().toString().endsWith(".gz");
      return new BufferedInputStream(compressed ? new GZIPInputStream(raw, BUFFER) : raw, BUFFER);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** The bytes up to the next line feed, or null at the end of the file. */
  private static byte[] nextLine(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (b >= 0 && b != '\n') {
      line.write(b);
      b = in.read();
    }
    return line.toByteArray();
  }

  private static byte[] withoutByteOrderMark(byte[] line) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked = line.length >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark);
    return marked ? Arrays.copyOfRange(line, mark, line.length) : line;
  }
}
