package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.isoline.evaluate.EvaluationException;
import org.isoline.files.AtomicFile;

/**
 * Brings sources into a data folder: fetched with resumption, compared with their checksums,
 * unpacked. What is there already is not fetched; of several processes, one fetches a source and
 * the others wait for it.
 */
public final class Fetcher implements AutoCloseable {
  private final DataFolder folder;
  private final Optional<URI> base;
  private final Patience patience;
  private final FetchListener listener;
  private final HttpClient client;

  /** Hosts that did not give a file within the tries; one try is enough for their next ones. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  /**
   * A fetcher.
   *
   * @param base what replaces scheme and host of every address: {@code base/HOST/PATH}
   * @throws EvaluationException if the base is not an http or https address
   */
  public Fetcher(DataFolder folder, Optional<URI> base, Patience patience, FetchListener listener) {
    base.ifPresent(Fetcher::requireBase);
    this.folder = folder;
    this.base = base;
    this.patience = patience;
    this.listener = listener;
    // Connections of HTTP/1.1: a file each, and a cut one is seen by its length.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience.connecting())
            .build();
  }

  private static void requireBase(URI base) {
    boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!web || base.getHost() == null || base.getQuery() != null) {
      throw new EvaluationException(
          "base address '%s' must be http://HOST/PATH or https://HOST/PATH, without ?"
              .formatted(base));
    }
  }

  /**
   * Fetches what is not there.
   *
   * @return what could not be fetched; the rest is there
   */
  public List<FetchException> fetch(List<Source> sources) throws InterruptedException {
    List<FetchException> failures = new ArrayList<>();
    for (Source source : sources) {
      try {
        fetch(source);
      } catch (FetchException e) {
        failures.add(e);
      } catch (IOException e) {
        failures.add(new FetchException("%s: %s".formatted(folder.download(source), words(e)), e));
      }
    }
    return failures;
  }

  private void fetch(Source source) throws IOException, InterruptedException {
    List<FileState> states = folder.states(source);
    if (isComplete(states)) {
      tellOfHands(source, states);
      return;
    }
    Path whole = folder.download(source);
    Path lock = whole.resolveSibling(whole.getFileName() + ".lock");
    Runnable waiting =
        () -> listener.say(source.name() + ": another process fetches it, waiting for that");
    try (FetchLock _ = FetchLock.acquire(lock, waiting)) {
      states = folder.states(source);
      if (!isComplete(states)) {
        bring(source, whole);
        keep(source, states, whole);
      }
    }
  }

  private static boolean isComplete(List<FileState> states) {
    return states.stream().allMatch(FileState::isUsable);
  }

  private void tellOfHands(Source source, List<FileState> states) {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i) == FileState.BY_HAND) {
        listener.say(
            source.kept().get(i).name()
                + ": was put there by hand and has no known checksum; taken as it is");
      }
    }
  }

  /** Makes the source whole, from what is in downloads or from its addresses in turn. */
  private void bring(Source source, Path whole) throws IOException, InterruptedException {
    Optional<String> expected = folder.expected(source);
    if (Files.isRegularFile(whole)) {
      String actual = Digests.sha256(whole);
      if (expected.isEmpty() || expected.get().equals(actual)) {
        record(source, actual, Files.size(whole), whole.toString());
        return;
      }
      listener.say(whole + ": has another checksum than it must, fetched again");
    }
    List<FetchException> failures = new ArrayList<>();
    for (URI address : source.addresses()) {
      try {
        download(source, actual(address), whole, expected);
        return;
      } catch (FetchException e) {
        failures.add(e);
      }
    }
    throw failures.size() == 1
        ? failures.getFirst()
        : new FetchException(
            failures.stream().map(Throwable::getMessage).collect(Collectors.joining("\n  ")),
            failures.getFirst());
  }

  private URI actual(URI address) {
    return base.map(
            mirror ->
                URI.create(
                    mirror.toString().replaceAll("/+$", "")
                        + "/"
                        + address.getHost()
                        + address.getRawPath()))
        .orElse(address);
  }

  private PartFile transfer(Source source, URI address, Path whole)
      throws IOException, InterruptedException {
    String host = address.getAuthority();
    Patience own = failing.contains(host) ? patience.once() : patience;
    try {
      PartFile part = new Transfer(client, own, listener, source, address, whole).run();
      failing.remove(host);
      return part;
    } catch (FetchException e) {
      if (e.getCause() instanceof TryAgain) {
        failing.add(host);
      }
      throw e;
    }
  }

  private void download(Source source, URI address, Path whole, Optional<String> expected)
      throws IOException, InterruptedException {
    PartFile part = transfer(source, address, whole);
    String actual = Digests.sha256(part.path());
    if (expected.isPresent() && !expected.get().equals(actual)) {
      part.delete();
      throw new FetchException(wrong(source, address, expected.get(), actual));
    }
    record(source, actual, part.size(), address.toString());
    listener.say(
        "%s: %,d bytes, %s"
            .formatted(
                source.name(),
                part.size(),
                expected.isPresent()
                    ? "checksum as it must be"
                    : "no checksum was known: trusted on first use, SHA-256 " + actual));
    part.publish(whole);
  }

  private String wrong(Source source, URI address, String expected, String actual) {
    return "%s: SHA-256 is %s, must be %s%s; what came is deleted. %s"
        .formatted(
            address,
            actual,
            expected,
            source.sha256().isPresent() ? "" : " as in the first download",
            source.sha256().isPresent()
                ? "Run it again in case it was damaged on the way; if it stays so, the file has changed: use a mirror with --base"
                : "If the new one is right, delete the entry of %s in %s and run it again"
                    .formatted(source.key(), folder.ledger().file()));
  }

  private void record(Source source, String sha256, long bytes, String from)
      throws IOException, InterruptedException {
    Optional<Ledger.Fetched> before = folder.ledger().fetched(source.key());
    if (before.isEmpty() || !before.get().sha256().equals(sha256)) {
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      folder
          .ledger()
          .record(
              source.key(),
              new Ledger.Fetched(sha256, bytes, from, source.sha256().isPresent(), now));
    }
  }

  private void keep(Source source, List<FileState> states, Path whole)
      throws IOException, InterruptedException {
    if (!source.isArchive()) {
      AtomicFile.publish(whole, folder.place(source.kept().getFirst()));
      return;
    }
    String archive = folder.expected(source).orElseThrow();
    try (Members members = Members.open(whole)) {
      for (int i = 0; i < states.size(); i++) {
        if (!states.get(i).isUsable()) {
          take(members, source.kept().get(i), archive);
        }
      }
    }
    Files.delete(whole);
  }

  /** The record comes first: a file without one would count as put there by hand. */
  private void take(Members members, Kept kept, String archive)
      throws IOException, InterruptedException {
    Path place = folder.place(kept);
    Path temporary = AtomicFile.temporary(place);
    try {
      members.extract(kept.member().orElseThrow(), temporary);
      folder
          .ledger()
          .record(
              kept.name(),
              new Ledger.Taken(Digests.sha256(temporary), Files.size(temporary), archive));
      AtomicFile.publish(temporary, place);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
