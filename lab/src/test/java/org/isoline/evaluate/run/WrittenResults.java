package org.isoline.evaluate.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Results and their table as a pass leaves them, for tests of what reads them. */
public final class WrittenResults {
  private final ResultStore store;
  private final List<ResultTable.Row> rows = new ArrayList<>();

  /** Results of a folder that was evaluated. */
  public WrittenResults(Path evaluated) {
    this.store = new ResultStore(evaluated.resolve(EvaluatedFolder.RESULTS));
  }

  /** Writes a result that the table will list. */
  public WrittenResults current(Result result) throws IOException {
    rows.addAll(ResultTable.rows(List.of(result)));
    return stale(result);
  }

  /** Writes a result that the table will not list. */
  public WrittenResults stale(Result result) throws IOException {
    store.write(result);
    return this;
  }

  /** Lists an average, which has no result. */
  public WrittenResults average(Result derived, String missing) {
    derived.metrics().forEach(metric -> rows.add(new ResultTable.Row(derived, metric, missing)));
    return this;
  }

  /** Writes the table. */
  public void table() throws IOException {
    ResultTable.write(store, rows);
  }
}
