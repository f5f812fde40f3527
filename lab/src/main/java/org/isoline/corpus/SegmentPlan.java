package org.isoline.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a preparation is cut into parts that are done alone: runs of units of one source, in the
 * order of the corpus. The cut decides what is done again after a kill, and nothing about the
 * result.
 *
 * @param fingerprint of the inputs
 * @param unitBytes size aimed at
 * @param segments the parts
 */
record SegmentPlan(String fingerprint, long unitBytes, List<Segment> segments) {
  /**
   * One part.
   *
   * @param source number of its source
   * @param units {@link SourceUnit#id()} of the first and the last unit
   * @param bytes size of what is read
   */
  record Segment(int source, List<String> units, long bytes) {}

  /** A part with the units to read. */
  record Work(Segment segment, List<SourceUnit> units) {}

  SegmentPlan {
    segments = List.copyOf(segments);
  }

  /** Joins neighbouring units of a source until they have the size aimed at. */
  static List<Work> cut(List<List<SourceUnit>> sources, long unitBytes) {
    List<Work> segments = new ArrayList<>();
    for (int source = 0; source < sources.size(); source++) {
      List<SourceUnit> run = new ArrayList<>();
      long bytes = 0;
      for (SourceUnit unit : sources.get(source)) {
        if (!run.isEmpty() && bytes + unit.bytes() > unitBytes) {
          segments.add(work(source, run, bytes));
          run = new ArrayList<>();
          bytes = 0;
        }
        run.add(unit);
        bytes += unit.bytes();
      }
      if (!run.isEmpty()) {
        segments.add(work(source, run, bytes));
      }
    }
    return segments;
  }

  private static Work work(int source, List<SourceUnit> units, long bytes) {
    List<String> ends = List.of(units.getFirst().id(), units.getLast().id());
    return new Work(new Segment(source, ends, bytes), List.copyOf(units));
  }

  /** What the file says, or nothing if it is malformed and therefore worth nothing. */
  static Optional<SegmentPlan> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(Json.read(file, SegmentPlan.class))
          : Optional.empty();
    } catch (CorpusException torn) {
      return Optional.empty();
    }
  }
}
