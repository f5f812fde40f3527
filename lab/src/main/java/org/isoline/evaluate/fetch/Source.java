package org.isoline.evaluate.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something to fetch, and what to make of it.
 *
 * @param tasks names of the tasks that need it; at least one
 * @param addresses where it is; the first is its name in records, the others are tried after it
 * @param sha256 its checksum in 64 lower-case digits; empty if none is known
 * @param bytes its size; empty if it is not known
 * @param kept one file without a member, or members of the archive that it is
 */
public record Source(
    List<String> tasks,
    List<URI> addresses,
    Optional<String> sha256,
    OptionalLong bytes,
    List<Kept> kept) {

  /** Copies the lists. */
  public Source {
    tasks = List.copyOf(tasks);
    addresses = List.copyOf(addresses);
    kept = List.copyOf(kept);
  }

  /** Its first address, under which {@code fetched.json} knows it. */
  public String key() {
    return addresses.getFirst().toString();
  }

  /** The last part of its first address. */
  public String name() {
    String path = addresses.getFirst().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether files are taken out of it. */
  public boolean isArchive() {
    return kept.getFirst().member().isPresent();
  }
}
