package org.isoline.corpus;

/**
 * An endless stream of training batches whose place is a {@link Cursor}: what a trainer reads, and
 * what lets a run that was stopped go on with the batches that it would have seen.
 */
public interface BatchStream {
  /**
   * The next sequences.
   *
   * @param sequences how many, at least 1
   * @throws CorpusException if the stream cannot give so many at once
   */
  Batch next(int sequences);

  /** The place of the next batch. */
  Cursor cursor();

  /**
   * Goes to a place that {@link #cursor} gave.
   *
   * @throws CorpusException if this stream has no such place
   */
  void seek(Cursor cursor);
}
