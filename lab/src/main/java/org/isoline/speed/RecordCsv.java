package org.isoline.speed;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.isoline.machine.Machine;

/**
 * A record as CSV: one line a row, the columns of the table, then what all rows have in common, so
 * that lines of several files can be put together.
 */
final class RecordCsv {
  private RecordCsv() {}

  static String of(SpeedRecord record) {
    Map<String, Object> common = common(record);
    StringBuilder text = new StringBuilder();
    text.append(
        record.table().columns().stream().map(Column::name).collect(Collectors.joining(",")));
    text.append(',').append(String.join(",", common.keySet())).append('\n');
    String tail = common.values().stream().map(RecordCsv::cell).collect(Collectors.joining(","));
    for (Map<String, Object> row : record.table().rows()) {
      for (Column column : record.table().columns()) {
        text.append(cell(row.getOrDefault(column.name(), ""))).append(',');
      }
      text.append(tail).append('\n');
    }
    return text.toString();
  }

  private static Map<String, Object> common(SpeedRecord record) {
    Machine machine = record.machine();
    Map<String, Object> common = new LinkedHashMap<>();
    common.put("ceiling_fp32_before_flops", record.before().fp32());
    common.put("ceiling_fp32_after_flops", record.after().fp32());
    common.put("ceiling_bf16_before_flops", optional(record.before()));
    common.put("ceiling_bf16_after_flops", optional(record.after()));
    common.put("benchmark", record.benchmark());
    common.put("started", record.started());
    common.put("clock", record.clock().name().toLowerCase(Locale.ROOT));
    common.put("threads", record.effort().threads());
    common.put("repeats", record.effort().repeats());
    common.put("commit", machine.commit());
    common.put("cpu", machine.cpu());
    common.put("instructions", String.join(" ", machine.instructions()));
    common.put("cores", machine.cores());
    common.put("memory_bytes", machine.memoryBytes());
    common.put("os", machine.os());
    common.put("jdk", machine.jdk());
    common.put("libtorch", machine.libtorch());
    common.put(
        "environment",
        machine.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" ")));
    return common;
  }

  private static Object optional(Ceilings ceilings) {
    return ceilings.bf16().isPresent() ? ceilings.bf16().getAsDouble() : "";
  }

  private static String cell(Object value) {
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
