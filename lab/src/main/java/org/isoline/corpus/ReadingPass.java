package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The first pass: every part of the sources is read, decoded, cleaned and kept as a {@link
 * TextSegment}. Parts that an earlier run finished are left as they are.
 */
final class ReadingPass {
  static final String EMPTY = "empty";

  private final CorpusSpec spec;
  private final UnfinishedFolder folder;
  private final List<SegmentPlan.Work> parts;

  ReadingPass(CorpusSpec spec, UnfinishedFolder folder, List<SegmentPlan.Work> parts) {
    this.spec = spec;
    this.folder = folder;
    this.parts = parts;
  }

  /** Reads what is not read yet; what every part holds, in order. */
  List<SegmentInfo> run(Workers workers) throws IOException {
    List<Part> left = new ArrayList<>();
    long before = 0;
    for (int segment = 0; segment < parts.size(); segment++) {
      if (TextSegment.find(folder, segment).isPresent()) {
        before += parts.get(segment).segment().bytes();
      } else {
        left.add(new Part(segment));
      }
    }
    workers.run("reading", left, before);
    List<SegmentInfo> infos = new ArrayList<>();
    for (int segment = 0; segment < parts.size(); segment++) {
      Optional<SegmentInfo> info = TextSegment.find(folder, segment);
      infos.add(
          info.orElseThrow(
              () -> new CorpusException(folder.path() + ": changed by somebody else meanwhile")));
    }
    return infos;
  }

  /** Reads one part. */
  private final class Part implements Workers.Task {
    private final int segment;

    Part(int segment) {
      this.segment = segment;
    }

    @Override
    public long weight() {
      return parts.get(segment).segment().bytes();
    }

    @Override
    public void run(Meter.Part meter) throws IOException {
      TextDecoder decoder = new TextDecoder(spec.onInvalidUtf8());
      try (TextSegmentWriter writer = new TextSegmentWriter(folder, segment)) {
        Consumer<Document> intake = document -> take(document, writer, meter);
        Source source = spec.sources().get(parts.get(segment).segment().source());
        if (source instanceof MavenArtifact) {
          readInOrderOfIds(decoder, intake);
        } else {
          read(decoder, intake);
        }
        writer.finish(decoder.invalid());
      }
    }

    private void read(TextDecoder decoder, Consumer<Document> intake) {
      parts.get(segment).units().forEach(unit -> unit.read(decoder, intake));
    }

    /** The order of an archive's entries means nothing and may change; ids stay. */
    private void readInOrderOfIds(TextDecoder decoder, Consumer<Document> intake) {
      List<Document> documents = new ArrayList<>();
      read(decoder, documents::add);
      documents.sort(Comparator.comparing(Document::id));
      documents.forEach(intake);
    }

    private void take(Document document, TextSegmentWriter writer, Meter.Part meter) {
      byte[] text = Utf8.bytes(document.text());
      meter.add(text.length);
      writer.read(text.length);
      try {
        if (text.length == 0) {
          writer.drop(EMPTY, 0);
        } else {
          writer.keep(text, DocumentHash.of(spec.splitSeed(), text));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
