package org.isoline.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Enum constants as files write them: in lower case. */
public final class Words {
  private Words() {}

  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** True and false. */
  public static Map<String, Boolean> truth() {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put("true", true);
    words.put("false", false);
    return words;
  }

  /** Words that stand for themselves. */
  public static Map<String, String> same(List<String> list) {
    Map<String, String> words = new LinkedHashMap<>();
    list.forEach(word -> words.put(word, word));
    return words;
  }

  @SafeVarargs
  public static <E extends Enum<E>> Map<String, E> of(E... constants) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : constants) {
      words.put(word(constant), constant);
    }
    return words;
  }
}
