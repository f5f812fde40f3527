package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts on an empty native cache, two at once: without unpacking everything under a lock first,
 * the virtual machine dies while it loads libtorch.
 */
class FirstStartTest {
  @TempDir Path folder;

  @Test
  void twoFirstStartsAtOnce() throws Exception {
    List<String> emptyCache = List.of("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      starts.add(Launched.start(folder.resolve("doctor-" + i + ".log"), emptyCache, "doctor"));
    }
    for (int i = 0; i < 2; i++) {
      int code = starts.get(i).waitFor();
      String output = Files.readString(folder.resolve("doctor-" + i + ".log"));
      assertThat(code).as(output).isZero();
      assertThat(output).contains("GFLOP/s");
    }
  }

  /** One after the other; more than one is asked for by {@code -Disoline.first-starts=20}. */
  @Test
  void firstStartsInARow() throws Exception {
    for (int i = 0; i < Integer.getInteger("isoline.first-starts", 1); i++) {
      Path cache = folder.resolve("cache-" + i);
      Path log = folder.resolve("start-" + i + ".log");
      int code =
          Launched.start(log, List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache), "doctor")
              .waitFor();
      assertThat(code).as("start %d: %s", i, Files.readString(log)).isZero();
      deleteTree(cache);
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
