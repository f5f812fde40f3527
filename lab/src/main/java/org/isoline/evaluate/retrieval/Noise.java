package org.isoline.evaluate.retrieval;

/** Five short sentences that say nothing, the haystack of tasks whose needles are odd enough. */
final class Noise {
  static final String LINE =
      "The river is wide. The hill is steep. The road is dry. On we walk. Then we turn home.";

  private Noise() {}
}
