package org.isoline.evaluate.retrieval;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.isoline.corpus.SplitMix64;

/** What RULER draws at random. */
final class RulerDraws {
  private static final int SMALLEST_NUMBER = 1_000_000;
  private static final int NUMBERS = 9_000_000;

  private final SplitMix64 random;

  RulerDraws(SplitMix64 random) {
    this.random = random;
  }

  static RulerDraws of(long seed) {
    return new RulerDraws(new SplitMix64(seed));
  }

  /** A seed of further draws. */
  long seed() {
    return random.next();
  }

  int below(int bound) {
    return random.below(bound);
  }

  <T> T one(List<T> items) {
    return items.get(random.below(items.size()));
  }

  /** Different numbers below a bound, in the order of drawing. */
  int[] sample(int bound, int count) {
    return Arrays.copyOf(random.permutation(bound), count);
  }

  /** The same, rising. */
  int[] sortedSample(int bound, int count) {
    int[] sample = sample(bound, count);
    Arrays.sort(sample);
    return sample;
  }

  <T> List<T> sample(List<T> items, int count) {
    return Arrays.stream(sample(items.size(), count)).mapToObj(items::get).toList();
  }

  <T> List<T> shuffled(List<T> items) {
    return sample(items, items.size());
  }

  /** Seven decimal digits, the first not 0. */
  String number() {
    return Integer.toString(SMALLEST_NUMBER + random.below(NUMBERS));
  }

  /** A random UUID: version 4, variant 2 (RFC 9562, section 5.4). */
  String uuid() {
    long high = random.next() & ~0xF000L | 0x4000L;
    long low = random.next() & ~(0b11L << 62) | 0b10L << 62;
    return new UUID(high, low).toString();
  }

  /** Letters from {@code first}, which is 'a' or 'A', to the twenty-fifth behind it. */
  String letters(char first, int count) {
    StringBuilder word = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      word.append((char) (first + random.below(26)));
    }
    return word.toString();
  }

  /** Draws until something comes that has not come before, and remembers it. */
  static String fresh(Set<String> before, Supplier<String> draw) {
    String drawn = draw.get();
    while (!before.add(drawn)) {
      drawn = draw.get();
    }
    return drawn;
  }

  /** Draws until something comes that has not come before. */
  static String unlike(Set<String> before, Supplier<String> draw) {
    String drawn = draw.get();
    while (before.contains(drawn)) {
      drawn = draw.get();
    }
    return drawn;
  }

  /** Different things. */
  static List<String> different(int count, Supplier<String> draw) {
    Set<String> before = new HashSet<>();
    return Stream.generate(() -> fresh(before, draw)).limit(count).toList();
  }
}
