package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every file of a prepared corpus hashed again and compared with the manifest.
 *
 * @param files how many were looked at
 * @param bytes their size
 * @param problems what differs, a line each with the file's name; none if all is as it was written
 * @param notes what could not be compared and need not be there
 */
public record CorpusCheck(int files, long bytes, List<String> problems, List<String> notes) {
  /** Copies both lists. */
  public CorpusCheck {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** Whether nothing differs. */
  public boolean pass() {
    return problems.isEmpty();
  }

  /**
   * Checks a folder, and that its sources are still those it was made from.
   *
   * @throws CorpusException if no corpus is there, or its manifest cannot be read
   */
  public static CorpusCheck of(Path folder, CorpusSpec spec) {
    CorpusFolder corpus = new CorpusFolder(folder);
    Manifest manifest = PreparedCorpus.manifest(corpus);
    Checker checker = new Checker(corpus, manifest);
    checker.files();
    checker.inputs(spec);
    checker.shards();
    return new CorpusCheck(manifest.files().size(), checker.bytes, checker.problems, checker.notes);
  }

  /** Collects what differs. */
  private static final class Checker {
    private final CorpusFolder corpus;
    private final Manifest manifest;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long bytes;

    Checker(CorpusFolder corpus, Manifest manifest) {
      this.corpus = corpus;
      this.manifest = manifest;
    }

    void files() {
      for (Path file : corpus.content()) {
        if (!manifest.files().containsKey(file.getFileName().toString())) {
          problems.add("%s: the manifest does not name %s".formatted(corpus.manifest(), file));
        }
      }
      for (Map.Entry<String, Manifest.FileEntry> entry : manifest.files().entrySet()) {
        file(corpus.path().resolve(entry.getKey()), entry.getValue());
      }
    }

    private void file(Path file, Manifest.FileEntry expected) {
      try {
        if (!Files.exists(file)) {
          problems.add("%s: there is no such file".formatted(file));
          return;
        }
        long size = Files.size(file);
        bytes += size;
        if (size != expected.bytes()) {
          problems.add("%s: %d bytes, expected %d".formatted(file, size, expected.bytes()));
          return;
        }
        String sha256 = Sha256.of(file);
        if (!sha256.equals(expected.sha256())) {
          problems.add(
              "%s: changed since it was written: sha256 is %s, expected %s"
                  .formatted(file, sha256, expected.sha256()));
        }
      } catch (IOException e) {
        problems.add("%s: cannot be read: %s".formatted(file, e.getMessage()));
      }
    }

    void inputs(CorpusSpec spec) {
      Inputs written = new Inputs(manifest.inputs());
      if (!written.fingerprint().equals(manifest.fingerprint())) {
        problems.add(
            "%s: the fingerprint is %s, but that of its inputs is %s"
                .formatted(corpus.manifest(), manifest.fingerprint(), written.fingerprint()));
      }
      try {
        Inputs.of(spec)
            .differences(manifest.inputs())
            .forEach(line -> problems.add(corpus.manifest() + ":" + line.substring(1)));
      } catch (CorpusException e) {
        notes.add("the sources were not compared: " + e.getMessage());
      }
    }

    /** Whether the parts belong together, which holds if nothing differs. */
    void shards() {
      if (problems.isEmpty()) {
        try {
          PreparedCorpus.open(corpus.path()).close();
        } catch (CorpusException e) {
          problems.add(e.getMessage());
        }
      }
    }
  }
}
