package org.isoline.cli;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.isoline.evaluate.fetch.Catalogue;
import org.isoline.evaluate.fetch.DataFolder;
import org.isoline.evaluate.fetch.FileState;
import org.isoline.evaluate.fetch.Kept;
import org.isoline.evaluate.fetch.Source;

/** What can be fetched and what of it is there, a line for each task. */
record FetchTable(Catalogue catalogue, DataFolder folder) {

  /** The table, with a header. */
  String of(Collection<String> tasks) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-16s %6s %16s  %-22s %s%n"
            .formatted("task", "files", "bytes to fetch", "checksum", "in the folder"));
    for (String task : tasks) {
      text.append(row(task));
    }
    catalogue
        .groups()
        .forEach(
            (group, members) ->
                text.append("%n%s: %s".formatted(group, String.join(", ", members))));
    return text.append("%n%s: every task%n".formatted(Catalogue.ALL)).toString();
  }

  private String row(String task) throws IOException {
    List<Source> sources = catalogue.of(task);
    return "%-16s %6d %16s  %-22s %s%n"
        .formatted(
            task,
            files(sources),
            bytes(sources),
            sources.stream().allMatch(source -> source.sha256().isPresent())
                ? "pinned"
                : "trusted on first use",
            present(sources));
  }

  private static int files(List<Source> sources) {
    return sources.stream().mapToInt(source -> source.kept().size()).sum();
  }

  private static String bytes(List<Source> sources) {
    return sources.stream().map(Source::bytes).allMatch(OptionalLong::isPresent)
        ? "%,d".formatted(sources.stream().mapToLong(source -> source.bytes().getAsLong()).sum())
        : "unknown";
  }

  private String present(List<Source> sources) throws IOException {
    Map<FileState, Integer> counts = new EnumMap<>(FileState.class);
    for (Source source : sources) {
      for (Kept kept : source.kept()) {
        counts.merge(folder.state(source, kept), 1, Integer::sum);
      }
    }
    if (counts.size() == 1) {
      return words(counts.keySet().iterator().next());
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + words(entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  static String words(FileState state) {
    return switch (state) {
      case ABSENT -> "absent";
      case VERIFIED -> "verified";
      case DIFFERS -> "DIFFERS";
      case BY_HAND -> "by hand, no known checksum";
    };
  }
}
