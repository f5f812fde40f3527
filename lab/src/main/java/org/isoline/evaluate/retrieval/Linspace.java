package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.List;

/** Evenly spaced whole numbers, {@code round(linspace(low, high, count))} of numpy. */
final class Linspace {
  private Linspace() {}

  /**
   * The numbers from {@code low} to {@code high}, both included; a single one is {@code low}.
   * Halves go to the even neighbour, as numpy rounds them.
   */
  static List<Integer> rounded(int low, int high, int count) {
    List<Integer> numbers = new ArrayList<>(count);
    double step = count == 1 ? 0 : ((double) high - low) / (count - 1);
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1 && count > 1;
      numbers.add(last ? high : (int) Math.rint(low + i * step));
    }
    return List.copyOf(numbers);
  }
}
