package org.isoline.corpus;

import java.util.Arrays;

/** A growing array of ints. */
final class IntList {
  private int[] items;
  private int size;

  IntList(int capacity) {
    items = new int[Math.max(1, capacity)];
  }

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size + Math.max(4, size >> 1));
    }
    items[size++] = item;
  }

  void addAll(int[] more) {
    if (size + more.length > items.length) {
      items = Arrays.copyOf(items, Math.max(size + more.length, size + (size >> 1)));
    }
    System.arraycopy(more, 0, items, size, more.length);
    size += more.length;
  }

  int get(int index) {
    return items[index];
  }

  int last() {
    return items[size - 1];
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(items, size);
  }
}
