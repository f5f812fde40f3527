package org.isoline.report;

import static org.isoline.law.ComputeCount.FLOP_PER_PFLOPS_DAY;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.isoline.law.Convention;
import org.isoline.law.EnvelopePoint;
import org.isoline.law.FlooredPowerLaw;
import org.isoline.law.Observation;
import org.isoline.law.ParametricLaw;
import org.isoline.report.CsvTable.Column;
import org.isoline.report.ReportData.Cell;
import org.isoline.report.ReportData.Envelope;
import org.isoline.report.ReportData.Evaluation;
import org.isoline.report.ReportData.Law;

/**
 * Every table that lies beside the page. Compute is in PFLOP/s-days (8.64e19 FLOP), losses in nats
 * per token.
 */
final class CsvTables {
  static final String LOSS_AGAINST_COMPUTE = "loss_vs_compute.csv";
  static final String ENVELOPE = "envelope.csv";
  static final String ENVELOPE_LAWS = "envelope_laws.csv";
  static final String PARAMETRIC_LAWS = "parametric_laws.csv";
  static final String LOSS_CURVES = "loss_curves.csv";
  static final String CELLS = "cells.csv";
  static final String EXCLUSIONS = "exclusions.csv";
  static final String TRUST = "trust.csv";
  static final String ESTIMATES = "estimates.csv";
  static final String BANDS = "law_bands.csv";
  static final String RESIDUALS = "residuals.csv";
  static final String METRICS = "metrics.csv";
  static final String FINAL_SCORES = "final_scores.csv";
  static final String NEEDLE_CELLS = "needle_cells.csv";
  static final String POSITION_LOSS = "position_loss.csv";

  private record PointOfLaw(Law<Envelope> law, EnvelopePoint point) {}

  private record PointOfCurve(
      Cell cell, String kind, long step, double tokens, double loss, double error, int window) {}

  private record CheckOfCell(Cell cell, Trust trust, Trust.Check check) {}

  private record Excluded(Exclusion exclusion, Exclusion.Checkpoint checkpoint) {}

  private CsvTables() {}

  static List<CsvTable> of(ReportData data) {
    return List.of(
        lossAgainstCompute(data),
        envelope(data),
        envelopeLaws(data),
        parametricLaws(data),
        lossCurves(data),
        cells(data),
        trust(data),
        CertaintyTables.estimates(data),
        CertaintyTables.bands(data),
        CertaintyTables.residuals(data),
        EvaluationTables.metrics(data),
        EvaluationTables.finalScores(data),
        EvaluationTables.needles(data),
        EvaluationTables.positions(data),
        exclusions(data));
  }

  private static CsvTable lossAgainstCompute(ReportData data) {
    List<Column<Observation>> columns = new ArrayList<>();
    columns.add(new Column<>("arch", Observation::arch));
    columns.add(new Column<>("size", Observation::size));
    columns.add(new Column<>("run", Observation::run));
    columns.add(new Column<>("seed", Observation::seed));
    columns.add(new Column<>("step", Observation::step));
    columns.add(new Column<>("tokens", Observation::tokens));
    columns.add(new Column<>("params_non_embedding", Observation::paramsNonEmbedding));
    columns.add(new Column<>("params_total", Observation::paramsTotal));
    for (Convention convention : data.conventions()) {
      columns.add(
          new Column<>(
              "compute_" + convention.compute().id() + "_" + convention.parameters().id(),
              o -> convention.point(o).c() / FLOP_PER_PFLOPS_DAY));
    }
    columns.add(new Column<>("train_loss", Observation::trainLoss));
    columns.add(new Column<>("val_loss", Observation::valLoss));
    columns.add(new Column<>("bits_per_byte", Observation::bitsPerByte));
    columns.add(new Column<>("phase", Observation::phase));
    return CsvTable.of(LOSS_AGAINST_COMPUTE, data.observations(), columns);
  }

  private static CsvTable envelope(ReportData data) {
    List<PointOfLaw> points = new ArrayList<>();
    for (Law<Envelope> law : data.envelopes()) {
      law.fitted()
          .ifPresent(e -> e.points().forEach(point -> points.add(new PointOfLaw(law, point))));
    }
    return CsvTable.of(
        ENVELOPE,
        points,
        List.of(
            new Column<>("arch", p -> p.law().architecture()),
            new Column<>("method", p -> p.law().method()),
            new Column<>("parameters_counted", p -> p.law().convention().parameters().id()),
            new Column<>("compute_counted", p -> p.law().convention().compute().id()),
            new Column<>("compute", p -> p.point().compute()),
            new Column<>("loss", p -> p.point().loss()),
            new Column<>("parameters", p -> p.point().parameters()),
            new Column<>("tokens", p -> p.point().tokens()),
            new Column<>("size", p -> p.point().size()),
            new Column<>("edge", p -> p.point().edge())));
  }

  private static CsvTable envelopeLaws(ReportData data) {
    List<Column<Law<Envelope>>> columns = lawColumns();
    columns.add(fitted("loss_coefficient", e -> e.loss().coefficient()));
    columns.add(fitted("loss_exponent", e -> e.loss().exponent()));
    columns.add(fitted("parameters_coefficient", e -> e.parameters().coefficient()));
    columns.add(fitted("parameters_exponent", e -> e.parameters().exponent()));
    columns.add(fitted("tokens_coefficient", e -> e.tokens().coefficient()));
    columns.add(fitted("tokens_exponent", e -> e.tokens().exponent()));
    columns.add(
        fitted("floor", e -> e.lossWithFloor().map(FlooredPowerLaw::floor).orElse(Double.NaN)));
    columns.add(
        fitted(
            "floored_coefficient",
            e -> e.lossWithFloor().map(f -> f.power().coefficient()).orElse(Double.NaN)));
    columns.add(
        fitted(
            "floored_exponent",
            e -> e.lossWithFloor().map(f -> f.power().exponent()).orElse(Double.NaN)));
    columns.add(fitted("flop_slope", Envelope::flopSlope));
    columns.add(fitted("consistency", Envelope::consistency));
    columns.add(fitted("distinct_winners", Envelope::distinctWinners));
    columns.add(fitted("edge_share", Envelope::edgeShare));
    columns.add(fitted("compute_from", Envelope::computeFrom));
    columns.add(fitted("compute_to", Envelope::computeTo));
    return CsvTable.of(ENVELOPE_LAWS, data.envelopes(), columns);
  }

  private static CsvTable parametricLaws(ReportData data) {
    List<Column<Law<ParametricLaw>>> columns = lawColumns();
    columns.add(fitted("E", ParametricLaw::e));
    columns.add(fitted("A", ParametricLaw::a));
    columns.add(fitted("B", ParametricLaw::b));
    columns.add(fitted("alpha", ParametricLaw::alpha));
    columns.add(fitted("beta", ParametricLaw::beta));
    columns.add(fitted("a", ParametricLaw::parametersExponent));
    columns.add(fitted("b", ParametricLaw::tokensExponent));
    return CsvTable.of(PARAMETRIC_LAWS, data.surfaces(), columns);
  }

  private static <T> List<Column<Law<T>>> lawColumns() {
    List<Column<Law<T>>> columns = new ArrayList<>();
    columns.add(new Column<>("arch", Law::architecture));
    columns.add(new Column<>("method", Law::method));
    columns.add(new Column<>("parameters_counted", law -> law.convention().parameters().id()));
    columns.add(new Column<>("compute_counted", law -> law.convention().compute().id()));
    columns.add(new Column<>("loss", law -> law.convention().loss().id()));
    columns.add(new Column<>("status", Law::status));
    columns.add(new Column<>("detail", Law::detail));
    columns.add(new Column<>("points_used", Law::pointsUsed));
    columns.add(new Column<>("points_dropped", law -> law.dropped().size()));
    columns.add(new Column<>("warnings", law -> String.join("; ", law.warnings())));
    return columns;
  }

  private static <T> Column<Law<T>> fitted(String name, ToDoubleFunction<T> value) {
    Function<Law<T>, Object> orNothing =
        law -> law.fitted().map(value::applyAsDouble).orElse(Double.NaN);
    return new Column<>(name, orNothing);
  }

  private static CsvTable lossCurves(ReportData data) {
    List<PointOfCurve> points = new ArrayList<>();
    for (Cell cell : data.cells()) {
      TrainingCurve curve = TrainingCurve.of(cell);
      for (TrainingCurve.Point p : curve.points()) {
        points.add(
            new PointOfCurve(
                cell, "train", p.step(), p.tokens(), p.loss(), Double.NaN, curve.window()));
      }
      for (Evaluation e : cell.evaluations()) {
        points.add(
            new PointOfCurve(
                cell, "validation", e.step(), e.tokens(), e.loss(), e.standardError(), 1));
      }
    }
    return CsvTable.of(
        LOSS_CURVES,
        points,
        List.of(
            new Column<>("arch", p -> p.cell().architecture()),
            new Column<>("size", p -> p.cell().size()),
            new Column<>("run", p -> p.cell().id()),
            new Column<>("kind", PointOfCurve::kind),
            new Column<>("step", PointOfCurve::step),
            new Column<>("tokens", PointOfCurve::tokens),
            new Column<>("loss", PointOfCurve::loss),
            new Column<>("standard_error", PointOfCurve::error),
            new Column<>("window_steps", PointOfCurve::window)));
  }

  private static CsvTable cells(ReportData data) {
    return CsvTable.of(
        CELLS,
        CellSummary.of(data),
        List.of(
            new Column<>("cell", s -> s.cell().id()),
            new Column<>("arch", s -> s.cell().architecture()),
            new Column<>("size", s -> s.cell().size()),
            new Column<>("seed", s -> s.cell().seed()),
            new Column<>("state", s -> s.cell().state().word()),
            new Column<>("step", s -> s.cell().step()),
            new Column<>("steps", s -> s.cell().steps()),
            new Column<>("params_non_embedding", CellSummary::parametersNonEmbedding),
            new Column<>("params_total", CellSummary::parametersTotal),
            new Column<>("tokens", CellSummary::tokens),
            new Column<>("val_loss", CellSummary::loss),
            new Column<>("val_loss_standard_error", CellSummary::standardError),
            new Column<>("bits_per_byte", CellSummary::bitsPerByte),
            new Column<>("tokens_per_second", CellSummary::tokensPerSecond),
            new Column<>("flop_utilisation", CellSummary::utilisation),
            new Column<>("seconds", CellSummary::seconds),
            new Column<>("message", s -> s.cell().message())));
  }

  private static CsvTable trust(ReportData data) {
    List<CheckOfCell> checks = new ArrayList<>();
    for (Cell cell : data.cells()) {
      cell.trust()
          .ifPresent(t -> t.checks().forEach(one -> checks.add(new CheckOfCell(cell, t, one))));
    }
    return CsvTable.of(
        TRUST,
        checks,
        List.of(
            new Column<>("run", c -> c.cell().id()),
            new Column<>("arch", c -> c.cell().architecture()),
            new Column<>("size", c -> c.cell().size()),
            new Column<>("step", c -> c.trust().step()),
            new Column<>("dtype", c -> c.check().dtype()),
            new Column<>("quantity", c -> c.check().quantity()),
            new Column<>("max_difference", c -> c.check().difference()),
            new Column<>("tolerance", c -> c.check().tolerance()),
            new Column<>("pass", c -> c.check().pass())));
  }

  private static CsvTable exclusions(ReportData data) {
    List<Excluded> points = new ArrayList<>();
    Exclusion.of(data)
        .forEach(e -> e.checkpoints().forEach(one -> points.add(new Excluded(e, one))));
    return CsvTable.of(
        EXCLUSIONS,
        points,
        List.of(
            new Column<>("run", p -> p.checkpoint().run()),
            new Column<>("point", p -> p.checkpoint().point()),
            new Column<>("reason", p -> p.exclusion().reason()),
            new Column<>("methods", p -> String.join(" ", p.exclusion().methods()))));
  }
}
