package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The first pass: every part of the sources is read, decoded, cleaned and kept as a {@link
 * TextSegment}. Parts that an earlier run finished are left as they are.
 */
final class ReadingPass {
  private static final int[] NO_SIGNATURE = {};

  private final CorpusSpec spec;
  private final UnfinishedFolder folder;
  private final List<SegmentPlan.Work> parts;
  private final Cleaner cleaner;
  private final Optional<MinHash> minHash;

  ReadingPass(CorpusSpec spec, UnfinishedFolder folder, List<SegmentPlan.Work> parts) {
    this.spec = spec;
    this.folder = folder;
    this.parts = parts;
    this.cleaner = new Cleaner(spec.cleaning());
    this.minHash = spec.cleaning().nearDuplicates().map(MinHash::new);
  }

  /** Reads what is not read yet; what every part holds, in order. */
  List<SegmentInfo> run(Workers workers) throws IOException {
    List<Found> found = new ArrayList<>();
    for (int segment = 0; segment < parts.size(); segment++) {
      if (TextSegment.find(folder, segment).isPresent()) {
        found.add(new Found(segment));
      }
    }
    workers.run("checking", found, 0);
    BitSet finished = new BitSet();
    found.stream().filter(part -> part.whole).forEach(part -> finished.set(part.segment));
    List<Part> left = new ArrayList<>();
    long before = 0;
    for (int segment = 0; segment < parts.size(); segment++) {
      if (finished.get(segment)) {
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

  /** Looks whether what an earlier run read is as it was written. */
  private final class Found implements Workers.Task {
    private final int segment;
    private boolean whole;

    Found(int segment) {
      this.segment = segment;
    }

    @Override
    public long weight() {
      return parts.get(segment).segment().bytes();
    }

    @Override
    public void run(Meter.Part meter) throws IOException {
      try (TextSegment texts = TextSegment.open(folder, segment)) {
        whole = texts.whole();
      }
    }
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
      TextDecoder decoder = new TextDecoder(spec.cleaning().policy(spec.onInvalidUtf8()));
      try (TextSegmentWriter writer = new TextSegmentWriter(folder, segment)) {
        for (SourceUnit unit : parts.get(segment).units()) {
          unit.read(decoder, document -> take(document, writer, meter));
        }
        countUnreadable(decoder, writer);
        writer.finish(decoder);
      }
    }

    private void take(Document document, TextSegmentWriter writer, Meter.Part meter) {
      byte[] read = Utf8.bytes(document.text());
      meter.add(read.length);
      writer.read(read.length);
      switch (cleaner.clean(document.text())) {
        case Cleaner.Dropped(String reason) -> writer.drop(reason, new Count(1, read.length));
        case Cleaner.Kept(String text) ->
            keep(text, text.equals(document.text()) ? read : Utf8.bytes(text), writer);
      }
    }

    private void keep(String text, byte[] utf8, TextSegmentWriter writer) {
      int[] signature = minHash.map(hashes -> hashes.signature(text)).orElse(NO_SIGNATURE);
      try {
        writer.keep(utf8, TextHash.of(spec.splitSeed(), utf8), signature);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Documents that the decoder did not hand on; nobody knows how long their text is. */
    private void countUnreadable(TextDecoder decoder, TextSegmentWriter writer) {
      writer.drop("too_long", new Count(decoder.tooLong(), 0));
      if (spec.onInvalidUtf8() == InvalidText.SKIP) {
        writer.drop("invalid_utf8", new Count(decoder.invalid(), 0));
      }
      if (spec.cleaning().nul() == NulText.SKIP) {
        writer.drop("nul", new Count(decoder.nul(), 0));
      }
    }
  }
}
