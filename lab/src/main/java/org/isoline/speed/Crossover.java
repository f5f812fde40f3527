package org.isoline.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.isoline.model.Architecture;

/** Where models of linear cost overtake softmax attention as contexts grow. */
final class Crossover {
  private static final String SOFTMAX = Architecture.LLAMA.id();

  private Crossover() {}

  /**
   * A sentence for each linear architecture and type that was measured at two contexts or more
   * together with LLaMA.
   *
   * @param rows of a benchmark with {@code arch}, {@code dtype}, {@code context} and {@code
   *     tokens_per_s}
   */
  static List<String> sentences(List<Map<String, Object>> rows) {
    List<String> sentences = new ArrayList<>();
    Map<String, NavigableMap<Integer, Double>> rates = new TreeMap<>();
    for (Map<String, Object> row : rows) {
      rates
          .computeIfAbsent(key(row.get("arch"), row.get("dtype")), _ -> new TreeMap<>())
          .put((Integer) row.get("context"), (Double) row.get("tokens_per_s"));
    }
    rates.forEach(
        (key, own) -> {
          String dtype = key.substring(key.indexOf(' ') + 1);
          NavigableMap<Integer, Double> softmax = rates.get(key(SOFTMAX, dtype));
          if (softmax == null || softmax == own) {
            return;
          }
          NavigableMap<Integer, Double> ratios = new TreeMap<>();
          own.forEach(
              (context, rate) -> {
                if (softmax.containsKey(context)) {
                  ratios.put(context, rate / softmax.get(context));
                }
              });
          if (ratios.size() > 1) {
            sentences.add(key.replace(" ", ", ") + ": " + sentence(ratios));
          }
        });
    return sentences;
  }

  private static String key(Object architecture, Object dtype) {
    return architecture + " " + dtype;
  }

  private static String sentence(NavigableMap<Integer, Double> ratios) {
    String last =
        String.format(
            Locale.ROOT, "%.2fx at %d tokens", ratios.lastEntry().getValue(), ratios.lastKey());
    if (ratios.firstEntry().getValue() >= 1) {
      return String.format(
          Locale.ROOT,
          "ahead of %s from %d tokens on, the shortest measured (%.2fx); %s",
          SOFTMAX,
          ratios.firstKey(),
          ratios.firstEntry().getValue(),
          last);
    }
    Map.Entry<Integer, Double> before = ratios.firstEntry();
    for (Map.Entry<Integer, Double> here : ratios.tailMap(before.getKey(), false).entrySet()) {
      if (here.getValue() >= 1) {
        return String.format(
            Locale.ROOT,
            "overtakes %s near %.0f tokens; %s",
            SOFTMAX,
            crossing(before, here),
            last);
      }
      before = here;
    }
    return "not ahead of %s at any context measured; %s".formatted(SOFTMAX, last);
  }

  /** Where the ratio is 1 if its logarithm is linear in that of the context. */
  static double crossing(Map.Entry<Integer, Double> below, Map.Entry<Integer, Double> above) {
    double share =
        -Math.log(below.getValue()) / (Math.log(above.getValue()) - Math.log(below.getValue()));
    return below.getKey() * Math.pow((double) above.getKey() / below.getKey(), share);
  }
}
