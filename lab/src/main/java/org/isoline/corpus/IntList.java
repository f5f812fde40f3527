package org.isoline.corpus;

import java.util.Arrays;

/** A growing array of ints, for one thread. */
public final class IntList {
  private int[] items;
  private int size;

  /** An empty list with room for that many. */
  public IntList(int capacity) {
    items = new int[Math.max(1, capacity)];
  }

  /** Appends one. */
  public void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size + Math.max(4, size >> 1));
    }
    items[size++] = item;
  }

  /** Appends all. */
  public void addAll(int[] more) {
    if (size + more.length > items.length) {
      items = Arrays.copyOf(items, Math.max(size + more.length, size + (size >> 1)));
    }
    System.arraycopy(more, 0, items, size, more.length);
    size += more.length;
  }

  /** The item at an index below {@link #size}. */
  public int get(int index) {
    return items[index];
  }

  int last() {
    return items[size - 1];
  }

  /** Number of items. */
  public int size() {
    return size;
  }

  /** Forgets all items and keeps the room. */
  public void clear() {
    size = 0;
  }

  /** A copy of the items. */
  public int[] toArray() {
    return Arrays.copyOf(items, size);
  }
}
