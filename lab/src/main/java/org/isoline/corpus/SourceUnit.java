package org.isoline.corpus;

import java.util.function.Consumer;

/** A part of a source that is read alone. */
interface SourceUnit {
  String id();

  long bytes();

  void read(TextDecoder decoder, Consumer<Document> into);
}
