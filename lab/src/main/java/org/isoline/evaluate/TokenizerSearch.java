package org.isoline.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.corpus.CorpusException;
import org.isoline.corpus.Tokenizer;
import org.isoline.corpus.TokenizerFile;

/** Finds the tokenizer that belongs to a checkpoint. */
public final class TokenizerSearch {
  private static final int NEAREST = 2;
  private static final int FARTHEST = 4;

  private final List<String> places = new ArrayList<>();

  private TokenizerSearch() {}

  /**
   * Reads the tokenizer.
   *
   * @param given what the user named
   * @throws CorpusException if there is none, naming all places that were looked at
   */
  public static Tokenizer of(ModelFolder model, Optional<Path> given) {
    return TokenizerFile.load(file(model, given));
  }

  /**
   * Where the tokenizer is.
   *
   * @param given what the user named
   * @throws CorpusException if there is none, naming all places that were looked at
   */
  public static Path file(ModelFolder model, Optional<Path> given) {
    return given.orElseGet(() -> new TokenizerSearch().find(model));
  }

  private Path find(ModelFolder model) {
    Path path = model.path().toAbsolutePath().normalize();
    Path folder = Files.isDirectory(path) ? path : path.getParent();
    places.add(folder.resolve("tokenizer.json") + " or tokenizer.bin");
    return model
        .tokenizer()
        .or(() -> Files.isDirectory(path) ? Optional.empty() : onlyVocabulary(folder))
        .or(() -> ofStudy(path))
        .orElseThrow(
            () ->
                new CorpusException(
                    "no tokenizer for %s: looked for %s; give one with --tokenizer FILE"
                        .formatted(model.path(), String.join("; ", places))));
  }

  /** Vocabularies of llama2.c are beside the model and called after their size. */
  private Optional<Path> onlyVocabulary(Path folder) {
    places.add("exactly one " + folder.resolve("tok*.bin"));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> file.getFileName().toString().matches("tok.*\\.bin"))
              .sorted()
              .toList();
      if (found.size() > 1) {
        places.add("there are " + found.stream().map(Path::getFileName).toList());
      }
      return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code runs/STUDY/corpus} seen from a cell, its checkpoints, or a file in one of them. */
  private Optional<Path> ofStudy(Path path) {
    List<Path> candidates = new ArrayList<>();
    Path folder = path;
    for (int up = 1; up <= FARTHEST && folder.getParent() != null; up++) {
      folder = folder.getParent();
      if (up >= NEAREST) {
        candidates.add(folder.resolve("corpus").resolve("tokenizer.json"));
      }
    }
    candidates.forEach(candidate -> places.add(candidate.toString()));
    return candidates.stream().filter(Files::exists).findFirst();
  }
}
