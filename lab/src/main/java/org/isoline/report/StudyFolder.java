package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.Observations;

/** The folder of a study, read file by file; what is absent is noted, not missed. */
final class StudyFolder {
  static final String ESTIMATES = "estimates.json";

  private final Path folder;
  private final List<ReportData.Missing> missing = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  StudyFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  ReportData read() {
    requireStudy();
    Optional<String> resolved = JsonFiles.text(folder.resolve("study.yaml"));
    if (resolved.isEmpty()) {
      missing("study.yaml", "the resolved study cannot be shown", "isoline study FILE");
    }
    Map<String, String> provenance =
        JsonFiles.json(folder.resolve("provenance.json")).map(JsonFiles::flat).orElse(Map.of());
    if (provenance.isEmpty()) {
      missing(
          "provenance.json", "nothing is known of machine, version and date", "isoline study FILE");
    }
    List<Observation> observations = observations();
    LawsFile laws = laws(observations);
    JsonNode estimates = estimates();
    List<ReportData.Cell> cells = cells(observations);
    return new ReportData(
        folder.getFileName().toString(),
        resolved,
        provenance,
        observations,
        laws.envelopes(),
        laws.surfaces(),
        estimates,
        cells,
        evaluated(cells),
        missing,
        remarks);
  }

  private void requireStudy() {
    if (!Files.isDirectory(folder)) {
      throw new ReportException(
          folder + " is no folder; name the folder of a study, such as runs/first-light");
    }
    if (CellFolder.isCell(folder)) {
      throw new ReportException(
          folder
              + " is the folder of one cell; name the folder of its study, "
              + folder.getParent());
    }
    boolean named =
        List.of("study.yaml", "plan.json", "observations.csv", "laws.json").stream()
            .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
    if (!named && cellFolders().isEmpty()) {
      throw new ReportException(
          folder
              + " is no study folder: it has neither study.yaml, plan.json, observations.csv nor"
              + " laws.json, and no folder in it has a config.yaml, an outcome.json or a"
              + " metrics.jsonl; name the folder that 'isoline study FILE' wrote under runs/");
    }
  }

  private List<Observation> observations() {
    Path file = folder.resolve("observations.csv");
    if (!Files.isRegularFile(file)) {
      missing(
          "observations.csv",
          "loss against compute cannot be drawn and no law can be fitted",
          "isoline study FILE");
      return List.of();
    }
    try {
      return Observations.read(file);
    } catch (LawException e) {
      throw new ReportException(e.getMessage(), e);
    }
  }

  private LawsFile laws(List<Observation> observations) {
    Path file = folder.resolve("laws.json");
    Optional<JsonNode> json = JsonFiles.json(file);
    if (json.isEmpty()) {
      missing("laws.json", "there are no laws to draw or to list", "isoline study FILE");
      return LawsFile.EMPTY;
    }
    LawsFile laws = LawsFile.of(json.get(), file.toString());
    if (!observations.isEmpty() && !laws.fittedTo(folder.resolve("observations.csv"))) {
      remarks.add(
          "laws.json was fitted to another observation table than the present observations.csv:"
              + " points and lines may not belong together; run 'isoline study FILE' again");
    }
    return laws;
  }

  private JsonNode estimates() {
    Optional<JsonNode> json = JsonFiles.json(folder.resolve(ESTIMATES));
    if (json.isEmpty()) {
      missing(ESTIMATES, "the laws have no intervals", "isoline study FILE");
    }
    return json.orElse(MissingNode.getInstance());
  }

  /** Asked after training, by another command. */
  private Evaluated evaluated(List<ReportData.Cell> cells) {
    Optional<Evaluated> evaluated = new EvaluationFolder(folder, cells, remarks).read();
    if (evaluated.isEmpty()) {
      missing(
          EvaluationFolder.TABLE,
          "nothing is known of what the models can do",
          "isoline evaluate runs/%s --tasks csr7,position_loss,niah_small"
              .formatted(folder.getFileName()));
    }
    return evaluated.orElse(Evaluated.NOTHING);
  }

  private List<ReportData.Cell> cells(List<Observation> observations) {
    Map<String, ReportData.Cell> cells = new LinkedHashMap<>();
    plannedCells().forEach((id, plan) -> cells.put(id, CellFolder.pending(id, plan)));
    List<ReportData.Cell> unplanned = new ArrayList<>();
    for (Path path : cellFolders()) {
      ReportData.Cell cell = new CellFolder(path, remarks).read();
      if (cells.replace(cell.id(), cell) == null) {
        unplanned.add(cell);
      }
    }
    unplanned.sort(ladder(observations));
    unplanned.forEach(cell -> cells.put(cell.id(), cell));
    return List.copyOf(cells.values());
  }

  /** plan.json may be absent; only the names of its cells are needed. */
  private Map<String, Map<String, String>> plannedCells() {
    Map<String, Map<String, String>> cells = new LinkedHashMap<>();
    JsonFiles.json(folder.resolve("plan.json"))
        .ifPresent(
            plan ->
                plan.path("cells")
                    .forEach(
                        cell -> {
                          String id = cell.path("cell").asText(cell.path("id").asText(""));
                          if (!id.isEmpty()) {
                            cells.put(id, JsonFiles.flat(cell));
                          }
                        }));
    return cells;
  }

  /** By architecture as in the table, then from small to large. */
  private static Comparator<ReportData.Cell> ladder(List<Observation> observations) {
    List<String> architectures = observations.stream().map(Observation::arch).distinct().toList();
    Map<String, Double> parameters = new LinkedHashMap<>();
    observations.forEach(o -> parameters.put(o.size(), o.paramsTotal()));
    return Comparator.comparingInt(
            (ReportData.Cell cell) -> {
              int place = architectures.indexOf(cell.architecture());
              return place < 0 ? architectures.size() : place;
            })
        .thenComparing(ReportData.Cell::architecture)
        .thenComparing(cell -> parameters.getOrDefault(cell.size(), Double.MAX_VALUE))
        .thenComparing(ReportData.Cell::id);
  }

  private List<Path> cellFolders() {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(CellFolder::isCell).sorted().toList();
    } catch (IOException e) {
      throw new ReportException(
          "cannot list " + folder + ": " + e.getMessage() + "; check its permissions", e);
    }
  }

  private void missing(String file, String consequence, String remedy) {
    missing.add(new ReportData.Missing(file, consequence, remedy));
  }
}
