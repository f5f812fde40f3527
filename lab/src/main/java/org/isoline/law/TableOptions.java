package org.isoline.law;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a table of observations by somebody else is read.
 *
 * @param columns for each of our columns the name it has in the table
 * @param strict whether a number that cannot be (a loss of zero, a negative count, NaN) is an
 *     error; else its row is dropped, with the reason, by the fits
 */
public record TableOptions(Map<String, String> columns, boolean strict) {
  private static final String ALIAS = "loss";

  /**
   * Copies the map.
   *
   * @throws LawException if it renames a column that does not exist
   */
  public TableOptions {
    columns = Map.copyOf(columns);
    Set<String> known = new TreeSet<>(ObservationTable.COLUMNS);
    for (String column : columns.keySet()) {
      if (!known.contains(column) && !ALIAS.equals(column)) {
        throw new LawException(
            "no column '" + column + "' to rename; there are " + known + " and loss");
      }
    }
  }

  /** Our own names, and rows with impossible numbers dropped. */
  public static TableOptions own() {
    return new TableOptions(Map.of(), false);
  }

  /** The names that a header of the table has among ours. */
  Map<String, String> canonical() {
    Map<String, String> canonical = new LinkedHashMap<>();
    columns.forEach(
        (ours, theirs) -> canonical.put(theirs, ALIAS.equals(ours) ? "val_loss" : ours));
    return canonical;
  }
}
