package org.isoline.corpus;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isoline.files.AtomicFile;

/**
 * The {@link Fate} of every document, decided over all of them in the order of the corpus. It is
 * kept as a byte for each in {@code fates.bin}, mapped here.
 */
final class Selection implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment fates;
  private final long[] first;
  private final List<Map<Fate, Count>> counts;

  private Selection(Path file, long[] first, List<Map<Fate, Count>> counts) throws IOException {
    this.first = first;
    this.counts = counts;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      this.fates = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Decides. */
  static Selection make(
      CorpusSpec spec,
      UnfinishedFolder folder,
      List<SegmentPlan.Work> parts,
      List<SegmentInfo> infos)
      throws IOException {
    Split split = new Split(spec.validationFraction(), spec.splitSeed());
    long[] first = new long[parts.size() + 1];
    List<Map<Fate, Count>> counts = new ArrayList<>();
    spec.sources().forEach(source -> counts.add(new EnumMap<>(Fate.class)));
    Path temporary = AtomicFile.temporary(folder.fates());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER)) {
      for (int segment = 0; segment < parts.size(); segment++) {
        first[segment + 1] = first[segment] + infos.get(segment).documents();
        Map<Fate, Count> ofSource = counts.get(parts.get(segment).segment().source());
        try (TextSegment texts = TextSegment.open(folder, segment)) {
          while (texts.next()) {
            Fate fate = split.validation(texts.hash()) ? Fate.VALIDATION : Fate.TRAIN;
            out.write(fate.code());
            ofSource.merge(fate, new Count(1, texts.length()), Count::plus);
          }
        }
      }
    }
    AtomicFile.publish(temporary, folder.fates());
    return new Selection(folder.fates(), first, counts);
  }

  /** What becomes of a document of a part. */
  Fate fate(int segment, long document) {
    return Fate.of(fates.get(ValueLayout.JAVA_BYTE, first[segment] + document));
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
}
