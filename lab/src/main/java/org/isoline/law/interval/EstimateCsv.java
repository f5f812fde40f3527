package org.isoline.law.interval;

import java.util.List;
import java.util.Map;

/** Estimates as a table: a row for every figure under every scheme, at full precision. */
public final class EstimateCsv {
  private static final String HEADER =
      "arch,method,status,parameters,compute,loss,scheme,figure,value,low95,high95,low80,high80,standard_error,points_used\n";

  private EstimateCsv() {}

  /** The table with its header. */
  public static String text(List<Estimate> estimates) {
    StringBuilder text = new StringBuilder(HEADER);
    for (Estimate estimate : estimates) {
      for (Intervals own : estimate.intervals()) {
        own.figures().forEach((name, i) -> row(text, estimate, own.scheme().id(), name, i));
      }
      if (estimate.intervals().isEmpty()) {
        Map<String, Double> figures =
            estimate.law().map(law -> law.coefficients()).orElse(Map.of());
        figures.forEach(
            (name, value) -> row(text, estimate, "none", name, Interval.unknown(value)));
      }
    }
    return text.toString();
  }

  private static void row(
      StringBuilder text, Estimate estimate, String scheme, String name, Interval i) {
    text.append(cell(estimate.arch()))
        .append(',')
        .append(estimate.outcome().report().method())
        .append(',')
        .append(estimate.outcome().status())
        .append(',')
        .append(estimate.convention().map(c -> c.parameters().id()).orElse(""))
        .append(',')
        .append(estimate.convention().map(c -> c.compute().id()).orElse(""))
        .append(',')
        .append(estimate.convention().map(c -> c.loss().id()).orElse(""))
        .append(',')
        .append(scheme)
        .append(',')
        .append(name);
    for (double value :
        new double[] {i.value(), i.low95(), i.high95(), i.low80(), i.high80(), i.standardError()}) {
      text.append(',').append(Double.isNaN(value) ? "" : Double.toString(value));
    }
    text.append(',').append(estimate.outcome().report().pointsUsed()).append('\n');
  }

  private static String cell(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
