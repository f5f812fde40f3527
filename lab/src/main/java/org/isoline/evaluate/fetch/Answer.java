package org.isoline.evaluate.fetch;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer to a request for a file or a part of it (RFC 9110).
 *
 * @param response whose body is not looked at
 */
record Answer(HttpResponse<?> response) {
  static final int WHOLE = 200;
  static final int PART = 206;
  static final int NO_SUCH_RANGE = 416;

  /** Timeout, too early, too many requests, and failures of servers and their gateways. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
  private static final int LONGEST_WAIT_DIGITS = 6;

  int status() {
    return response.statusCode();
  }

  boolean mayPass() {
    return PASSING.contains(status());
  }

  /** Whether the body is a page for people instead of a file. */
  boolean isPage() {
    return header("Content-Type").filter(type -> type.startsWith("text/html")).isPresent();
  }

  /** Whether the bytes of the body are not those of the file. */
  boolean isEncoded() {
    return header("Content-Encoding")
        .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
        .isPresent();
  }

  OptionalLong length() {
    return response.headers().firstValueAsLong("Content-Length");
  }

  /**
   * What tells this version of the file from others: If-Range compares strongly, so that weak
   * entity tags do not serve (RFC 9110, 13.1.5).
   */
  Optional<String> validator() {
    return header("ETag").filter(tag -> tag.startsWith("\"")).or(() -> header("Last-Modified"));
  }

  /** First byte of the range in the body; empty if the header is missing or no range of bytes. */
  OptionalLong rangeStart() {
    Optional<Matcher> range = range();
    return range.isPresent()
        ? OptionalLong.of(Long.parseLong(range.get().group(1)))
        : OptionalLong.empty();
  }

  /** Size of the file that the range is of. */
  OptionalLong rangeTotal() {
    Optional<String> total = range().map(range -> range.group(2)).filter(t -> !t.equals("*"));
    return total.isPresent() ? OptionalLong.of(Long.parseLong(total.get())) : OptionalLong.empty();
  }

  /** What the server asks to wait; zero if it does not say so in seconds. */
  Duration retryAfter() {
    return header("Retry-After")
        .filter(text -> text.matches("\\d{1," + LONGEST_WAIT_DIGITS + "}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  private Optional<Matcher> range() {
    return header("Content-Range").map(RANGE::matcher).filter(Matcher::matches);
  }
}
