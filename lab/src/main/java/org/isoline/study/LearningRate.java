package org.isoline.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Peak learning rate of an architecture. */
public sealed interface LearningRate {

  /** Peak at a size of the study. */
  double at(String size);

  /**
   * One for all sizes.
   *
   * @param value above 0, at most 1
   */
  record Same(double value) implements LearningRate {
    @Override
    public double at(String size) {
      return value;
    }
  }

  /**
   * One for each size.
   *
   * @param values by the name of the size, one for each
   */
  record BySize(Map<String, Double> values) implements LearningRate {
    /** Copies the map. */
    public BySize {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public double at(String size) {
      Double value = values.get(size);
      if (value == null) {
        throw new StudyException(
            "learning_rate has no entry for size " + size + "; it has " + values.keySet());
      }
      return value;
    }
  }
}
