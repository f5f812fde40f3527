package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path folder;

  private void save(CheckpointStore store, long step) throws IOException {
    try (Scope scope = new Scope()) {
      Map<String, Tensor> tensors = Map.of("w", Tensors.zeros(DType.FLOAT32, 10).add(step));
      store.save(new TrainingState(step, step * 100, "hash", 0, step, 1.5), "{}", tensors, tensors);
    }
  }

  @Test
  void newestIsFoundAndOldOptimizersAreDropped() throws IOException {
    CheckpointStore store = new CheckpointStore(folder);
    assertThat(store.newestWhole(warning -> {})).isEmpty();
    for (long step : new long[] {1, 9, 10, 11}) {
      save(store, step);
    }
    assertThat(store.steps()).containsExactly(11L, 10L, 9L, 1L);
    assertThat(store.newestWhole(warning -> {}).orElseThrow().state().step()).isEqualTo(11);
    assertThat(folder.resolve("step-10/optimizer.safetensors")).exists();
    assertThat(folder.resolve("step-9/optimizer.safetensors")).doesNotExist();
    assertThat(store.read(1).state().tokens()).isEqualTo(100);
  }

  @Test
  void corruptCheckpointFallsBackToTheOneBeforeAndSaysSo() throws IOException {
    CheckpointStore store = new CheckpointStore(folder);
    save(store, 5);
    save(store, 6);
    Path model = folder.resolve("step-6/model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 1;
    Files.write(model, bytes);
    List<String> warnings = new ArrayList<>();
    assertThat(store.newestWhole(warnings::add).orElseThrow().state().step()).isEqualTo(5);
    assertThat(warnings).singleElement().asString().contains("step-6", "checksum", "falling back");
    Files.write(model, java.util.Arrays.copyOf(bytes, 20));
    assertThatThrownBy(() -> store.read(6)).hasMessageContaining("has 20 bytes, expected");
    Files.writeString(folder.resolve("step-5/config.json"), "[]");
    assertThatThrownBy(() -> store.read(5)).hasMessageContaining("config.json", "checksum");
    Files.delete(folder.resolve("step-5/state.json"));
    assertThat(store.newestWhole(warnings::add)).isEmpty();
  }

  @Test
  void leftoversOfAKilledSaveAreIgnored() throws IOException {
    CheckpointStore store = new CheckpointStore(folder);
    save(store, 3);
    Path torn = folder.resolve(".step-4.123.tmp");
    Files.createDirectories(torn);
    Files.writeString(torn.resolve("model.safetensors"), "half");
    assertThat(store.newestWhole(warning -> {}).orElseThrow().state().step()).isEqualTo(3);
    save(store, 4);
    assertThat(store.newestWhole(warning -> {}).orElseThrow().state().step()).isEqualTo(4);
    assertThat(torn).doesNotExist();
  }

  @Test
  void aSaveThatCannotBeWrittenLeavesTheFormerOnesAlone() throws IOException {
    CheckpointStore store = new CheckpointStore(folder);
    save(store, 3);
    // A file where the folder of the new checkpoint would be prepared makes every write fail.
    Files.writeString(folder.resolve(".step-4." + ProcessHandle.current().pid() + ".tmp"), "");
    assertThatThrownBy(() -> save(store, 4)).isInstanceOf(IOException.class);
    assertThat(store.newestWhole(warning -> {}).orElseThrow().state().step()).isEqualTo(3);
  }
}
