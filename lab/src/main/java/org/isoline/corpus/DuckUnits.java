package org.isoline.corpus;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Files that DuckDB reads because a condition in SQL chooses their rows; one unit a file. */
final class DuckUnits {
  private static final long BUFFER = 1L << 25;
  private static final long LEAST_ROW = 1L << 20;

  /** What a byte of a compressed file can become: 1,032 with deflate, more with Zstandard. */
  private static final long MOST_EXPANSION = 1 << 13;

  private DuckUnits() {}

  static List<SourceUnit> jsonLines(JsonLines source, List<FileStamp> files) {
    return units(
        source.label(),
        files,
        file ->
            new DuckTable(
                file,
                maxBytes ->
                    "read_json(%s, format = 'newline_delimited', maximum_object_size = %d)"
                        .formatted(DuckSession.file(file), longestRow(file, maxBytes)),
                source.textField(),
                source.idField(),
                source.where(),
                Optional.empty()));
  }

  static List<SourceUnit> csv(Csv source, List<FileStamp> files) {
    return units(
        source.label(),
        files,
        file ->
            new DuckTable(
                file,
                csvRelation(source, file),
                source.textField(),
                source.idField(),
                source.where(),
                Optional.empty()));
  }

  /** Every column is text: types guessed from the first rows would make ids of 007 and 7 equal. */
  private static LongFunction<String> csvRelation(Csv source, FileStamp file) {
    String columns =
        CsvUnit.columns(source, file).stream()
            .map(name -> DuckSession.literal(name) + ": 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"));
    String call =
        "read_csv(%s, auto_detect = false, header = true, columns = %s, delim = %s, quote = '\"', escape = '\"'"
            .formatted(
                DuckSession.file(file),
                columns,
                DuckSession.literal(String.valueOf(source.delimiter(file))));
    return maxBytes -> {
      long row = longestRow(file, maxBytes);
      return call
          + ", max_line_size = %d, buffer_size = %d)".formatted(row, Math.max(BUFFER, 2 * row));
    };
  }

  private static List<SourceUnit> units(
      String label, List<FileStamp> files, Function<FileStamp, DuckTable> table) {
    List<SourceUnit> units = new ArrayList<>();
    try (DuckSession duck = new DuckSession(TextPolicy.DEFAULT_BYTES)) {
      for (FileStamp file : files) {
        DuckTable read = table.apply(file);
        boolean binary = read.check(duck);
        units.add(new DuckUnit(read, binary, file.name(), file.bytes(), Optional.empty(), label));
      }
    } catch (SQLException e) {
      throw new CorpusException("%s: DuckDB does not start: %s".formatted(label, e), e);
    }
    return List.copyOf(units);
  }

  /** DuckDB sets memory aside for the longest row that may come; a small file has none. */
  private static long longestRow(FileStamp file, long maxBytes) {
    long unpacked = file.bytes() * (InputStreams.compressed(file.path()) ? MOST_EXPANSION : 1);
    return Math.min(maxBytes, Math.max(LEAST_ROW, unpacked));
  }
}
