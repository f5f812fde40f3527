package org.isoline.evaluate.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Brings one file from one address into its part, going on where an earlier try ended. */
final class Transfer {
  private static final int BUFFER = 1 << 16;

  /** A try that brought this much counts as progress, and failures are counted anew. */
  private static final long PROGRESS = 1 << 20;

  private final HttpClient client;
  private final Patience patience;
  private final FetchListener listener;
  private final Source source;
  private final URI address;
  private final Path whole;
  private final PartFile part;

  /**
   * A transfer.
   *
   * @param address that is asked
   * @param whole name of the file that the part becomes
   */
  Transfer(
      HttpClient client,
      Patience patience,
      FetchListener listener,
      Source source,
      URI address,
      Path whole) {
    this.client = client;
    this.patience = patience;
    this.listener = listener;
    this.source = source;
    this.address = address;
    this.whole = whole;
    this.part = new PartFile(whole);
  }

  /**
   * Fills the part.
   *
   * @throws FetchException if the address does not give the file, or not within the tries
   */
  PartFile run() throws IOException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = part.size();
      try {
        attempt();
        return part;
      } catch (TryAgain e) {
        failures = part.size() - before >= PROGRESS ? 1 : failures + 1;
        if (failures >= patience.tries()) {
          throw givenUp(e);
        }
        Duration pause = patience.pause(failures, e.pause());
        listener.say(
            "%s: %s; trying again in %,.1f s"
                .formatted(source.name(), e.getMessage(), pause.toMillis() / 1e3));
        Thread.sleep(pause);
      }
    }
  }

  private FetchException givenUp(TryAgain e) throws IOException {
    OptionalLong total = part.origin().map(PartFile.Origin::total).orElse(source.bytes());
    return new FetchException(
        "%s: %s, %d times in a row; %,d bytes of %s came and are kept. Run it again to go on from there, or use a mirror with --base"
            .formatted(
                address,
                e.getMessage(),
                patience.tries(),
                part.size(),
                total.isPresent() ? "%,d".formatted(total.getAsLong()) : "an unknown number"),
        e);
  }

  private void attempt() throws IOException, InterruptedException {
    Optional<PartFile.Origin> origin = part.origin().filter(this::canGoOn);
    long have = origin.isPresent() ? part.size() : 0;
    OptionalLong total = origin.map(PartFile.Origin::total).orElse(OptionalLong.empty());
    if (total.isPresent() && have == total.getAsLong()) {
      return;
    }
    if (total.isPresent() && have > total.getAsLong()) {
      have = 0;
    }
    HttpResponse<InputStream> response = send(request(origin, have));
    try (InputStream body = response.body()) {
      copy(body, begin(new Answer(response), origin, have));
    }
  }

  /** Without a checksum only the server can say that the rest belongs to the same version. */
  private boolean canGoOn(PartFile.Origin origin) {
    return origin.address().equals(address.toString())
        && (origin.validator().isPresent() || source.sha256().isPresent());
  }

  private HttpRequest request(Optional<PartFile.Origin> origin, long have) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("User-Agent", "isoline-fetch").GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
      origin
          .flatMap(PartFile.Origin::validator)
          .ifPresent(validator -> request.header("If-Range", validator));
    }
    return request.build();
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      return answer.get(patience.answering().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new TryAgain("no answer within " + patience.answering().toSeconds() + " s");
    } catch (ExecutionException e) {
      throw unsent(e.getCause());
    }
  }

  private IOException unsent(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return new FetchException(
            "%s: no address is known for %s; check the network, use a mirror with --base, or put the file at %s by hand"
                .formatted(address, address.getHost(), whole),
            cause);
      }
      if (t instanceof SSLException) {
        return new FetchException(
            "%s: no secure connection: %s".formatted(address, t.getMessage()), cause);
      }
    }
    return new TryAgain("cannot connect: " + words(cause));
  }

  /** Looks at the head of an answer; the part is ready for its body after that. */
  private OptionalLong begin(Answer answer, Optional<PartFile.Origin> origin, long have)
      throws IOException {
    OptionalLong total =
        switch (answer.status()) {
          case Answer.WHOLE -> answer.length();
          case Answer.PART -> rangeTotal(answer, origin, have);
          case Answer.NO_SUCH_RANGE -> throw anew("the server does not have the rest of the file");
          default -> throw refused(answer);
        };
    requireFile(answer, total);
    if (answer.status() == Answer.WHOLE) {
      part.restart(new PartFile.Origin(address.toString(), answer.validator(), total));
    }
    return total.isPresent() ? total : source.bytes();
  }

  private OptionalLong rangeTotal(Answer answer, Optional<PartFile.Origin> origin, long have)
      throws IOException {
    OptionalLong total = answer.rangeTotal();
    OptionalLong before = origin.map(PartFile.Origin::total).orElse(OptionalLong.empty());
    boolean sameFile = total.isEmpty() || before.isEmpty() || total.equals(before);
    if (have == 0 || !sameFile || !answer.rangeStart().equals(OptionalLong.of(have))) {
      throw anew(
          "the server answered with another part (Content-Range %s) than that from byte %,d"
              .formatted(answer.header("Content-Range").orElse("missing"), have));
    }
    return total.isPresent() ? total : before;
  }

  private TryAgain anew(String reason) throws IOException {
    part.delete();
    return new TryAgain(reason + ", begun anew");
  }

  private IOException refused(Answer answer) {
    String status = "HTTP status " + answer.status();
    if (answer.mayPass()) {
      return new TryAgain(status, answer.retryAfter());
    }
    String meaning =
        switch (answer.status() / 100) {
          case 3 ->
              " (redirection to %s, not followed)"
                  .formatted(answer.header("Location").orElse("nowhere"));
          case 4 ->
              answer.status() == 404 || answer.status() == 410
                  ? " (not there, perhaps moved)"
                  : " (refused)";
          default -> "";
        };
    return new FetchException(
        "%s: %s%s; use a mirror with --base, or put the file at %s by hand"
            .formatted(address, status, meaning, whole));
  }

  private void requireFile(Answer answer, OptionalLong total) throws FetchException {
    if (answer.isPage() || answer.isEncoded()) {
      throw new FetchException(
          "%s: the answer is no file but has Content-Type %s, Content-Encoding %s; is there a login page or a proxy between?"
              .formatted(
                  address,
                  answer.header("Content-Type").orElse("none"),
                  answer.header("Content-Encoding").orElse("none")));
    }
    if (total.isPresent() && source.bytes().isPresent() && !total.equals(source.bytes())) {
      throw new FetchException(
          "%s: the file has %,d bytes, must have %,d: it is another version than the one evaluated here"
              .formatted(address, total.getAsLong(), source.bytes().getAsLong()));
    }
  }

  private void copy(InputStream body, OptionalLong total) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long have = part.size();
    try (FileChannel out = part.append();
        StallWatch watch = new StallWatch(body, patience.silence())) {
      for (int n = read(body, buffer, watch, have); n >= 0; n = read(body, buffer, watch, have)) {
        part.write(out, buffer, n);
        have += n;
        listener.progress(source.name(), have, total);
      }
    }
    if (total.isPresent() && have < total.getAsLong()) {
      throw new TryAgain(
          "the connection ended after %,d of %,d bytes".formatted(have, total.getAsLong()));
    }
  }

  private int read(InputStream body, byte[] buffer, StallWatch watch, long have) throws TryAgain {
    try {
      int n = body.read(buffer);
      watch.alive();
      if (n < 0 && watch.isStalled()) {
        throw new IOException("closed");
      }
      return n;
    } catch (IOException e) {
      throw new TryAgain(
          watch.isStalled()
              ? "nothing came for %d s after %,d bytes"
                  .formatted(patience.silence().toSeconds(), have)
              : "the connection broke after %,d bytes (%s)".formatted(have, words(e)));
    }
  }

  private static String words(Throwable cause) {
    if (cause.getMessage() != null) {
      return cause.getMessage();
    }
    return cause instanceof ConnectException
        ? "refused or unreachable"
        : cause.getClass().getSimpleName();
  }
}
