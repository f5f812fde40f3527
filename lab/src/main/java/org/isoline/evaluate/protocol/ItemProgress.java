package org.isoline.evaluate.protocol;

import java.util.function.IntConsumer;

/** Turns requests that are done into items that are done, of which each has several. */
final class ItemProgress {
  private final IntConsumer progress;
  private final int allRequests;
  private final int allItems;
  private int requests;
  private int reported;

  ItemProgress(IntConsumer progress, int requests, int items) {
    this.progress = progress;
    this.allRequests = requests;
    this.allItems = items;
  }

  void requests(int more) {
    requests += more;
    int now = (int) ((long) requests * allItems / Math.max(1, allRequests));
    if (now > reported) {
      progress.accept(now - reported);
      reported = now;
    }
  }
}
