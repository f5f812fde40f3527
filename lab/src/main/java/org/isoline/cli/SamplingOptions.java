package org.isoline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.Sampling;
import picocli.CommandLine.Option;

/** How tokens are picked, and when to stop. */
final class SamplingOptions {
  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most tokens to write (default: ${DEFAULT-VALUE}); 0 only reads the prompt.")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Divides the scores before they become probabilities: 1 is the model's own distribution (the default), lower prefers the likely, 0 takes the likeliest always.")
  private Optional<Double> temperature = Optional.empty();

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Draw among the K likeliest tokens only; 0 for all (default).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Draw among the fewest tokens whose probabilities add up to P only, after --top-k (default: ${DEFAULT-VALUE}, all).")
  private double topP;

  @Option(
      names = "--greedy",
      description = "Take the likeliest token always: the same as --temperature 0.")
  private boolean greedy;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the draws: the same seed, the same text (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description =
          "End before this text comes; may be repeated. \\n is a line break, \\t a tabulator, \\\\ a backslash.")
  private List<String> stops = new ArrayList<>();

  /**
   * The options as values.
   *
   * @throws IllegalArgumentException naming the option, its value and what is legal
   */
  Sampling sampling() {
    if (greedy && temperature.filter(t -> t != 0).isPresent()) {
      throw new IllegalArgumentException(
          "--greedy is --temperature 0, but --temperature %s is given too: leave one of them out"
              .formatted(temperature.get()));
    }
    return new Sampling(greedy ? 0 : temperature.orElse(1.0), topK, topP, seed);
  }

  /**
   * When to stop.
   *
   * @throws IllegalArgumentException naming the option, its value and what is legal
   */
  Generator.Limits limits() {
    return new Generator.Limits(maxTokens, stops.stream().map(SamplingOptions::unescape).toList());
  }

  /** A text with line breaks, tabulators and backslashes in place of their escapes. */
  static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    boolean escaped = false;
    for (char c : text.toCharArray()) {
      if (escaped) {
        plain.append(escape(c, text));
      } else if (c != '\\') {
        plain.append(c);
      }
      escaped = !escaped && c == '\\';
    }
    return escaped ? plain.append(escape(' ', text)).toString() : plain.toString();
  }

  private static char escape(char c, String text) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '\\' -> '\\';
      default ->
          throw new IllegalArgumentException(
              "--stop %s: a backslash stands before n, t or another backslash only; write \\\\ for one"
                  .formatted(text));
    };
  }
}
