package org.isoline.corpus;

import java.util.function.Consumer;

/**
 * A part of a source that is read alone: a file, a range of lines of a plain file, row groups of a
 * Parquet file, an artefact. The documents of all units, one unit behind the other, are the source,
 * however it is cut.
 */
interface SourceUnit {
  /** Name within its source; the same as long as the files and the size of units are. */
  String id();

  /** About how many bytes are read from disk, for progress and for balancing. */
  long bytes();

  /** The file as it was when it was listed. */
  FileStamp file();

  /**
   * Hands out the documents in order, holding one at a time. Thread-safe if decoder and sink serve
   * one thread each.
   *
   * @throws CorpusException if the file is damaged, holds what the decoder's policy forbids, or has
   *     changed since it was listed
   */
  void read(TextDecoder decoder, Consumer<Document> into);
}
