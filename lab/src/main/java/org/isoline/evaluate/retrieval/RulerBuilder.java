package org.isoline.evaluate.retrieval;

/** Makes items of one task for one length, in haystacks of any size. */
interface RulerBuilder {
  /** A haystack is a multiple of this many pieces. */
  int step();

  /** Fewest pieces that make sense, at least 1. */
  int least();

  /** Most pieces that there are. */
  int most();

  /**
   * Makes an item.
   *
   * @param size pieces of its haystack
   * @param index of the item
   * @param draws from a generator of its own
   */
  RulerDraft draft(int size, int index, RulerDraws draws);
}
