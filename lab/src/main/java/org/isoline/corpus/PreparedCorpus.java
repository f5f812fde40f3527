package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A corpus ready for training: a tokenizer and two shards in a folder.
 *
 * <pre>
 * manifest.json            what it was made from, counts; written last
 * tokenizer.json           Hugging Face layout
 * train.bin                token ids, little-endian
 * train.documents.bin      first token and bytes of text of every document
 * train.json               {@link ShardInfo}
 * validation.*             the same for the documents held out
 * </pre>
 */
public final class PreparedCorpus implements AutoCloseable {
  private final Manifest manifest;
  private final Tokenizer tokenizer;
  private final TokenShard train;
  private final TokenShard validation;

  private PreparedCorpus(
      Manifest manifest, Tokenizer tokenizer, TokenShard train, TokenShard validation) {
    this.manifest = manifest;
    this.tokenizer = tokenizer;
    this.train = train;
    this.validation = validation;
  }

  /**
   * Prepares a corpus in {@code outDir}, or opens it if it is there already. A preparation that was
   * killed goes on with what it had finished; files of other names in the folder are left alone.
   * Two processes that ask for the same folder wait for one another.
   *
   * @param spec what to make
   * @param cacheDir where fetched artefacts are kept
   * @param outDir where the corpus goes; created if need be
   * @param progress is told, in a line, what is being done
   * @throws CorpusException if the texts cannot be used as the specification says, or the folder
   *     holds a corpus made from something else
   * @throws UncheckedIOException if the folder cannot be written, for want of space or of rights
   */
  public static PreparedCorpus prepare(
      CorpusSpec spec, Path cacheDir, Path outDir, Consumer<String> progress) {
    return prepare(
        spec, cacheDir, outDir, PrepareSettings.usual(), PrepareProgress.lines(progress));
  }

  /**
   * The same on a given number of threads, with progress that moves.
   *
   * @param settings how it is done; they do not change a byte of the result
   * @throws CorpusException as above
   * @throws UncheckedIOException as above
   */
  public static PreparedCorpus prepare(
      CorpusSpec spec,
      Path cacheDir,
      Path outDir,
      PrepareSettings settings,
      PrepareProgress progress) {
    return prepare(spec, new ArtifactCache(cacheDir), outDir, settings, progress);
  }

  static PreparedCorpus prepare(
      CorpusSpec spec,
      ArtifactCache cache,
      Path outDir,
      PrepareSettings settings,
      PrepareProgress progress) {
    CorpusFolder folder = new CorpusFolder(outDir);
    List<FileStamp> files =
        spec.sources().stream().flatMap(source -> SourceUnits.files(source).stream()).toList();
    Inputs inputs = Inputs.of(spec);
    try {
      Files.createDirectories(outDir);
      try (ProcessLock _ = ProcessLock.acquire(folder.lock())) {
        if (folder.complete()) {
          requireSameInputs(folder, inputs);
          folder.unfinished().delete();
        } else {
          new CorpusBuilder(spec, cache, folder, settings, progress).build(inputs, files);
        }
      }
    } catch (UncheckedIOException e) {
      throw unwritten(outDir, e.getCause());
    } catch (IOException e) {
      throw unwritten(outDir, e);
    }
    return open(outDir);
  }

  private static UncheckedIOException unwritten(Path outDir, IOException cause) {
    return new UncheckedIOException(
        new IOException(
            "%s: cannot be written: %s; what is finished is kept: see to free space and rights, then run prepare again"
                .formatted(outDir, cause.getMessage()),
            cause));
  }

  /**
   * Opens a prepared corpus.
   *
   * @throws CorpusException if the folder is incomplete, a file is missing or truncated, or
   *     tokenizer and shards do not belong together
   */
  public static PreparedCorpus open(Path outDir) {
    CorpusFolder folder = new CorpusFolder(outDir);
    Manifest manifest = manifest(folder);
    Tokenizer tokenizer = TokenizerFile.load(folder.tokenizer());
    TokenShard train = TokenShard.open(outDir, CorpusFolder.TRAIN);
    try {
      TokenShard validation = TokenShard.open(outDir, CorpusFolder.VALIDATION);
      PreparedCorpus corpus = new PreparedCorpus(manifest, tokenizer, train, validation);
      try {
        corpus.requireOneCorpus(folder);
        return corpus;
      } catch (CorpusException e) {
        validation.close();
        throw e;
      }
    } catch (CorpusException e) {
      train.close();
      throw e;
    }
  }

  /**
   * What the manifest of a folder says, without a look at its shards; empty if no (complete) corpus
   * is there.
   *
   * @throws CorpusException if the manifest cannot be read
   */
  public static Optional<Manifest> manifest(Path outDir) {
    CorpusFolder folder = new CorpusFolder(outDir);
    return folder.complete() ? Optional.of(manifest(folder)) : Optional.empty();
  }

  /** The training side. */
  public TokenShard train() {
    return train;
  }

  /** The documents held out. */
  public TokenShard validation() {
    return validation;
  }

  /** The tokenizer of both shards. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** SHA-256 over everything that determines the files. */
  public String fingerprint() {
    return manifest.fingerprint();
  }

  /** What {@code manifest.json} says. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * Hashes the shards again.
   *
   * @throws CorpusException if one is not what was written
   */
  public void verify() {
    train.verify();
    validation.verify();
  }

  @Override
  public void close() {
    train.close();
    validation.close();
  }

  static Manifest manifest(CorpusFolder folder) {
    if (!folder.complete()) {
      throw new CorpusException(
          "%s: no manifest.json, so no (complete) corpus is there; run prepare"
              .formatted(folder.path()));
    }
    Manifest manifest = Json.read(folder.manifest(), Manifest.class);
    if (manifest.formatVersion() != Manifest.FORMAT_VERSION) {
      throw new CorpusException(
          "%s: formatVersion %d; this program reads %d; delete the folder and run prepare again"
              .formatted(folder.manifest(), manifest.formatVersion(), Manifest.FORMAT_VERSION));
    }
    return manifest;
  }

  private static void requireSameInputs(CorpusFolder folder, Inputs inputs) {
    Manifest manifest = manifest(folder);
    if (!manifest.fingerprint().equals(inputs.fingerprint())) {
      List<String> differences = inputs.differences(manifest.inputs());
      throw new CorpusException(
          "%s holds a corpus made from something else:%n%s%nPrepare into another folder, or delete this one and run prepare again."
              .formatted(folder.path(), String.join(System.lineSeparator(), differences)));
    }
  }

  private void requireOneCorpus(CorpusFolder folder) {
    for (String side : List.of(CorpusFolder.TRAIN, CorpusFolder.VALIDATION)) {
      ShardInfo info = side.equals(CorpusFolder.TRAIN) ? train.info() : validation.info();
      require(
          folder.tokenizer(), "tokenizer hash", tokenizer.hash(), folder, side, info.tokenizer());
      require(
          folder.manifest(),
          "fingerprint",
          manifest.fingerprint(),
          folder,
          side,
          info.fingerprint());
    }
  }

  private static void require(
      Path file, String what, String here, CorpusFolder folder, String side, String there) {
    if (!here.equals(there)) {
      throw new CorpusException(
          "%s has the %s %s, but %s was written with %s; put the file back that belongs to the shards, or delete the folder and run prepare again"
              .formatted(file, what, here, folder.shard(side).info(), there));
    }
  }
}
