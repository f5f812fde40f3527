package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CorpusBenchTest {
  @Test
  void everyStageHasARateAndTheWholeAProjection() throws IOException {
    CorpusBench.Request request =
        new CorpusBench.Request(Optional.empty(), 1, 300, List.of(1, 2), 64, Optional.of(1000.0));
    SpeedRecord record = CorpusBench.run(request, new Effort(1, 1, 10), line -> {});
    List<Object> stages =
        record.table().rows().stream().map(row -> row.get("stage")).distinct().toList();
    assertThat(stages)
        .containsExactly(
            "training", "reading", "encoding", "joining", "other", "all", "batches of 64");
    Map<String, Object> all =
        record.table().rows().stream()
            .filter(row -> row.get("stage").equals("all") && row.get("threads").equals(2))
            .findFirst()
            .orElseThrow();
    double perCore = (double) all.get("bytes_per_s_core");
    assertThat((double) all.get("bytes_per_s")).isEqualTo(2 * perCore);
    assertThat((double) all.get("hours_300b") * 3600)
        .isCloseTo(
            300e9 / (double) all.get("tokens_per_s"),
            org.assertj.core.data.Percentage.withPercentage(0.01));
    assertThat(record.notes()).anyMatch(note -> note.contains("that training consumes"));
  }
}
