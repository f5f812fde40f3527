package org.isoline.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results: one row for each thing measured. Values are text, whole numbers or doubles; a figure
 * that does not exist is absent from its row.
 *
 * @param columns in order
 * @param rows values by name of the column
 */
public record Table(List<Column> columns, List<Map<String, Object>> rows) {

  /** Checks that every row has its keys and nothing that is no column. */
  public Table {
    columns = List.copyOf(columns);
    List<Map<String, Object>> ordered = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> copy = new LinkedHashMap<>();
      for (Column column : columns) {
        Object value = row.get(column.name());
        if (value != null) {
          copy.put(column.name(), value);
        } else if (column.isKey()) {
          throw new IllegalArgumentException("row " + row + " has no " + column.name());
        }
      }
      if (copy.size() != row.size()) {
        throw new IllegalArgumentException("row " + row + " has more than " + copy.keySet());
      }
      ordered.add(Collections.unmodifiableMap(copy));
    }
    rows = List.copyOf(ordered);
  }
}
