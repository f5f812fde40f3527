package org.isoline.report;

import static org.isoline.law.ComputeCount.FLOP_PER_PFLOPS_DAY;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.isoline.law.Convention;
import org.isoline.report.CsvTable.Column;
import org.isoline.report.Evaluated.Bucket;
import org.isoline.report.Evaluated.NeedleMap;
import org.isoline.report.Evaluated.OfCheckpoint;
import org.isoline.report.Evaluated.PositionCurve;
import org.isoline.report.Evaluated.Score;

/** The numbers behind the section on what the models can do. */
final class EvaluationTables {
  private record Cell(NeedleMap map, int depth, int length) {}

  private record Place(PositionCurve curve, Bucket bucket) {}

  private record Final(FinalScores.Row row, FinalScores.Column column, Score score, boolean best) {}

  private EvaluationTables() {}

  static CsvTable metrics(ReportData data) {
    List<Column<Score>> columns = checkpoint(score -> score);
    columns.add(new Column<>("params_non_embedding", s -> s.checkpoint().parametersNonEmbedding()));
    columns.add(new Column<>("params_total", s -> s.checkpoint().parametersTotal()));
    for (Convention convention : data.conventions()) {
      columns.add(
          new Column<>(
              "compute_" + convention.compute().id() + "_" + convention.parameters().id(),
              s -> s.checkpoint().compute(convention) / FLOP_PER_PFLOPS_DAY));
    }
    columns.addAll(measured(score -> score));
    columns.add(new Column<>("primary", Score::primary));
    return CsvTable.of(CsvTables.METRICS, data.evaluated().scores(), columns);
  }

  static CsvTable finalScores(ReportData data) {
    FinalScores scores = FinalScores.of(data);
    List<Final> entries = new ArrayList<>();
    for (FinalScores.Row row : scores.rows()) {
      for (FinalScores.Column column : scores.columns()) {
        Score score = row.score(column).orElseGet(() -> EvaluationTables.unmeasured(row, column));
        entries.add(new Final(row, column, score, scores.best(row, column)));
      }
    }
    List<Column<Final>> columns = checkpoint(Final::score);
    columns.addAll(measured(Final::score));
    columns.add(new Column<>("leads_its_size", Final::best));
    return CsvTable.of(CsvTables.FINAL_SCORES, entries, columns);
  }

  private static Score unmeasured(FinalScores.Row row, FinalScores.Column column) {
    return new Score(
        row.checkpoint(),
        column.task(),
        column.metric(),
        Double.NaN,
        Double.NaN,
        0,
        Double.NaN,
        column.higherIsBetter(),
        true,
        column.average(),
        List.of());
  }

  static CsvTable needles(ReportData data) {
    List<Cell> cells = new ArrayList<>();
    for (NeedleMap map : data.evaluated().lastNeedles()) {
      for (int depth = 0; depth < map.depths().size(); depth++) {
        for (int length = 0; length < map.lengths().size(); length++) {
          cells.add(new Cell(map, depth, length));
        }
      }
    }
    List<Column<Cell>> columns = checkpoint(Cell::map);
    columns.add(new Column<>("task", c -> c.map().task()));
    columns.add(new Column<>("context", c -> c.map().checkpoint().context()));
    columns.add(new Column<>("length", c -> c.map().lengths().get(c.length())));
    columns.add(new Column<>("depth_percent", c -> c.map().depths().get(c.depth())));
    columns.add(new Column<>("score", c -> c.map().scores().get(c.depth()).get(c.length())));
    return CsvTable.of(CsvTables.NEEDLE_CELLS, cells, columns);
  }

  static CsvTable positions(ReportData data) {
    List<Place> places = new ArrayList<>();
    data.evaluated()
        .lastPositions()
        .forEach(curve -> curve.buckets().forEach(b -> places.add(new Place(curve, b))));
    List<Column<Place>> columns = checkpoint(Place::curve);
    columns.add(new Column<>("task", p -> p.curve().task()));
    columns.add(new Column<>("context", p -> p.curve().checkpoint().context()));
    columns.add(new Column<>("from", p -> p.bucket().from()));
    columns.add(new Column<>("to", p -> p.bucket().to()));
    columns.add(new Column<>("loss", p -> p.bucket().loss()));
    columns.add(new Column<>("standard_error", p -> p.bucket().standardError()));
    columns.add(new Column<>("windows", p -> p.bucket().windows()));
    return CsvTable.of(CsvTables.POSITION_LOSS, places, columns);
  }

  private static <T> List<Column<T>> checkpoint(Function<T, ? extends OfCheckpoint> of) {
    List<Column<T>> columns = new ArrayList<>();
    columns.add(new Column<>("arch", t -> of.apply(t).checkpoint().architecture()));
    columns.add(new Column<>("size", t -> of.apply(t).checkpoint().size()));
    columns.add(new Column<>("run", t -> of.apply(t).checkpoint().run()));
    columns.add(new Column<>("seed", t -> of.apply(t).checkpoint().seed()));
    columns.add(new Column<>("step", t -> of.apply(t).checkpoint().step()));
    columns.add(new Column<>("tokens", t -> of.apply(t).checkpoint().tokens()));
    return columns;
  }

  private static <T> List<Column<T>> measured(Function<T, Score> of) {
    List<Column<T>> columns = new ArrayList<>();
    columns.add(new Column<>("task", t -> of.apply(t).task()));
    columns.add(new Column<>("metric", t -> of.apply(t).metric()));
    columns.add(new Column<>("value", t -> of.apply(t).value()));
    columns.add(new Column<>("standard_error", t -> of.apply(t).standardError()));
    columns.add(new Column<>("n", t -> of.apply(t).n()));
    columns.add(new Column<>("chance", t -> of.apply(t).chance()));
    columns.add(new Column<>("not_above_chance", t -> of.apply(t).notAboveChance()));
    columns.add(new Column<>("higher_is_better", t -> of.apply(t).higherIsBetter()));
    columns.add(new Column<>("missing_parts", t -> String.join(" ", of.apply(t).missing())));
    return columns;
  }
}
