package org.isoline.evaluate.run;

import java.util.List;

/** An average over metrics of several tasks, for the table; it has no result of its own. */
@FunctionalInterface
public interface TableAverage {
  /** One row for each checkpoint that has a result of at least one part. */
  List<ResultTable.Row> rows(List<Result> results);
}
