package org.isoline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isoline.law.LossColumn;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportDataTest {
  @TempDir static Path shared;
  private static ReportData data;

  @BeforeAll
  static void read() throws IOException {
    Path folder = shared.resolve("synthetic");
    SyntheticStudy.write(folder);
    data = ReportData.read(folder);
  }

  @Test
  void everyFileIsRead() {
    assertThat(data.study()).isEqualTo("synthetic");
    assertThat(data.architectures()).containsExactly("llama", "tnl", "hgrn2", "cosformer2");
    assertThat(data.loss()).isEqualTo(LossColumn.VALIDATION);
    assertThat(data.conventions()).hasSize(3);
    assertThat(data.envelopes()).hasSize(4 * 3 * 2);
    assertThat(data.surfaces()).hasSize(4 * 2 * 2);
    assertThat(data.missing())
        .extracting(ReportData.Missing::file)
        .containsExactly("evaluations/results.csv");
    assertThat(data.provenance()).containsEntry("cpu", "Synthetic CPU @ 2.0 GHz");
  }

  @Test
  void cellsClimbTheLadder() {
    assertThat(data.cells())
        .extracting(ReportData.Cell::id)
        .containsExactly(
            "llama-xs",
            "llama-s",
            "llama-m",
            "llama-l",
            "tnl-xs",
            "tnl-xs-s2",
            "tnl-s",
            "tnl-m",
            "tnl-l",
            "hgrn2-xs",
            "hgrn2-s",
            "hgrn2-m",
            "hgrn2-l",
            "cosformer2-xs",
            "cosformer2-s",
            "cosformer2-m",
            "cosformer2-l");
  }

  @Test
  void aTornLineIsPassedOverAndNamed() {
    assertThat(cell(SyntheticStudy.TORN).metrics()).hasSize(SyntheticStudy.STEPS);
    assertThat(data.remarks())
        .filteredOn(remark -> remark.startsWith(SyntheticStudy.TORN + "/metrics.jsonl"))
        .singleElement()
        .asString()
        .contains("torn");
    assertThat(data.remarks())
        .hasSize(2)
        .anyMatch(remark -> remark.contains(SyntheticStudy.TORN_TRUST + "/trust.json"));
    assertThat(cell(SyntheticStudy.TORN_TRUST).trust()).isEmpty();
  }

  @Test
  void theLastLineOfARepeatedStepWins() {
    assertThat(cell(SyntheticStudy.RESUMED).metrics()).hasSize(SyntheticStudy.STEPS);
    assertThat(cell(SyntheticStudy.RESUMED).metrics().getFirst().loss()).isLessThan(20);
  }

  @Test
  void outcomesCarryTheirReasons() {
    assertThat(cell(SyntheticStudy.DIVERGED).state()).isEqualTo(CellState.DIVERGED);
    assertThat(cell(SyntheticStudy.DIVERGED).step()).isEqualTo(400);
    assertThat(cell(SyntheticStudy.DIVERGED).message()).contains("loss NaN at step 401");
    assertThat(cell(SyntheticStudy.FAILED).state()).isEqualTo(CellState.FAILED);
    assertThat(cell(SyntheticStudy.FAILED).log()).contains("Killed: out of memory <heap>");
    assertThat(cell(SyntheticStudy.FAILED).evaluations()).isEmpty();
  }

  @Test
  void lawsOfOtherObservationsAreNoticed(@TempDir Path folder) throws IOException {
    Path study = shared.resolve("synthetic");
    Files.copy(study.resolve("laws.json"), folder.resolve("laws.json"));
    String table = Files.readString(study.resolve("observations.csv"));
    Files.writeString(
        folder.resolve("observations.csv"),
        table.substring(0, table.lastIndexOf("\ncosformer2") + 1));

    assertThat(ReportData.read(folder).remarks())
        .anyMatch(remark -> remark.contains("fitted to another observation table"));
  }

  @Test
  void aBrokenCellDoesNotCostTheOthers(@TempDir Path folder) throws IOException {
    Path study = folder.resolve("broken");
    SyntheticStudy.writePending(study);
    Path cell = Files.createDirectories(study.resolve("tnl-xs"));
    Files.writeString(cell.resolve("outcome.json"), "{\"state\": ");
    Files.writeString(cell.resolve("config.yaml"), "architecture: tnl\nsize: xs\n");

    ReportData broken = ReportData.read(study);

    assertThat(broken.cells()).hasSize(2);
    assertThat(broken.cells().getFirst().architecture()).isEqualTo("tnl");
    assertThat(broken.remarks()).singleElement().asString().contains("outcome.json", "not JSON");
  }

  @Test
  void aFolderWithoutAStudyIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> ReportData.read(folder))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("no study folder")
        .hasMessageContaining("observations.csv");
    assertThatThrownBy(() -> ReportData.read(folder.resolve("absent")))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("is no folder");
  }

  @Test
  void theFolderOfACellIsRefused() {
    assertThatThrownBy(() -> ReportData.read(shared.resolve("synthetic/llama-xs")))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("folder of one cell")
        .hasMessageContaining("synthetic");
  }

  @Test
  void malformedLawsAreRefusedByName(@TempDir Path folder) throws IOException {
    SyntheticStudy.writePending(folder);
    Files.writeString(folder.resolve("laws.json"), "[1, 2]");

    assertThatThrownBy(() -> ReportData.read(folder))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("laws.json")
        .hasMessageContaining("expected a JSON object");
  }

  private static ReportData.Cell cell(String id) {
    return data.cells().stream().filter(cell -> cell.id().equals(id)).findFirst().orElseThrow();
  }
}
