package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.isoline.report.CertaintySection.Case;
import org.isoline.report.CsvTable.Column;

/** The numbers behind the section on certainty. */
final class CertaintyTables {
  private CertaintyTables() {}

  private record Figure(Case of, JsonNode estimate, String name, JsonNode interval) {
    double number(String key) {
      return JsonFiles.number(interval, key);
    }
  }

  private record Place(Case of, JsonNode columns, int index) {
    double number(String key) {
      JsonNode value = columns.path(key).path(index);
      return value.isNumber() ? value.asDouble() : Double.NaN;
    }

    String text(String key) {
      return columns.path(key).path(index).asText();
    }
  }

  static CsvTable estimates(ReportData data) {
    List<Figure> figures = new ArrayList<>();
    for (Case own : CertaintySection.cases(data)) {
      for (JsonNode estimate : own.node().path("estimates")) {
        estimate
            .path("coefficients")
            .properties()
            .forEach(f -> figures.add(new Figure(own, estimate, f.getKey(), f.getValue())));
        JsonNode predicted = estimate.path("predictions").path(0);
        for (String name : List.of("loss", "parameters", "tokens")) {
          if (predicted.has(name)) {
            figures.add(
                new Figure(
                    own,
                    estimate,
                    name + "@" + predicted.path("flop").asDouble(),
                    predicted.path(name)));
          }
        }
      }
    }
    return CsvTable.of(
        CsvTables.ESTIMATES,
        figures,
        List.of(
            new Column<>("arch", f -> f.of().architecture()),
            new Column<>("parameters", f -> f.of().node().path("parameters").asText()),
            new Column<>("method", f -> f.estimate().path("method").asText()),
            new Column<>("status", f -> f.estimate().path("status").asText()),
            new Column<>("scheme", f -> f.estimate().path("scheme").asText()),
            new Column<>("figure", Figure::name),
            new Column<>("value", f -> f.number("value")),
            new Column<>("low95", f -> f.number("low95")),
            new Column<>("high95", f -> f.number("high95")),
            new Column<>("low80", f -> f.number("low80")),
            new Column<>("high80", f -> f.number("high80")),
            new Column<>("standard_error", f -> f.number("standard_error"))));
  }

  static CsvTable bands(ReportData data) {
    return CsvTable.of(
        CsvTables.BANDS,
        places(data, "band", "flop"),
        List.of(
            new Column<>("arch", p -> p.of().architecture()),
            new Column<>("parameters", p -> p.of().node().path("parameters").asText()),
            new Column<>("flop", p -> p.number("flop")),
            new Column<>("loss", p -> p.number("loss")),
            new Column<>("low95", p -> p.number("low95")),
            new Column<>("high95", p -> p.number("high95"))));
  }

  static CsvTable residuals(ReportData data) {
    return CsvTable.of(
        CsvTables.RESIDUALS,
        places(data, "residuals", "run"),
        List.of(
            new Column<>("arch", p -> p.of().architecture()),
            new Column<>("parameters", p -> p.of().node().path("parameters").asText()),
            new Column<>("run", p -> p.text("run")),
            new Column<>("size", p -> p.text("size")),
            new Column<>("tokens", p -> p.number("tokens")),
            new Column<>("residual", p -> p.number("residual"))));
  }

  private static List<Place> places(ReportData data, String columns, String first) {
    List<Place> places = new ArrayList<>();
    for (Case own : CertaintySection.cases(data)) {
      JsonNode node = own.node().path(columns);
      for (int i = 0; i < node.path(first).size(); i++) {
        places.add(new Place(own, node, i));
      }
    }
    return places;
  }
}
