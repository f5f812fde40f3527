package org.isoline.evaluate.score;

import java.util.Arrays;

/** Tokens that compare by value. */
record TokenKey(int[] ids) {
  @Override
  public boolean equals(Object other) {
    return other instanceof TokenKey(int[] others) && Arrays.equals(ids, others);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
