package org.isoline.corpus;

/**
 * Neighbouring documents of a part, which are encoded alone: a source that can only be read as a
 * whole, such as a compressed file, is one part but many slices.
 *
 * @param segment number of the part
 * @param ordinal of the first document in the whole corpus
 * @param document its number in the part
 * @param offset of its text
 * @param documents how many
 * @param bytes of their texts
 */
record Slice(int segment, long ordinal, long document, long offset, long documents, long bytes) {
  Slice with(long textBytes) {
    return new Slice(segment, ordinal, document, offset, documents + 1, bytes + textBytes);
  }

  /** An empty one behind this. */
  Slice next() {
    return new Slice(segment, ordinal + documents, document + documents, offset + bytes, 0, 0);
  }
}
