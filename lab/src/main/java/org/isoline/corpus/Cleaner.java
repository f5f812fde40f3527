package org.isoline.corpus;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The part of cleaning that looks at one document alone. Stateless: any thread may use it. */
final class Cleaner {
  private final boolean nfc;
  private final Map<Rule, Double> rules;

  Cleaner(CleaningSpec spec) {
    this.nfc = spec.nfc();
    this.rules = spec.rules();
  }

  /** What becomes of a document. */
  sealed interface Outcome {}

  /** It stays, with this text. */
  record Kept(String text) implements Outcome {}

  /** It goes: it has no text left, or breaks a rule. */
  record Dropped(String reason) implements Outcome {
    /** The reason of documents without a character. */
    static final Dropped EMPTY = new Dropped("empty");
  }

  /** The first rule that is broken, in the order of {@link Rule}, is the reason. */
  Outcome clean(String text) {
    if (text.isEmpty()) {
      return Dropped.EMPTY;
    }
    String normal = nfc ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    return broken(normal)
        .<Outcome>map(rule -> new Dropped(rule.name().toLowerCase(Locale.ROOT)))
        .orElseGet(() -> new Kept(normal));
  }

  private Optional<Rule> broken(String text) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    TextStatistics statistics = TextStatistics.of(text);
    return rules.entrySet().stream()
        .filter(rule -> !rule.getKey().keeps(statistics, rule.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
