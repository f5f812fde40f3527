package org.isoline.evaluate.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sources at {@code http://files.example}, fetched from a server on this machine into a folder. */
final class FetchFixture implements FetchListener {
  static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMillis(300),
          3,
          Duration.ofMillis(5));

  final DataFolder folder;
  final FileServer server;
  final List<String> said = new CopyOnWriteArrayList<>();

  FetchFixture(Path folder, FileServer server) {
    this.folder = new DataFolder(folder);
    this.server = server;
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Source pinned(String path, byte[] content) {
    return source(path, Optional.of(sha256(content)), OptionalLong.of(content.length));
  }

  static Source unpinned(String path) {
    return source(path, Optional.empty(), OptionalLong.empty());
  }

  private static Source source(String path, Optional<String> sha256, OptionalLong bytes) {
    return new Source(
        List.of("task"),
        List.of(URI.create("http://files.example/" + path)),
        sha256,
        bytes,
        List.of(new Kept(Optional.empty(), "task/" + path)));
  }

  static Source archive(String path, byte[] content, Kept... kept) {
    return new Source(
        List.of("task"),
        List.of(URI.create("http://files.example/" + path)),
        Optional.of(sha256(content)),
        OptionalLong.of(content.length),
        List.of(kept));
  }

  List<FetchException> fetch(Source... sources) throws InterruptedException {
    try (Fetcher fetcher = new Fetcher(folder, Optional.of(server.base()), SHORT, this)) {
      return fetcher.fetch(List.of(sources));
    }
  }

  Path kept(String name) {
    return folder.folder().resolve(name);
  }

  @Override
  public void say(String line) {
    said.add(line);
  }

  @Override
  public void progress(String name, long bytes, OptionalLong total) {
    if (total.isPresent() && bytes > total.getAsLong()) {
      throw new IllegalStateException(name + " has more bytes than it can have");
    }
  }
}
