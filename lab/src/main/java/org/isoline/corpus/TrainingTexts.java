package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The texts of the training side, part after part, for the trainer of a tokenizer. */
record TrainingTexts(UnfinishedFolder folder, int segments, Selection selection)
    implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return new Walk();
  }

  /** One part is mapped at a time. */
  private final class Walk implements Iterator<String> {
    private int segment = -1;
    private TextSegment texts;
    private long ordinal;
    private boolean found;

    @Override
    public boolean hasNext() {
      while (!found && segment < segments) {
        if (texts == null || !texts.next()) {
          turn();
        } else {
          found = selection.fate(ordinal) == Fate.TRAIN;
          ordinal++;
        }
      }
      return found;
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      found = false;
      return new String(texts.text(), StandardCharsets.UTF_8);
    }

    private void turn() {
      if (texts != null) {
        texts.close();
        texts = null;
      }
      segment++;
      if (segment < segments) {
        try {
          texts = TextSegment.open(folder, segment);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
