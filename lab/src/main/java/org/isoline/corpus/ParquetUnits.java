package org.isoline.corpus;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parquet files, cut between row groups. */
final class ParquetUnits {
  private static final String ROW = "file_row_number";

  private ParquetUnits() {}

  static List<SourceUnit> of(Parquet source, List<FileStamp> files, long targetBytes) {
    List<SourceUnit> units = new ArrayList<>();
    try (DuckSession duck = new DuckSession(TextPolicy.DEFAULT_BYTES)) {
      for (FileStamp file : files) {
        DuckTable table = table(source, file);
        boolean binary = table.check(duck);
        for (Rows rows : cut(rowGroups(duck, table), targetBytes)) {
          units.add(
              new DuckUnit(
                  table, binary, rows.id(file), rows.bytes(), rows.condition(), source.label()));
        }
      }
    } catch (SQLException e) {
      throw new CorpusException("%s: DuckDB does not start: %s".formatted(source.label(), e), e);
    }
    return List.copyOf(units);
  }

  /** Rows that lie together: from the first to the one before the last. */
  private record Rows(long from, long to, long bytes) {
    String id(FileStamp file) {
      return "%s#%d-%d".formatted(file.name(), from, to);
    }

    Optional<String> condition() {
      return Optional.of("%s >= %d AND %s < %d".formatted(ROW, from, ROW, to));
    }
  }

  private static DuckTable table(Parquet source, FileStamp file) {
    return new DuckTable(
        file,
        maxBytes -> "read_parquet(%s, file_row_number = true)".formatted(DuckSession.file(file)),
        source.textField(),
        source.idField(),
        source.where(),
        Optional.of(ROW));
  }

  private static List<Rows> rowGroups(DuckSession duck, DuckTable table) {
    List<Rows> groups = new ArrayList<>();
    try {
      duck.query(
          """
          SELECT row_group_id, any_value(row_group_num_rows), sum(total_compressed_size)
          FROM parquet_metadata(%s) GROUP BY row_group_id ORDER BY row_group_id"""
              .formatted(DuckSession.file(table.file())),
          group -> {
            long from = groups.isEmpty() ? 0 : groups.getLast().to();
            groups.add(new Rows(from, from + group.getLong(2), group.getLong(3)));
          });
    } catch (SQLException e) {
      throw table.unreadable(e);
    }
    return groups;
  }

  private static List<Rows> cut(List<Rows> groups, long targetBytes) {
    List<Rows> parts = new ArrayList<>();
    for (Rows group : groups) {
      Rows last = parts.isEmpty() ? null : parts.getLast();
      if (last != null && last.bytes() + group.bytes() <= targetBytes) {
        parts.set(
            parts.size() - 1, new Rows(last.from(), group.to(), last.bytes() + group.bytes()));
      } else {
        parts.add(group);
      }
    }
    return parts;
  }
}
