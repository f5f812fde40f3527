package org.isoline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.isoline.evaluate.fetch.Catalogue;
import org.isoline.evaluate.fetch.FileServer;
import org.isoline.evaluate.fetch.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCommandTest {
  private static final List<Source> ESSAYS = Catalogue.builtIn().of("essays");

  @TempDir Path folder;
  private FileServer server;
  private Path data;

  @BeforeEach
  void start() throws IOException {
    data = folder.resolve("data");
    server = new FileServer();
    for (Source essay : ESSAYS) {
      server.put(path(essay), ("About " + essay.name()).getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String path(Source source) {
    return "/" + source.addresses().getFirst().getHost() + source.addresses().getFirst().getPath();
  }

  private String[] fetch(String... more) {
    return java.util.stream.Stream.concat(
            List.of(
                "fetch", "essays", "--base", server.base().toString(), "--data", data.toString())
                .stream(),
            List.of(more).stream())
        .toArray(String[]::new);
  }

  @Test
  void twoProcessesFetchEachFileOnceAndALaterOneNeedsNoServer() throws Exception {
    Path log = folder.resolve("other.log");
    Process other = Launched.start(log, fetch());
    Launched one = Launched.run(folder, fetch());
    assertThat(other.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(one.output()).contains("all 49 files are there");
    assertThat(one.exitCode()).isZero();
    assertThat(other.exitValue()).isZero();
    assertThat(server.requests()).hasSize(49).doesNotHaveDuplicates();
    assertThat(one.output() + Files.readString(log)).contains("trusted on first use");
    assertThat(data.resolve("essays/worked.txt")).hasContent("About worked.txt");
    server.close();
    assertThat(Main.commandLine().execute(fetch())).isZero();
    assertThat(Main.commandLine().execute(fetch("--check"))).isZero();
  }

  @Test
  void aKilledProcessIsTakenUpWhereItEnded() throws Exception {
    byte[] large = new byte[400_000];
    new Random(1).nextBytes(large);
    String path = path(ESSAYS.getFirst());
    server.put(path, large);
    server.first(
        path,
        exchange -> {
          FileServer.cut(large, 250_000).to(exchange);
          sleep(20_000);
        });
    Process killed = Launched.start(folder.resolve("killed.log"), fetch());
    Path part = part();
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while ((!Files.exists(part) || Files.size(part) < 250_000) && System.nanoTime() < until) {
      sleep(20);
    }
    killed.destroyForcibly().waitFor();
    assertThat(Files.size(part)).isEqualTo(250_000);
    assertThat(Main.commandLine().execute(fetch())).isZero();
    assertThat(server.requests()).contains(path + " bytes=250000-");
    assertThat(data.resolve("essays").resolve(ESSAYS.getFirst().name())).hasBinaryContent(large);
  }

  private Path part() {
    return data.resolve("downloads" + path(ESSAYS.getFirst()) + ".part");
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void exitCodesTellFailuresApart() throws Exception {
    assertThat(Main.commandLine().execute("fetch")).isEqualTo(Main.BAD_INPUT);
    assertThat(Main.commandLine().execute("fetch", "no_such_task")).isEqualTo(Main.BAD_INPUT);
    assertThat(Main.commandLine().execute(fetch("--check"))).isEqualTo(Main.CHECK_FAILED);
    server.first(path(ESSAYS.get(3)), FileServer.status(404));
    assertThat(Main.commandLine().execute(fetch())).isEqualTo(Main.RUN_FAILED);
    assertThat(Main.commandLine().execute(fetch())).isEqualTo(Main.DONE);
    Files.writeString(data.resolve("essays/gap.txt"), "changed");
    assertThat(Main.commandLine().execute(fetch("--check"))).isEqualTo(Main.CHECK_FAILED);
  }

  @Test
  void theTableSaysWhatIsPinnedAndWhatIsThere() throws Exception {
    assertThat(Main.commandLine().execute(fetch())).isZero();
    Launched table = Launched.run(folder, "fetch", "--list", "--data", data.toString());
    assertThat(table.output())
        .containsPattern("essays +49 +unknown +trusted on first use +verified")
        .containsPattern("piqa +2 +1,824,009 +pinned +absent")
        .contains("csr8: boolq, piqa, social_iqa");
  }

  @Test
  void progressHasBytesAndRate() {
    assertThat(FetchProgress.line("a.zip", 2_500_000, OptionalLong.of(10_000_000), 1_250_000))
        .isEqualTo("a.zip: 2.5 of 10.0 MB (25%), 1.3 MB/s");
    assertThat(FetchProgress.line("a.zip", 2_500_000, OptionalLong.empty(), 1e6))
        .isEqualTo("a.zip: 2.5 MB, 1.0 MB/s");
  }
}
