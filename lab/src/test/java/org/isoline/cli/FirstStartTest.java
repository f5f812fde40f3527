package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
}
