package org.isoline.evaluate.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.isoline.evaluate.EvaluationException;

/**
 * A folder with checkpoints in it, at whatever depth: of a study, of one run, or of one model.
 *
 * @param path the folder, or a single file of llama2.c
 */
public record EvaluatedFolder(Path path) {
  /** Folder of results and tables below the evaluated one. */
  public static final String RESULTS = "evaluations";

  private static final int DEEPEST = 8;
  private static final String CONFIG = "config.json";
  private static final String CHECKPOINTS = "checkpoints";

  /**
   * Checks that there is something to look at.
   *
   * @throws EvaluationException if there is no such folder or file
   */
  public EvaluatedFolder {
    if (!Files.exists(path)) {
      throw new EvaluationException(
          path + ": no such folder; name a study such as runs/quick, a run in it, or a checkpoint");
    }
  }

  /** Where results go if nobody says otherwise. */
  public Path results() {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    return folder.resolve(RESULTS);
  }

  /**
   * All checkpoints that are there now, runs in the order of their names and steps ascending.
   * Folders whose name begins with a dot are being written, and passed over.
   */
  public List<Found> checkpoints() {
    if (!Files.isDirectory(path)) {
      return List.of(new Found(path, path.getFileName().toString()));
    }
    List<Found> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          path,
          java.util.Set.of(),
          DEEPEST,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              if (!folder.equals(path) && folder.getFileName().toString().startsWith(".")) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (isModel(folder)) {
                found.add(new Found(folder, name(folder)));
                return FileVisitResult.SKIP_SUBTREE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              // What vanishes while it is listed is not there to be evaluated.
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path, e);
    }
    found.sort(Comparator.comparing(Found::run).thenComparingLong(Found::step));
    return List.copyOf(found);
  }

  /**
   * Some of the checkpoints that are there now: of each run every so many, counted back from its
   * last, which is always among them.
   *
   * @param every 1 for all; 0 for the last of each run only
   */
  public List<Found> checkpoints(int every) {
    List<Found> all = checkpoints();
    Map<String, Integer> left = new HashMap<>();
    all.forEach(found -> left.merge(found.run(), 1, Integer::sum));
    List<Found> chosen = new ArrayList<>();
    for (Found found : all) {
      int behind = left.merge(found.run(), -1, Integer::sum);
      if (behind == 0 || every > 0 && behind % every == 0) {
        chosen.add(found);
      }
    }
    return List.copyOf(chosen);
  }

  private String name(Path folder) {
    if (folder.equals(path)) {
      return path.toAbsolutePath().normalize().getFileName().toString();
    }
    List<String> parts = new ArrayList<>();
    path.relativize(folder).forEach(part -> parts.add(part.toString()));
    parts.removeIf(part -> part.equals(CHECKPOINTS));
    return String.join("/", parts);
  }

  private static boolean isModel(Path folder) {
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".safetensors"));
    } catch (IOException e) {
      return false;
    }
  }

  /** A prepared corpus in this folder or above it, that of the study the checkpoints are from. */
  public Optional<Path> corpus() {
    Path folder = path.toAbsolutePath().normalize();
    for (int up = 0; up <= DEEPEST && folder != null; up++) {
      Path corpus = folder.resolve("corpus");
      if (Files.isRegularFile(corpus.resolve("manifest.json"))) {
        return Optional.of(corpus);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  /**
   * A checkpoint that was seen.
   *
   * @param path its folder or file
   * @param name for people
   */
  public record Found(Path path, String name) {
    /** The training run it belongs to. */
    public String run() {
      int slash = name.lastIndexOf('/');
      return step() < 0 || slash < 0 ? name : name.substring(0, slash);
    }

    /** The step that its name says, -1 if it says none. */
    public long step() {
      String last = name.substring(name.lastIndexOf('/') + 1);
      return last.matches("step-\\d{1,18}") ? Long.parseLong(last.substring(5)) : -1;
    }
  }
}
