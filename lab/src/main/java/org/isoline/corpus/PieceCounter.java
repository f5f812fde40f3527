package org.isoline.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Counts the pieces of texts on several threads. Each has its own table, and sums of counts do not
 * depend on who counted what.
 */
final class PieceCounter {
  private static final int BATCH_CHARACTERS = 1 << 18;

  private final SplitPattern pattern;
  private final Queue<PieceCounts> idle = new ConcurrentLinkedQueue<>();

  private PieceCounter(SplitPattern pattern) {
    this.pattern = pattern;
  }

  /** Counts; the texts are gone through once, by the calling thread. */
  static PieceCounts count(Iterable<String> texts, SplitPattern pattern, int threads) {
    PieceCounter counter = new PieceCounter(pattern);
    if (threads == 1) {
      PieceCounts counts = new PieceCounts();
      texts.forEach(text -> counts.addText(Utf8.bytes(text), pattern));
      return counts;
    }
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      return counter.count(texts, workers, new Semaphore(2 * threads));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CorpusException("interrupted while counting pieces", e);
    }
  }

  /** At most as many batches as there are permits wait or are worked on. */
  private PieceCounts count(Iterable<String> texts, ExecutorService workers, Semaphore permits)
      throws InterruptedException {
    List<Future<?>> batches = new ArrayList<>();
    List<String> batch = new ArrayList<>();
    long characters = 0;
    for (String text : texts) {
      batch.add(text);
      characters += text.length();
      if (characters >= BATCH_CHARACTERS) {
        batches.add(submit(batch, workers, permits));
        batch = new ArrayList<>();
        characters = 0;
      }
    }
    batches.add(submit(batch, workers, permits));
    for (Future<?> counted : batches) {
      finish(counted);
    }
    PieceCounts sum = new PieceCounts();
    idle.forEach(sum::addAll);
    return sum;
  }

  private Future<?> submit(List<String> batch, ExecutorService workers, Semaphore permits)
      throws InterruptedException {
    permits.acquire();
    return workers.submit(
        () -> {
          try {
            add(batch);
          } finally {
            permits.release();
          }
        });
  }

  private void add(List<String> batch) {
    PieceCounts free = idle.poll();
    PieceCounts counts = free == null ? new PieceCounts() : free;
    batch.forEach(text -> counts.addText(Utf8.bytes(text), pattern));
    idle.add(counts);
  }

  private static void finish(Future<?> counted) throws InterruptedException {
    try {
      counted.get();
    } catch (ExecutionException e) {
      throw new CorpusException("counting pieces failed: " + e.getCause(), e.getCause());
    }
  }
}
