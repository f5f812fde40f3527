package org.isoline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isoline.files.AtomicFile;
import org.isoline.model.Architecture;
import org.isoline.study.RecallRow;
import org.isoline.study.RecallRunner;
import org.isoline.study.RecallStudy.Setting;

/**
 * The page of a recall study: accuracy against bytes of decode state, a panel for each test setting
 * and a curve for each architecture, with the best learning rate of each model.
 */
public final class RecallReport {
  private static final String PAGE = "recall.html";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RecallRunner.Result result;
  private final List<RecallRow> best;
  private final List<Architecture> architectures;
  private final List<Setting> settings;

  private RecallReport(RecallRunner.Result result) {
    this.result = result;
    this.best = result.rows().stream().filter(RecallRow::best).toList();
    this.architectures = List.copyOf(result.study().learningRates().keySet());
    this.settings = result.study().settings();
  }

  /**
   * Writes {@code recall.html} beside {@code recall.csv}, atomically. The same results give the
   * same bytes.
   *
   * @return the page
   * @throws UncheckedIOException if it cannot be written
   */
  public static Path write(RecallRunner.Result result) {
    Path page = result.folder().resolve(PAGE);
    try {
      AtomicFile.write(page, new RecallReport(result).page());
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(e.getMessage() + "; check the folder and its permissions", e));
    }
    return page;
  }

  private String page() {
    return Template.fill(
        "recall.html",
        Map.of(
            "title", Html.text(result.study().name()).markup(),
            "style", Template.resource("report.css"),
            "headline", headline().markup(),
            "figures", panels().markup(),
            "table", table().markup(),
            "data", Template.json(data()),
            "charts", Template.script(Template.resource(Template.ECHARTS)),
            "script",
                Template.script(Template.resource("axes.js"))
                    + "\n"
                    + Template.script(Template.resource("recall.js"))));
  }

  private Html headline() {
    long diverged =
        result.cells().size() - result.rows().stream().map(RecallRow::cell).distinct().count();
    long edges = best.stream().filter(RecallRow::edge).map(RecallRow::cell).distinct().count();
    List<Html> lines = new ArrayList<>();
    lines.add(
        Html.text(
            "%d models are done, each architecture and width with its best of several learning rates shown."
                .formatted(best.stream().map(RecallRow::cell).distinct().count())));
    if (edges > 0) {
      lines.add(
          Html.text(
              edges
                  + " of them have their best learning rate at the end of those tried (hollow"
                  + " marks); a better one may lie outside."));
    }
    if (diverged > 0) {
      lines.add(
          Html.text(
              diverged
                  + " of "
                  + result.cells().size()
                  + " runs diverged, failed or did not begin; their outcome.json says why."));
    }
    return Html.of(
        Html.element("h1", Html.text(result.study().name())),
        Html.styled(
            "p",
            "origin",
            Html.text("Multi-query associative recall ("),
            Html.citation("https://arxiv.org/abs/2312.04927", "arXiv 2312.04927"),
            Html.text("): a sequence of n tokens gives K pairs and asks for each value once.")),
        Html.list("findings", lines));
  }

  private Html panels() {
    List<Html> panels = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      panels.add(
          Html.element(
              "figure",
              Html.element("h3", Html.text(title(settings.get(i)))),
              new Html(
                  "<div class=\"chart\" data-chart=\"recall\" data-setting=\"" + i + "\"></div>")));
    }
    return Html.styled("div", "panels", Html.of(panels));
  }

  private static String title(Setting setting) {
    return "n = " + setting.length() + ", K = " + setting.pairs();
  }

  private Html table() {
    HtmlTable table =
        new HtmlTable(
            "n",
            "K",
            "architecture",
            "d",
            "seed",
            "accuracy",
            "standard error",
            "state, bytes",
            "parameters",
            "learning rate",
            "steps",
            "seconds");
    for (Setting setting : settings) {
      best.stream()
          .filter(row -> row.setting().equals(setting))
          .sorted(Comparator.comparing(RecallRow::architecture).thenComparing(RecallRow::width))
          .forEach(row -> table.row("", cells(row)));
    }
    return table.html();
  }

  private static List<Html> cells(RecallRow row) {
    return List.of(
            Integer.toString(row.setting().length()),
            Integer.toString(row.setting().pairs()),
            row.architecture().title(),
            Integer.toString(row.width()),
            Long.toString(row.seed()),
            format("%.4f", row.accuracy()),
            Double.isNaN(row.standardError()) ? "" : format("%.4f", row.standardError()),
            format("%,.0f", row.stateBytes()),
            format("%,d", row.parameters()),
            row.learningRate() + (row.edge() ? " (edge)" : ""),
            format("%,d", row.steps()),
            format("%.0f", row.seconds()))
        .stream()
        .map(Html::text)
        .toList();
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }

  private ObjectNode data() {
    ObjectNode data = MAPPER.createObjectNode();
    ArrayNode names = data.putArray("architectures");
    architectures.forEach(architecture -> names.add(architecture.title()));
    ArrayNode panels = data.putArray("panels");
    for (Setting setting : settings) {
      ArrayNode curves = panels.addArray();
      for (Architecture architecture : architectures) {
        ArrayNode points = curves.addArray();
        best.stream()
            .filter(row -> row.setting().equals(setting) && row.architecture() == architecture)
            .sorted(Comparator.comparing(RecallRow::width).thenComparing(RecallRow::seed))
            .forEach(row -> put(points.addObject(), row));
      }
    }
    return data;
  }

  private static void put(ObjectNode point, RecallRow row) {
    point.put("state", row.stateBytes());
    point.put("accuracy", row.accuracy());
    if (Double.isFinite(row.standardError())) {
      point.put("error", row.standardError());
    }
    point.put("run", row.cell());
    point.put("parameters", row.parameters());
    point.put("steps", row.steps());
    point.put("edge", row.edge());
  }
}
