package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.isoline.files.AtomicFile;

/**
 * The {@link Fate} of every document, decided over all of them in the order of the corpus. It is
 * kept as a byte for each in {@code fates.bin}, mapped here.
 */
final class Selection implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment fates;
  private final List<Map<Fate, Count>> counts = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();

  private Selection(Path file, int sources) throws IOException {
    for (int source = 0; source < sources; source++) {
      counts.add(new EnumMap<>(Fate.class));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      this.fates = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Decides, or finds what an earlier run decided.
   *
   * @param sliceBytes text of a slice at least, but for the last one of a part
   */
  static Selection make(
      CorpusSpec spec,
      UnfinishedFolder folder,
      List<SegmentPlan.Work> parts,
      List<SegmentInfo> infos,
      long sliceBytes)
      throws IOException {
    Maker maker = new Maker(spec, folder, parts, infos);
    if (!FatesInfo.matches(folder)) {
      maker.decide();
    }
    return maker.selection(sliceBytes);
  }

  /** What becomes of a document. */
  Fate fate(long ordinal) {
    return Fate.of(fates.get(ValueLayout.JAVA_BYTE, ordinal));
  }

  /** All documents, in order, cut for encoding. */
  List<Slice> slices() {
    return slices;
  }

  /** Documents of a source with that fate. */
  Count count(int source, Fate fate) {
    return counts.get(source).getOrDefault(fate, Count.NONE);
  }

  /** Documents of all sources with that fate. */
  Count count(Fate fate) {
    return counts.stream()
        .map(ofSource -> ofSource.getOrDefault(fate, Count.NONE))
        .reduce(Count.NONE, Count::plus);
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Goes through all documents. */
  private static final class Maker {
    private final CorpusSpec spec;
    private final UnfinishedFolder folder;
    private final List<SegmentPlan.Work> parts;
    private final long[] first;

    Maker(
        CorpusSpec spec,
        UnfinishedFolder folder,
        List<SegmentPlan.Work> parts,
        List<SegmentInfo> infos) {
      this.spec = spec;
      this.folder = folder;
      this.parts = parts;
      this.first = new long[parts.size() + 1];
      for (int segment = 0; segment < parts.size(); segment++) {
        first[segment + 1] = first[segment] + infos.get(segment).documents();
      }
    }

    /** What is done with every document. */
    private interface Visit {
      void document(int source, long ordinal, TextSegment texts) throws IOException;
    }

    private void visit(Visit visit) throws IOException {
      for (int segment = 0; segment < parts.size(); segment++) {
        int source = parts.get(segment).segment().source();
        try (TextSegment texts = TextSegment.open(folder, segment)) {
          for (long ordinal = first[segment]; texts.next(); ordinal++) {
            visit.document(source, ordinal, texts);
          }
        }
      }
    }

    void decide() throws IOException {
      Duplicates duplicates = duplicates();
      MixtureSampler sampler = new MixtureSampler(spec.mixture());
      visit(
          (source, ordinal, texts) -> {
            if (!duplicates.has((int) ordinal)) {
              sampler.add(source, texts.hash(), texts.length());
            }
          });
      sampler.resolve();
      Split split = new Split(spec.validationFraction(), spec.splitSeed());
      CRC32C checksum = new CRC32C();
      Path temporary = AtomicFile.temporary(folder.fates());
      try (OutputStream out =
          new BufferedOutputStream(
              new CheckedOutputStream(Files.newOutputStream(temporary), checksum), BUFFER)) {
        visit(
            (source, ordinal, texts) -> {
              Fate fate;
              if (duplicates.exact().get((int) ordinal)) {
                fate = Fate.EXACT_DUPLICATE;
              } else if (duplicates.near().get((int) ordinal)) {
                fate = Fate.NEAR_DUPLICATE;
              } else if (!sampler.keeps(source, texts.hash())) {
                fate = Fate.MIXTURE;
              } else {
                fate = split.validation(texts.hash()) ? Fate.VALIDATION : Fate.TRAIN;
              }
              out.write(fate.code());
            });
      }
      Publication.CHECKED_BEFORE_USE.publish(temporary, folder.fates());
      Json.write(
          folder.fatesInfo(),
          new FatesInfo(first[parts.size()], checksum.getValue()),
          Publication.CHECKED_BEFORE_USE);
    }

    private Duplicates duplicates() throws IOException {
      CleaningSpec cleaning = spec.cleaning();
      if (!cleaning.exactDuplicates() && cleaning.nearDuplicates().isEmpty()) {
        return new Duplicates(new BitSet(), new BitSet());
      }
      Math.toIntExact(first[parts.size()]);
      int components = cleaning.nearDuplicates().map(NearDuplicates::components).orElse(0);
      folder.deleteDuplicates();
      try (Deduplicator deduplicator = new Deduplicator(cleaning, folder.duplicates())) {
        visit((source, ordinal, texts) -> deduplicator.add(texts.sketch(components)));
        return deduplicator.duplicates();
      }
    }

    Selection selection(long sliceBytes) throws IOException {
      Selection selection = new Selection(folder.fates(), spec.sources().size());
      for (int segment = 0; segment < parts.size(); segment++) {
        Map<Fate, Count> counts = selection.counts.get(parts.get(segment).segment().source());
        Slice slice = new Slice(segment, first[segment], 0, 0, 0, 0);
        try (TextSegment texts = TextSegment.open(folder, segment)) {
          while (texts.next()) {
            Count one = new Count(1, texts.length());
            counts.merge(selection.fate(slice.ordinal() + slice.documents()), one, Count::plus);
            slice = slice.with(texts.length());
            if (slice.bytes() >= sliceBytes) {
              selection.slices.add(slice);
              slice = slice.next();
            }
          }
        }
        if (slice.documents() > 0) {
          selection.slices.add(slice);
        }
      }
      return selection;
    }
  }

  /**
   * What {@code fates.json} says.
   *
   * @param documents number of fates
   * @param crc32c checksum of them
   */
  record FatesInfo(long documents, long crc32c) {
    /** Whether fates are there as they were written. */
    static boolean matches(UnfinishedFolder folder) throws IOException {
      if (!Files.exists(folder.fatesInfo()) || !Files.exists(folder.fates())) {
        return false;
      }
      try {
        FatesInfo info = Json.read(folder.fatesInfo(), FatesInfo.class);
        CRC32C checksum = new CRC32C();
        try (InputStream in =
            new CheckedInputStream(Files.newInputStream(folder.fates()), checksum)) {
          return in.transferTo(OutputStream.nullOutputStream()) == info.documents()
              && checksum.getValue() == info.crc32c();
        }
      } catch (CorpusException malformed) {
        return false;
      }
    }
  }
}
