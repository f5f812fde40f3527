package org.isoline.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Cuts sources into units. */
final class SourceUnits {
  /** Units of which reading takes about a second: enough for all threads, few enough to list. */
  static final long DEFAULT_BYTES = 1L << 27;

  private SourceUnits() {}

  /**
   * The units of a source, in order.
   *
   * @param targetBytes about how large a unit may be where a file can be cut; at least 1
   * @throws CorpusException if there is no file, a column is missing or a filter is no SQL
   */
  static List<SourceUnit> of(Source source, ArtifactCache cache, long targetBytes) {
    return switch (source) {
      case MavenArtifact artifact -> {
        Path jar = cache.fetch(artifact);
        yield List.of(new ArtifactUnit(artifact, FileStamp.of(jar, jar.getFileName().toString())));
      }
      case TextFiles text ->
          units(
              files(source),
              file -> FileRange.cut(file, text.split().cut(), targetBytes),
              range -> new TextUnit(text, range));
      case JsonLines lines when lines.where().isPresent() ->
          DuckUnits.jsonLines(lines, files(source));
      case JsonLines lines ->
          units(
              files(source),
              file -> FileRange.cut(file, FileRange.Cut.LINES, targetBytes),
              range -> new JsonLinesUnit(lines, range));
      case Csv csv when csv.where().isPresent() -> DuckUnits.csv(csv, files(source));
      case Csv csv ->
          units(
              files(source),
              file -> List.of(FileRange.whole(file)),
              range -> new CsvUnit(csv, range));
      case Parquet parquet -> ParquetUnits.of(parquet, files(source), targetBytes);
    };
  }

  /** The files of a source that lies in files, ordered by name; none for an artefact. */
  static List<FileStamp> files(Source source) {
    return switch (source) {
      case MavenArtifact _ -> List.of();
      case TextFiles text -> files(text.pattern(), name -> true);
      case JsonLines lines -> files(lines.pattern(), name -> InputStreams.named(name, ".jsonl"));
      case Csv csv ->
          files(
              csv.pattern(),
              name -> InputStreams.named(name, ".csv") || InputStreams.named(name, ".tsv"));
      case Parquet parquet -> files(parquet.pattern(), name -> name.endsWith(".parquet"));
    };
  }

  private static List<FileStamp> files(String pattern, Predicate<String> inFolder) {
    return InputFiles.resolve(pattern, inFolder).stream().map(FileStamp::of).toList();
  }

  private static List<SourceUnit> units(
      List<FileStamp> files,
      Function<FileStamp, List<FileRange>> cut,
      Function<FileRange, SourceUnit> unit) {
    List<SourceUnit> units = new ArrayList<>();
    for (FileStamp file : files) {
      cut.apply(file).forEach(range -> units.add(unit.apply(range)));
    }
    return List.copyOf(units);
  }
}
