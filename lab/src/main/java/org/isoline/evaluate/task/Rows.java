package org.isoline.evaluate.task;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.isoline.corpus.DuckSession;
import org.isoline.corpus.LineReader;

/**
 * Reads data files row by row, as their names say: {@code .jsonl}, {@code .csv}, {@code .tsv} and
 * {@code .txt}, each also with {@code .gz}, and {@code .parquet}. What is not well-formed ends the
 * reading with file and line.
 */
final class Rows {
  /** Field of the rows of a text file: a line without its line feed. */
  static final String LINE = "line";

  private static final int LONGEST_LINE = 1 << 28;
  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final ObjectMapper MAPPER = mapper();

  private Rows() {}

  /**
   * Hands out the rows in order.
   *
   * @param more takes a row, and says whether it wants another
   * @throws TaskDataException if the file cannot be read or is not what its name says
   */
  static void read(DataFile file, Predicate<Row> more) {
    String name = file.name();
    if (file instanceof DataFile.Folder folder) {
      texts(folder, more);
    } else if (named(name, ".jsonl") || named(name, ".json")) {
      jsonLines(file, more);
    } else if (named(name, ".txt")) {
      lines(file, more);
    } else if (named(name, ".csv")) {
      table(file, csv(file, ","), more);
    } else if (named(name, ".tsv")) {
      table(file, csv(file, "\t"), more);
    } else if (name.endsWith(".parquet")) {
      table(file, "read_parquet(%s)".formatted(literal(file)), more);
    } else {
      throw TaskDataException.unreadable(
          file.shown()
              + ": of unknown form; the form of data files is said by their names: .jsonl, .csv,"
              + " .tsv, .txt, each also with .gz, or .parquet");
    }
  }

  private static void texts(DataFile.Folder folder, Predicate<Row> more) {
    long number = 0;
    for (Path file : folder.texts()) {
      ObjectNode values = MAPPER.createObjectNode();
      values.put("id", file.getFileName().toString().replaceFirst("\\.txt$", ""));
      try {
        values.put("text", Files.readString(file));
      } catch (IOException e) {
        throw TaskDataException.unreadable(file + ": is no text in UTF-8: " + e.getMessage(), e);
      }
      if (!more.test(new Row(file.toString(), ++number, values))) {
        return;
      }
    }
  }

  private static boolean named(String name, String suffix) {
    return name.endsWith(suffix) || name.endsWith(suffix + ".gz");
  }

  private static void jsonLines(DataFile file, Predicate<Row> more) {
    eachLine(
        file,
        (text, number) -> {
          String place = file.shown() + ":" + number;
          return text.isBlank() || more.test(new Row(place, number, object(text, place)));
        });
  }

  /**
   * Lines as {@code text.split("\n")} has them: a line feed at the end leaves an empty last one.
   */
  private static void lines(DataFile file, Predicate<Row> more) {
    long[] last = {0};
    boolean[] wanted = {true};
    eachLine(
        file,
        (text, number) -> {
          last[0] = number;
          wanted[0] = more.test(line(file, number, text));
          return wanted[0];
        });
    if (wanted[0] && last[0] > 0 && endsWithLineFeed(file)) {
      more.test(line(file, last[0] + 1, ""));
    }
  }

  private static Row line(DataFile file, long number, String text) {
    ObjectNode values = MAPPER.createObjectNode();
    values.put(LINE, text);
    return new Row(file.shown() + ":" + number, number, values);
  }

  private static boolean endsWithLineFeed(DataFile file) {
    try (var in = file.unpacked()) {
      byte[] buffer = new byte[1 << 16];
      int last = -1;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        last = n > 0 ? buffer[n - 1] : last;
      }
      return last == '\n';
    } catch (IOException e) {
      throw file.unreadable("", e);
    }
  }

  /** Takes a line and its number from 1, and says whether it wants another. */
  @FunctionalInterface
  interface LineSink {
    boolean more(String text, long number);
  }

  /**
   * Hands out lines without line feeds, and without carriage returns before them.
   *
   * @throws TaskDataException if a line is no UTF-8, or the first starts with a byte order mark
   */
  static void eachLine(DataFile file, LineSink sink) {
    long number = 0;
    try (LineReader lines = new LineReader(file.unpacked(), 0, LONGEST_LINE)) {
      boolean wanted = true;
      while (wanted && lines.next()) {
        number = lines.number();
        wanted = sink.more(decoded(lines, file.shown() + ":" + number), number);
      }
    } catch (IOException e) {
      throw file.unreadable(" after line " + number, e);
    }
  }

  private static String decoded(LineReader line, String place) {
    if (line.tooLong()) {
      throw TaskDataException.unreadable(
          "%s: a line of %,d bytes; the longest that is read has %,d"
              .formatted(place, line.length(), LONGEST_LINE));
    }
    String text = utf8(line.bytes(), place);
    if (line.number() == 1 && !text.isEmpty() && text.codePointAt(0) == BYTE_ORDER_MARK) {
      throw TaskDataException.unreadable(
          place + ": starts with a byte order mark; save the file as UTF-8 without one");
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static String utf8(byte[] bytes, String place) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw TaskDataException.unreadable(
          place + ": is no UTF-8; the file is damaged or in another encoding", e);
    }
  }

  private static ObjectNode object(String text, String place) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw TaskDataException.unreadable(
          "%s: \"%s\" is no JSON object; each line holds one"
              .formatted(place, BadRowException.cut(text)));
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw TaskDataException.unreadable(
          "%s: is no whole JSON object: %s".formatted(place, reason), e);
    }
  }

  private static String csv(DataFile file, String delimiter) {
    return "read_csv(%s, header = true, all_varchar = true, delim = '%s', quote = '\"', escape = '\"')"
        .formatted(literal(file), delimiter);
  }

  private static String literal(DataFile file) {
    if (file instanceof DataFile.OnDisk onDisk) {
      return DuckSession.file(onDisk.path());
    }
    throw TaskDataException.unreadable(file.shown() + ": tables are read from folders only");
  }

  /** Rows as JSON, so that lists and structures survive. */
  private static void table(DataFile file, String relation, Predicate<Row> more) {
    long[] number = {0};
    boolean[] wanted = {true};
    try (DuckSession duck = new DuckSession(LONGEST_LINE >> 2)) {
      duck.query(
          "SELECT to_json(t) FROM %s t".formatted(relation),
          row -> {
            if (wanted[0]) {
              number[0]++;
              String place = "%s: row %d".formatted(file.shown(), number[0]);
              wanted[0] = more.test(new Row(place, number[0], object(row.getString(1), place)));
            }
          });
    } catch (SQLException e) {
      String reason = e.getMessage().strip().lines().findFirst().orElse("");
      throw TaskDataException.unreadable(
          "%s: cannot be read after row %d: %s".formatted(file.shown(), number[0], reason), e);
    }
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(LONGEST_LINE).build());
    return mapper;
  }
}
