package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path path;

  private static JsonNode step(long step) {
    return JsonNodeFactory.instance.objectNode().put("step", (int) step);
  }

  @Test
  void statesRoundTrip() {
    RunFolder folder = new RunFolder(path);
    assertThat(folder.state()).isEqualTo(new CellState.Pending());
    for (CellState state :
        List.of(
            new CellState.Running(3, 9),
            new CellState.Done(9, 9),
            new CellState.Diverged(4, 9, "loss NaN"),
            new CellState.Failed("code 134 (signal 6)", List.of("line one", "line two")))) {
      folder.write(state);
      assertThat(folder.state()).isEqualTo(state);
    }
  }

  @Test
  void tornLinesAreClosedOffAndPassedOver() throws IOException {
    Path file = path.resolve("metrics.jsonl");
    RunFolder.append(file, step(1));
    RunFolder.append(file, step(2));
    Files.writeString(file, "{\"step\":3,\"lo", StandardOpenOption.APPEND);
    assertThat(RunFolder.lastRecord(file).orElseThrow()).isEqualTo(step(2));
    RunFolder.append(file, step(3));
    assertThat(RunFolder.records(file)).containsExactly(step(1), step(2), step(3));
    assertThat(RunFolder.lastRecord(file).orElseThrow()).isEqualTo(step(3));
  }

  @Test
  void brokenStateNamesTheFileAndTheCure() throws IOException {
    Files.writeString(path.resolve("outcome.json"), "{\"state\":\"dreaming\"}");
    assertThatThrownBy(() -> new RunFolder(path).state())
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("outcome.json")
        .hasMessageContaining("delete it");
  }

  @Test
  void secondHolderIsRefusedWithThePidOfTheFirst() {
    try (FolderLock first = FolderLock.hold(path, Duration.ZERO)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> FolderLock.hold(path, Duration.ofMillis(50)))
          .isInstanceOf(StudyException.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }
    FolderLock.hold(path, Duration.ZERO).close();
  }
}
