package org.isoline.evaluate.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of files on this machine whose answers can be made to fail. */
public final class FileServer implements AutoCloseable {
  /** Writes one answer. */
  @FunctionalInterface
  public interface Reply {
    /** Answers; the exchange is closed after it. */
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** Starts on a free port. */
  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its address, without a slash at the end. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Puts a file at a path. */
  public FileServer put(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** Answers the next requests for a path in other ways, one each, before it serves the file. */
  public FileServer first(String path, Reply... next) {
    replies.put(path, new ArrayDeque<>(List.of(next)));
    return this;
  }

  /** Paths that were asked, each with its Range header after a space if it had one. */
  public List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Optional<String> range = range(exchange);
      requests.add(path + range.map(r -> " " + r).orElse(""));
      Queue<Reply> queue = replies.getOrDefault(path, new ArrayDeque<>());
      Reply special;
      synchronized (queue) {
        special = queue.poll();
      }
      if (special != null) {
        special.to(exchange);
      } else if (files.containsKey(path)) {
        serve(exchange, files.get(path));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static Optional<String> range(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
  }

  static String tag(byte[] content) {
    return "\"" + java.util.Arrays.hashCode(content) + "\"";
  }

  /** The file, or the range that is asked if it is still the same version. */
  static void serve(HttpExchange exchange, byte[] content) throws IOException {
    exchange.getResponseHeaders().set("ETag", tag(content));
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    Optional<String> range = range(exchange);
    if (range.isEmpty() || (condition != null && !condition.equals(tag(content)))) {
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
      return;
    }
    int start = Integer.parseInt(range.get().replaceAll("\\D", ""));
    if (start >= content.length) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set(
            "Content-Range", "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    exchange.sendResponseHeaders(206, content.length - start);
    exchange.getResponseBody().write(content, start, content.length - start);
  }

  /** The first bytes of the whole file, then the connection ends. */
  public static Reply cut(byte[] content, int after) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", tag(content));
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, after);
      exchange.getResponseBody().flush();
    };
  }

  /** A status without a body. */
  public static Reply status(int code) {
    return exchange -> exchange.sendResponseHeaders(code, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
