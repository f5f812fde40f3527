package org.isoline.evaluate.retrieval;

import java.util.List;
import java.util.Map;
import org.isoline.corpus.SplitMix64;

/** Sentences for tests, the same for the same seed. */
final class PlainProse {
  private static final List<String> WHO =
      List.of("The miller", "An old clerk", "Her cousin", "Nobody", "The second gardener");
  private static final List<String> DID =
      List.of("counted", "painted", "carried home", "forgot", "sold", "looked after");
  private static final List<String> WHAT =
      List.of("seven baskets", "the letters", "a wooden gate", "those maps", "the blue kettle");
  private static final List<String> WHEN =
      List.of("in March", "before noon", "after the rain", "without a word", "twice a week");

  private PlainProse() {}

  static String of(long seed, int sentences) {
    SplitMix64 random = new SplitMix64(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sentences; i++) {
      for (List<String> words : List.of(WHO, DID, WHAT, WHEN)) {
        text.append(words.get((int) (random.nextDouble() * words.size()))).append(' ');
      }
      text.setCharAt(text.length() - 1, '.');
      text.append(i % 9 == 8 ? '\n' : ' ');
    }
    return text.toString();
  }

  static Map<String, String> documents() {
    return Map.of("c", of(3, 40), "a", of(1, 60), "b", of(2, 50));
  }
}
