package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {
  private static final MavenArtifact ARTIFACT =
      new MavenArtifact("org.example:texts:1.0", Sha256.of("content"), ArtifactFormat.WORDNET);

  @TempDir Path folder;

  private final AtomicInteger fetches = new AtomicInteger();

  @Test
  void fetchesOnce() throws IOException {
    ArtifactCache cache = new ArtifactCache(folder, serving("content"));
    Path file = cache.fetch(ARTIFACT);
    assertThat(file).hasFileName("texts-1.0.jar").hasContent("content");
    assertThat(cache.fetch(ARTIFACT)).isEqualTo(file);
    assertThat(fetches).hasValue(1);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void fetchesOnceForManyThreads() throws Exception {
    ArtifactFetcher slow =
        (artifact, into) -> {
          sleep();
          serving("content").fetch(artifact, into);
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Path>> files =
          Stream.generate(
                  () -> threads.submit(() -> new ArtifactCache(folder, slow).fetch(ARTIFACT)))
              .limit(4)
              .toList();
      for (Future<Path> file : files) {
        assertThat(file.get()).hasContent("content");
      }
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void refusesAnotherChecksumAndKeepsNothing() throws IOException {
    ArtifactCache cache = new ArtifactCache(folder, serving("tampered"));
    assertThatThrownBy(() -> cache.fetch(ARTIFACT))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("org.example:texts:1.0")
        .hasMessageContaining("expected sha256 " + Sha256.of("content"))
        .hasMessageContaining("actual   sha256 " + Sha256.of("tampered"))
        .hasMessageContaining("delete it");
    assertThat(leftovers()).isEmpty();
    assertThat(new ArtifactCache(folder, serving("content")).fetch(ARTIFACT)).exists();
  }

  @Test
  void clearsWhatAKillLeft() throws IOException {
    Path left = Files.createDirectories(folder.resolve("org.example/texts-1.0.jar.fetch"));
    Files.writeString(left.resolve("texts-1.0.jar"), "half");
    assertThat(new ArtifactCache(folder, serving("content")).fetch(ARTIFACT)).hasContent("content");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void seesACachedFileThatChanged() throws IOException {
    ArtifactCache cache = new ArtifactCache(folder, serving("content"));
    Path file = cache.fetch(ARTIFACT);
    Files.writeString(file, "damaged");
    assertThatThrownBy(() -> cache.fetch(ARTIFACT))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("checksum mismatch in " + file);
  }

  @Test
  void saysThatMavenIsMissing() {
    ArtifactFetcher fetcher = new MavenFetcher(List.of(folder.resolve("no-such-mvn").toString()));
    assertThatThrownBy(() -> new ArtifactCache(folder, fetcher).fetch(ARTIFACT))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("cannot run")
        .hasMessageContaining("no-such-mvn")
        .hasMessageContaining("install Maven");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void showsWhatMavenSaidWhenItFails() throws IOException {
    ArtifactFetcher fetcher = script("echo '[ERROR] could not find artifact'; exit 1");
    assertThatThrownBy(() -> new ArtifactCache(folder, fetcher).fetch(ARTIFACT))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("org.example:texts:1.0")
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("could not find artifact")
        .hasMessageContaining("settings.xml");
    ArtifactFetcher idle = script("exit 0");
    assertThatThrownBy(() -> new ArtifactCache(folder, idle).fetch(ARTIFACT))
        .hasMessageContaining("left no file texts-1.0.jar");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void callsThePinnedGoalWithTheArtifact() throws IOException {
    Path arguments = folder.resolve("arguments");
    ArtifactFetcher fetcher =
        script(
            "echo \"$@\" > "
                + arguments
                + "; for a; do case $a in -DoutputDirectory=*)"
                + " printf content > \"${a#*=}/texts-1.0.jar\";; esac; done");
    assertThat(new ArtifactCache(folder, fetcher).fetch(ARTIFACT)).hasContent("content");
    assertThat(Files.readString(arguments))
        .startsWith(
            "-q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
                + " -Dartifact=org.example:texts:1.0 -DoutputDirectory=/");
  }

  @Test
  void namesTheFileAsARepositoryDoes() {
    String sha256 = Sha256.of("");
    assertThat(new MavenArtifact("g:a:1:jar:sources", sha256, ArtifactFormat.JAVADOC).fileName())
        .isEqualTo("a-1-sources.jar");
    assertThat(new MavenArtifact("g:a:1:zip", sha256, ArtifactFormat.JAVADOC).fileName())
        .isEqualTo("a-1.zip");
  }

  private ArtifactFetcher serving(String content) {
    return (artifact, into) -> {
      fetches.incrementAndGet();
      try {
        Files.writeString(into.resolve(artifact.fileName()), content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private ArtifactFetcher script(String body) throws IOException {
    Path script = Files.writeString(folder.resolve("script.sh"), body);
    return new MavenFetcher(List.of("/bin/sh", script.toString()));
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("org.example"))) {
      return files.filter(file -> file.getFileName().toString().endsWith(".fetch")).toList();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
