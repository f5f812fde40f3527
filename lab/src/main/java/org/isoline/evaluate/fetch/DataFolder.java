package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of evaluation files: files under their names, {@code fetched.json}, and under {@code
 * downloads/HOST/PATH} what is on its way or was put there by hand to be unpacked.
 */
public final class DataFolder {
  private static final String DOWNLOADS = "downloads";
  private static final String LEDGER = "fetched.json";

  private final Path folder;
  private final Ledger ledger;

  /** The data in a folder, which need not exist yet. */
  public DataFolder(Path folder) {
    this.folder = folder;
    this.ledger =
        new Ledger(folder.resolve(LEDGER), folder.resolve(DOWNLOADS).resolve(LEDGER + ".lock"));
  }

  static boolean isReserved(String name) {
    return name.equals(LEDGER) || name.split("/", 2)[0].equals(DOWNLOADS);
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Where a file stays. */
  public Path path(Kept kept) {
    return folder.resolve(kept.name());
  }

  /**
   * Where a file is to be written, with the folders above it.
   *
   * @throws FetchException if its name or a link in the folder leads out of the folder
   */
  Path place(Kept kept) throws IOException {
    Path path = path(kept).toAbsolutePath().normalize();
    Path root = folder.toAbsolutePath().normalize();
    if (path.startsWith(root) && !path.equals(root)) {
      Files.createDirectories(path.getParent());
      if (path.getParent().toRealPath().startsWith(root.toRealPath())) {
        return path;
      }
    }
    throw new FetchException(
        "%s leads out of the data folder %s; nothing is written there"
            .formatted(kept.name(), folder));
  }

  /** Where a source is while it is fetched; whoever has it may put it there. */
  public Path download(Source source) {
    URI address = source.addresses().getFirst();
    return folder
        .resolve(DOWNLOADS)
        .resolve(address.getAuthority().replace(':', '_'))
        .resolve(address.getPath().substring(1));
  }

  /**
   * The checksum that a source must have.
   *
   * @return the catalogue's, or else what the first download gave; empty before it
   */
  public Optional<String> expected(Source source) throws IOException {
    return source.sha256().isPresent()
        ? source.sha256()
        : ledger.fetched(source.key()).map(Ledger.Fetched::sha256);
  }

  /** Reads a file and says what is known of it. */
  public FileState state(Source source, Kept kept) throws IOException {
    Path path = path(kept);
    if (!Files.isRegularFile(path)) {
      return FileState.ABSENT;
    }
    Optional<String> expected = expected(source);
    if (kept.member().isPresent()) {
      Optional<Ledger.Taken> taken = ledger.taken(kept.name());
      if (taken.isPresent()
          && expected.isPresent()
          && !taken.get().archive().equals(expected.get())) {
        return FileState.DIFFERS;
      }
      expected = taken.map(Ledger.Taken::sha256);
    }
    if (expected.isEmpty()) {
      return FileState.BY_HAND;
    }
    return Digests.sha256(path).equals(expected.get()) ? FileState.VERIFIED : FileState.DIFFERS;
  }

  /** Reads the files of a source and says what is known of each, in their order. */
  List<FileState> states(Source source) throws IOException {
    List<FileState> states = new ArrayList<>();
    for (Kept kept : source.kept()) {
      states.add(state(source, kept));
    }
    return states;
  }
}
