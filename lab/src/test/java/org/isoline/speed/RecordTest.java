package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.machine.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Column> COLUMNS =
      List.of(
          Column.key("arch"),
          Column.key("context"),
          Column.higher("tokens_per_s", "tokens/s", 1, 1),
          Column.lower("peak_bytes", "peak MB", 1e-6, 0),
          Column.fact("cpu_s", "cpu s", 1, 3));

  @TempDir private Path folder;

  private static Machine machine(String cpu) {
    return new Machine(
        "0.1.0",
        "abc123",
        "Vendor, \"25\"",
        "2.10.0",
        "Linux 6",
        "amd64",
        cpu,
        List.of("avx2", "fma"),
        2,
        8_000_000_000L,
        Map.of("OMP_NUM_THREADS", "1"));
  }

  private static Map<String, Object> row(String arch, double rate, long peak) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("arch", arch);
    row.put("context", 512);
    row.put("tokens_per_s", rate);
    row.put("peak_bytes", peak);
    return row;
  }

  private static SpeedRecord record(
      String benchmark, String cpu, double ceiling, List<Map<String, Object>> rows) {
    return new SpeedRecord(
        benchmark,
        "2026-01-02T03:04:05Z",
        machine(cpu),
        new Effort(5, 1, 60),
        Clock.CPU,
        Map.of("size", "6x512x128"),
        new Ceilings(ceiling, OptionalDouble.of(2e11)),
        new Ceilings(1.01 * ceiling, OptionalDouble.of(2e11)),
        new Table(COLUMNS, rows),
        List.of("a note"));
  }

  private static SpeedRecord usual() {
    return record(
        "train",
        "CPU, model 1",
        9e10,
        List.of(row("llama", 1234.56, 5_000_000), row("tnl", 2000, 4_000_000)));
  }

  private Path stored(String name, SpeedRecord record) throws IOException {
    return RecordFiles.write(record, folder, name);
  }

  @Test
  void jsonHasAllThatTheNumbersDependOn() throws IOException {
    JsonNode json = JSON.readTree(RecordFiles.json(usual()));
    assertThat(json.path("benchmark").asText()).isEqualTo("train");
    assertThat(json.path("clock").asText()).isEqualTo("cpu");
    assertThat(json.at("/machine/cpu").asText()).isEqualTo("CPU, model 1");
    assertThat(json.at("/machine/memory_bytes").asLong()).isEqualTo(8_000_000_000L);
    assertThat(json.at("/machine/environment/OMP_NUM_THREADS").asText()).isEqualTo("1");
    assertThat(json.at("/machine/commit").asText()).isEqualTo("abc123");
    assertThat(json.at("/ceilings/before/fp32_flops").asDouble()).isEqualTo(9e10);
    assertThat(json.at("/ceilings/after/bf16_flops").asDouble()).isEqualTo(2e11);
    assertThat(json.at("/columns/2/role").asText()).isEqualTo("higher");
    assertThat(json.at("/rows/0/tokens_per_s").asDouble()).isEqualTo(1234.56);
    assertThat(json.at("/rows/0").has("cpu_s")).isFalse();
    assertThat(json.at("/notes/0").asText()).isEqualTo("a note");
  }

  @Test
  void csvRepeatsTheMachineInEveryRow() throws IOException {
    Path file = folder.resolve("rows.csv");
    RecordFiles.writeCsv(usual(), file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst())
        .startsWith("arch,context,tokens_per_s,peak_bytes,cpu_s,ceiling_fp32_before_flops,")
        .endsWith(",environment");
    assertThat(lines.get(1))
        .startsWith("llama,512,1234.56,5000000,,9.0E10,")
        .contains("\"CPU, model 1\"", "\"Vendor, \"\"25\"\"\"", "OMP_NUM_THREADS=1");
  }

  @Test
  void theTableIsInUnitsForPeople() {
    assertThat(RecordFiles.text(usual()))
        .contains("arch   context  tokens/s  peak MB  cpu s\n")
        .contains("llama  512       1,234.6        5\n")
        .contains("fp32 90.0 before, 90.9 after; bf16 200.0 before, 200.0 after")
        .contains("CPU, model 1, 2 cores, 8.0 GB")
        .contains("a note");
  }

  @Test
  void aRecordIsThreeFiles() throws IOException {
    Path json = stored("quiet", usual());
    assertThat(json).hasFileName("2026-01-02-quiet.json");
    assertThat(folder.resolve("2026-01-02-quiet.csv")).exists();
    assertThat(folder.resolve("2026-01-02-quiet.md"))
        .content()
        .contains("# isoline bench train, 2026-01-02", "| arch | context | tokens/s |")
        .contains("|---|---|---:|---:|---:|")
        .contains("| llama | 512 | 1,234.6 | 5 |  |");
  }

  @Test
  void thisMachineIsKnown() {
    Machine here = Machine.here();
    assertThat(here.cpu()).isNotBlank();
    assertThat(here.cores()).isPositive();
    assertThat(here.libtorch()).startsWith("2.");
    assertThat(here.environment())
        .allSatisfy((name, value) -> assertThat(System.getenv(name)).isEqualTo(value));
  }

  @Test
  void ratiosAreAboveOneWhereTheSecondIsBetter() throws IOException {
    Path first = stored("a", usual());
    Path second =
        stored(
            "b",
            record(
                "train",
                "CPU, model 1",
                9e10,
                List.of(row("tnl", 1500, 2_000_000), row("llama", 2469.12, 5_500_000))));
    Comparison comparison = Comparison.of(first, second, 0.9);
    assertThat(comparison.ratios()).hasSize(4);
    assertThat(ratio(comparison, "llama 512", "tokens_per_s")).isEqualTo(2, within(1e-12));
    assertThat(ratio(comparison, "llama 512", "peak_bytes")).isEqualTo(10 / 11.0, within(1e-12));
    assertThat(ratio(comparison, "tnl 512", "tokens_per_s")).isEqualTo(0.75, within(1e-12));
    assertThat(ratio(comparison, "tnl 512", "peak_bytes")).isEqualTo(2, within(1e-12));
    assertThat(comparison.medians()).containsEntry("tokens_per_s", 1.375);
    assertThat(comparison.warnings()).isEmpty();
    assertThat(comparison.hasLosses()).isTrue();
    assertThat(Comparison.of(first, second, 0.75).hasLosses()).isFalse();
    assertThat(comparison.text()).containsPattern("tnl 512 +tokens_per_s +2000.* 0.750 +worse");
  }

  private static double ratio(Comparison comparison, String row, String figure) {
    return comparison.ratios().stream()
        .filter(ratio -> ratio.row().equals(row) && ratio.figure().equals(figure))
        .findFirst()
        .orElseThrow()
        .ratio();
  }

  @Test
  void otherMachinesAndMomentsAreWarnedAbout() throws IOException {
    Path first = stored("a", usual());
    SpeedRecord other =
        record("train", "CPU, model 2", 8e10, List.of(row("llama", 1234.56, 5_000_000)));
    Comparison comparison = Comparison.of(first, stored("b", other), 0.9);
    assertThat(comparison.warnings())
        .anyMatch(line -> line.equals("machine cpu differs: CPU, model 1 and CPU, model 2"))
        .anyMatch(line -> line.startsWith("ceilings fp32_flops differ by -11 %"))
        .hasSize(2);
    assertThat(comparison.unmatched()).singleElement().asString().endsWith("tnl 512");
    assertThat(comparison.hasLosses()).isFalse();
  }

  @Test
  void anUnsteadyMachineIsWarnedAbout() throws IOException {
    SpeedRecord steady = usual();
    SpeedRecord unsteady =
        new SpeedRecord(
            "train",
            steady.started(),
            steady.machine(),
            steady.effort(),
            steady.clock(),
            steady.settings(),
            new Ceilings(10e10, OptionalDouble.of(2e11)),
            new Ceilings(8.1e10, OptionalDouble.of(2e11)),
            steady.table(),
            List.of());
    Comparison comparison = Comparison.of(stored("a", steady), stored("b", unsteady), 0.9);
    assertThat(comparison.warnings())
        .singleElement()
        .asString()
        .contains("before and after the second record");
  }

  @Test
  void filesThatCannotBeCompared() throws IOException {
    Path train = stored("a", usual());
    Path mixer = stored("b", record("mixer", "CPU", 9e10, List.of(row("llama", 1, 1))));
    assertThatThrownBy(() -> Comparison.of(train, mixer, 0.9))
        .isInstanceOf(SpeedException.class)
        .hasMessageContaining("bench train")
        .hasMessageContaining("bench mixer");
    Path foreign = stored("c", record("train", "CPU", 9e10, List.of(row("hgrn2", 1, 1))));
    assertThatThrownBy(() -> Comparison.of(train, foreign, 0.9))
        .hasMessageContaining("no row in common")
        .hasMessageContaining("llama 512");
    Path none = Files.writeString(folder.resolve("none.json"), "{\"rows\": 3}");
    assertThatThrownBy(() -> Comparison.of(train, none, 0.9))
        .hasMessageContaining("none.json is not a record");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{");
    assertThatThrownBy(() -> Comparison.of(broken, train, 0.9))
        .hasMessageContaining("broken.json is not JSON");
    assertThatThrownBy(() -> Comparison.of(train, train, 1.1))
        .hasMessageContaining("tolerance = 1.1");
  }

  @Test
  void aRowWithoutItsKeyIsAMistake() {
    assertThatThrownBy(() -> new Table(COLUMNS, List.of(Map.of("arch", "llama"))))
        .hasMessageContaining("has no context");
    assertThatThrownBy(
            () -> new Table(COLUMNS, List.of(Map.of("arch", "llama", "context", 1, "speed", 2))))
        .hasMessageContaining("speed");
  }
}
