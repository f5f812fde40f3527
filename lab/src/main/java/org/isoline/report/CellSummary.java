package org.isoline.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.isoline.law.Observation;

/**
 * One line about a cell; what is unknown is NaN.
 *
 * @param cell it is about
 * @param parametersNonEmbedding weights without embedding and head
 * @param parametersTotal all weights
 * @param tokens seen at the last step or evaluation
 * @param loss at the last evaluation, nats per token
 * @param standardError of that loss
 * @param bitsPerByte at the last evaluation
 * @param tokensPerSecond median over steps
 * @param utilisation median over steps, 0 to 1
 * @param seconds of training
 */
record CellSummary(
    ReportData.Cell cell,
    double parametersNonEmbedding,
    double parametersTotal,
    double tokens,
    double loss,
    double standardError,
    double bitsPerByte,
    double tokensPerSecond,
    double utilisation,
    double seconds) {

  /** The cells of a study in their order. */
  static List<CellSummary> of(ReportData data) {
    return data.cells().stream().map(cell -> of(cell, data.observationsOf(cell.id()))).toList();
  }

  private static CellSummary of(ReportData.Cell cell, List<Observation> observations) {
    List<ReportData.Metric> metrics = cell.metrics();
    double trained = metrics.isEmpty() ? Double.NaN : metrics.getLast().tokens();
    return new CellSummary(
        cell,
        observations.isEmpty() ? Double.NaN : observations.getLast().paramsNonEmbedding(),
        observations.isEmpty() ? Double.NaN : observations.getLast().paramsTotal(),
        Double.isNaN(trained)
            ? cell.lastEvaluation().map(ReportData.Evaluation::tokens).orElse(Double.NaN)
            : trained,
        cell.lastEvaluation().map(ReportData.Evaluation::loss).orElse(Double.NaN),
        cell.lastEvaluation().map(ReportData.Evaluation::standardError).orElse(Double.NaN),
        cell.lastEvaluation().map(ReportData.Evaluation::bitsPerByte).orElse(Double.NaN),
        median(metrics, ReportData.Metric::tokensPerSecond),
        median(metrics, ReportData.Metric::utilisation),
        metrics.isEmpty() ? Double.NaN : metrics.getLast().seconds());
  }

  private static double median(
      List<ReportData.Metric> metrics, ToDoubleFunction<ReportData.Metric> value) {
    double[] sorted =
        metrics.stream().mapToDouble(value).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
