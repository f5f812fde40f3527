package org.isoline.law.compare;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A generator of its own for every draw, so that draws can run side by side. */
final class Generators {
  private Generators() {}

  /**
   * Split off one by one: generators of seeds a constant apart can run through the same numbers.
   */
  static List<SplittableRandom> of(long seed, int count) {
    SplittableRandom root = new SplittableRandom(seed);
    return Stream.generate(root::split).limit(count).toList();
  }
}
