package org.isoline.evaluate.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.isoline.evaluate.EvaluationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  private static final String PATH = "/files.example/a.jsonl";
  private static final byte[] CONTENT = FetchFixture.bytes(300_000);
  private static final int CUT = 123_456;

  @TempDir Path folder;
  private FileServer server;
  private FetchFixture fixture;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer().put(PATH, CONTENT);
    fixture = new FetchFixture(folder, server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void requireFetched(Source source) throws Exception {
    assertThat(fixture.fetch(source)).isEmpty();
    assertThat(fixture.kept("task/a.jsonl")).hasBinaryContent(CONTENT);
    assertThat(fixture.folder.state(source, source.kept().getFirst()))
        .isEqualTo(FileState.VERIFIED);
    assertThat(fixture.folder.download(source)).doesNotExist();
    assertThat(part(source).path()).doesNotExist();
  }

  private PartFile part(Source source) {
    return new PartFile(fixture.folder.download(source));
  }

  private Source pinned() {
    return FetchFixture.pinned("a.jsonl", CONTENT);
  }

  @Test
  void aWholeFileComesOnce() throws Exception {
    requireFetched(pinned());
    requireFetched(pinned());
    assertThat(server.requests()).containsExactly(PATH);
  }

  @Test
  void aCutConnectionIsTakenUpWhereItEnded() throws Exception {
    server.first(PATH, FileServer.cut(CONTENT, CUT));
    requireFetched(pinned());
    assertThat(server.requests()).containsExactly(PATH, PATH + " bytes=" + CUT + "-");
    assertThat(fixture.said).anyMatch(line -> line.contains("123,456"));
  }

  @Test
  void whatAKilledRunLeftIsUsed() throws Exception {
    leave(CUT, FileServer.tag(CONTENT));
    requireFetched(pinned());
    assertThat(server.requests()).containsExactly(PATH + " bytes=" + CUT + "-");
  }

  @Test
  void aPartThatIsWholeNeedsNoRequest() throws Exception {
    leave(CONTENT.length, FileServer.tag(CONTENT));
    requireFetched(pinned());
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aPartOfAnotherVersionIsGivenUp() throws Exception {
    leave(CUT, "\"another version\"");
    requireFetched(FetchFixture.unpinned("a.jsonl"));
    assertThat(server.requests()).containsExactly(PATH + " bytes=" + CUT + "-");
  }

  private void leave(int bytes, String validator) throws IOException {
    PartFile part = part(pinned());
    part.restart(
        new PartFile.Origin(
            server.base() + PATH,
            Optional.of(validator),
            java.util.OptionalLong.of(CONTENT.length)));
    Files.write(part.path(), java.util.Arrays.copyOf(CONTENT, bytes));
  }

  @Test
  void aServerWithoutRangesBeginsAnew() throws Exception {
    server.first(
        PATH,
        FileServer.cut(CONTENT, CUT),
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
        });
    requireFetched(pinned());
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aServerThatAnswersWithAnotherRangeIsNotTrusted() throws Exception {
    server.first(
        PATH,
        FileServer.cut(CONTENT, CUT),
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-299999/300000");
          exchange.sendResponseHeaders(206, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
        });
    requireFetched(pinned());
    assertThat(server.requests()).last().isEqualTo(PATH);
  }

  @Test
  void shortReadsEndWithAnErrorThatCountsTheBytes() throws Exception {
    FileServer.Reply nothingMore =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 123456-299999/300000");
          exchange.sendResponseHeaders(206, CONTENT.length - CUT);
          exchange.getResponseBody().flush();
        };
    server.first(PATH, FileServer.cut(CONTENT, CUT), nothingMore, nothingMore);
    List<FetchException> failures = fixture.fetch(pinned());
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessageContaining(server.base() + PATH)
        .hasMessageContaining("3 times in a row")
        .hasMessageContaining("123,456 bytes of 300,000");
    assertThat(part(pinned()).size()).isEqualTo(CUT);
    requireFetched(pinned());
    assertThat(server.requests()).last().isEqualTo(PATH + " bytes=" + CUT + "-");
  }

  @Test
  void aServerThatFallsSilentIsLeft() throws Exception {
    server.first(
        PATH,
        exchange -> {
          FileServer.cut(CONTENT, CUT).to(exchange);
          pause(3_000);
        });
    requireFetched(pinned());
    assertThat(fixture.said).anyMatch(line -> line.contains("nothing came"));
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aWrongChecksumDeletesWhatCame() throws Exception {
    byte[] other = CONTENT.clone();
    other[7]++;
    server.put(PATH, other);
    List<FetchException> failures = fixture.fetch(pinned());
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessageContaining(FetchFixture.sha256(other))
        .hasMessageContaining(FetchFixture.sha256(CONTENT))
        .hasMessageContaining(server.base() + PATH);
    assertThat(fixture.kept("task/a.jsonl")).doesNotExist();
    assertThat(part(pinned()).path()).doesNotExist();
  }

  @Test
  void aWrongSizeIsSeenBeforeTheBytes() throws Exception {
    server.put(PATH, FetchFixture.bytes(299_999));
    assertThat(fixture.fetch(pinned()).getFirst())
        .hasMessageContaining("299,999")
        .hasMessageContaining("300,000");
    assertThat(part(pinned()).path()).doesNotExist();
  }

  @Test
  void whatIsNotThereSaysWhatToDoAndTheRestIsFetched() throws Exception {
    List<FetchException> failures =
        fixture.fetch(FetchFixture.pinned("gone.jsonl", CONTENT), pinned());
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessageContaining("404")
        .hasMessageContaining(server.base() + "/files.example/gone.jsonl")
        .hasMessageContaining("--base");
    assertThat(fixture.kept("task/a.jsonl")).hasBinaryContent(CONTENT);
    assertThat(server.requests()).containsExactly("/files.example/gone.jsonl", PATH);
  }

  @Test
  void aFailureOfTheServerMayPass() throws Exception {
    server.first(PATH, FileServer.status(500), FileServer.status(503));
    requireFetched(pinned());
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void anotherAddressIsTriedAfterTheFirst() throws Exception {
    Source source =
        new Source(
            List.of("task"),
            List.of(
                URI.create("http://gone.example/a.jsonl"),
                URI.create("http://files.example/a.jsonl")),
            pinned().sha256(),
            pinned().bytes(),
            pinned().kept());
    requireFetched(source);
    assertThat(server.requests()).containsExactly("/gone.example/a.jsonl", PATH);
  }

  @Test
  void redirectionsAreFollowed() throws Exception {
    server.put("/elsewhere/a", CONTENT);
    server.first(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.base() + "/elsewhere/a");
          exchange.sendResponseHeaders(302, -1);
        });
    requireFetched(pinned());
    assertThat(server.requests()).containsExactly(PATH, "/elsewhere/a");
  }

  @Test
  void aPageForPeopleIsNoFile() throws Exception {
    server.first(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          FileServer.serve(exchange, "<p>Log in".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
    assertThat(fixture.fetch(FetchFixture.unpinned("a.jsonl")).getFirst())
        .hasMessageContaining("text/html");
    assertThat(fixture.kept("task/a.jsonl")).doesNotExist();
  }

  @Test
  void whatIsThereNeedsNoServer() throws Exception {
    requireFetched(pinned());
    requireFetched(pinned());
    server.close();
    assertThat(fixture.fetch(pinned())).isEmpty();
  }

  @Test
  void theFirstDownloadOfAFileWithoutChecksumBindsLaterOnes() throws Exception {
    Source source = FetchFixture.unpinned("a.jsonl");
    requireFetched(source);
    assertThat(fixture.said)
        .anyMatch(
            line ->
                line.contains("trusted on first use")
                    && line.contains(FetchFixture.sha256(CONTENT)));
    Files.delete(fixture.kept("task/a.jsonl"));
    requireFetched(source);
    Files.delete(fixture.kept("task/a.jsonl"));
    byte[] changed = FetchFixture.bytes(300_001);
    server.put(PATH, changed);
    assertThat(fixture.fetch(source).getFirst())
        .hasMessageContaining(FetchFixture.sha256(changed))
        .hasMessageContaining(FetchFixture.sha256(CONTENT))
        .hasMessageContaining("fetched.json");
    assertThat(fixture.kept("task/a.jsonl")).doesNotExist();
  }

  @Test
  void aFileThatDiffersIsFetchedAgain() throws Exception {
    requireFetched(pinned());
    Files.writeString(fixture.kept("task/a.jsonl"), "damaged");
    assertThat(fixture.folder.state(pinned(), pinned().kept().getFirst()))
        .isEqualTo(FileState.DIFFERS);
    requireFetched(pinned());
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aFileOfUnknownChecksumPutThereByHandIsKept() throws Exception {
    Source source = FetchFixture.unpinned("a.jsonl");
    Files.createDirectories(folder.resolve("task"));
    Files.writeString(fixture.kept("task/a.jsonl"), "mine");
    assertThat(fixture.fetch(source)).isEmpty();
    assertThat(fixture.kept("task/a.jsonl")).hasContent("mine");
    assertThat(fixture.said).anyMatch(line -> line.contains("by hand"));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void ofSeveralAtOnceOneFetchesAndTheOthersWait() throws Exception {
    server.first(
        PATH,
        exchange -> {
          pause(200);
          FileServer.serve(exchange, CONTENT);
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<List<FetchException>>> all =
          threads.invokeAll(java.util.Collections.nCopies(3, () -> fixture.fetch(pinned())));
      for (Future<List<FetchException>> one : all) {
        assertThat(one.get()).isEmpty();
      }
    }
    assertThat(server.requests()).containsExactly(PATH);
    assertThat(fixture.said).anyMatch(line -> line.contains("another process"));
  }

  @Test
  void aBaseThatIsNoAddressIsRefused() {
    assertThatThrownBy(
            () ->
                new Fetcher(
                    fixture.folder,
                    Optional.of(URI.create("mirror/of/files")),
                    FetchFixture.SHORT,
                    fixture))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("mirror/of/files");
  }

  @Test
  void anUnknownHostFailsAtOnce() throws Exception {
    try (Fetcher fetcher =
        new Fetcher(
            fixture.folder,
            Optional.of(URI.create("http://no-such-host.invalid")),
            Patience.usual(),
            fixture)) {
      assertThat(fetcher.fetch(List.of(pinned())).getFirst())
          .hasMessageContaining("no-such-host.invalid")
          .hasMessageContaining("--base");
    }
  }

  @Test
  void aHostThatFailedIsTriedOnceForItsNextFiles() throws Exception {
    FileServer.Reply busy = FileServer.status(503);
    server.first(PATH, busy, busy, busy);
    server.put("/files.example/b", CONTENT).first("/files.example/b", busy);
    server.put("/files.example/c", CONTENT);
    List<FetchException> failures =
        fixture.fetch(
            pinned(), FetchFixture.pinned("b", CONTENT), FetchFixture.pinned("c", CONTENT));
    assertThat(failures).hasSize(2);
    assertThat(server.requests())
        .containsExactly(PATH, PATH, PATH, "/files.example/b", "/files.example/c");
  }
}
