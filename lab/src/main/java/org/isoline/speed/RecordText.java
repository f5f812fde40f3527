package org.isoline.speed;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isoline.machine.Machine;

/** A record for people. */
final class RecordText {
  private RecordText() {}

  /** For a terminal. */
  static String plain(SpeedRecord record) {
    StringBuilder text = new StringBuilder();
    text.append(table(record.table()).plain());
    text.append('\n').append(ceilings(record)).append('\n');
    text.append(conditions(record)).append('\n');
    record.notes().forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  /** For the folder of records. */
  static String markdown(SpeedRecord record) {
    StringBuilder text = new StringBuilder();
    text.append("# isoline bench %s, %s\n\n".formatted(record.benchmark(), record.started()));
    text.append(conditions(record)).append("\n\n");
    text.append(ceilings(record)).append("\n\n");
    text.append(table(record.table()).markdown());
    record.notes().forEach(note -> text.append("\n- ").append(note));
    return text.append('\n').toString();
  }

  private static Lines table(Table table) {
    List<Column> columns = table.columns();
    int keys = (int) columns.stream().filter(Column::isKey).count();
    Lines lines = new Lines(keys, columns.stream().map(Column::title).toList());
    for (Map<String, Object> row : table.rows()) {
      lines.add(columns.stream().map(column -> cell(column, row.get(column.name()))).toList());
    }
    return lines;
  }

  private static String cell(Column column, Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Number number when column.isKey() -> number.toString();
      case Number number -> number(number.doubleValue() * column.scale(), column.digits());
      default -> value.toString();
    };
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private static String ceilings(SpeedRecord record) {
    return String.format(
        Locale.ROOT,
        "ceiling [2048,512]x[512,1536], GFLOP/s: fp32 %.1f before, %.1f after%s",
        record.before().fp32() * 1e-9,
        record.after().fp32() * 1e-9,
        record.before().bf16().isPresent()
            ? String.format(
                Locale.ROOT,
                "; bf16 %.1f before, %.1f after",
                record.before().bf16().getAsDouble() * 1e-9,
                record.after().bf16().orElseThrow() * 1e-9)
            : "");
  }

  private static String conditions(SpeedRecord record) {
    Machine machine = record.machine();
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %.1f GB, %s; %s; libtorch %s; commit %s; %d thread%s, rates by %s time, median of %d; %s",
        machine.cpu(),
        machine.cores(),
        machine.memoryBytes() * 1e-9,
        machine.os(),
        machine.jdk(),
        machine.libtorch(),
        machine.commit(),
        record.effort().threads(),
        record.effort().threads() == 1 ? "" : "s",
        record.clock() == Clock.CPU ? "processor" : "wall",
        record.effort().repeats(),
        machine.environment().isEmpty()
            ? "no settings of native libraries"
            : machine.environment().toString());
  }
}
