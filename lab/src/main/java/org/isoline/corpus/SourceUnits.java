package org.isoline.corpus;

import java.util.List;
import java.util.function.Consumer;

/** The units of a source. */
final class SourceUnits {
  private SourceUnits() {}

  static List<SourceUnit> of(Source source, ArtifactCache cache, long targetBytes) {
    return List.of(
        new SourceUnit() {
          @Override
          public String id() {
            return source.label();
          }

          @Override
          public long bytes() {
            return targetBytes;
          }

          @Override
          public void read(TextDecoder decoder, Consumer<Document> into) {
            new SourceReader(source, cache, decoder, into).read();
          }
        });
  }
}
