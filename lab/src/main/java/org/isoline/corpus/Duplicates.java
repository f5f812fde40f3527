package org.isoline.corpus;

import java.util.BitSet;

/**
 * Which documents are to be left out, by their ordinals.
 *
 * @param exact equal to an earlier one
 * @param near not equal to an earlier one, but nearly
 */
record Duplicates(BitSet exact, BitSet near) {
  boolean has(int ordinal) {
    return exact.get(ordinal) || near.get(ordinal);
  }
}
