package org.isoline.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that determines a prepared corpus, part by part, so that a difference can be named.
 * Files count by name and content, not by where their folder is or when they were written.
 *
 * @param parts name of a part to its value, in a fixed order
 */
record Inputs(Map<String, String> parts) {
  /** Raised whenever the same texts would give other files than before. */
  private static final int PREPARATION_VERSION = 2;

  static Inputs of(CorpusSpec spec) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("preparation", "version " + PREPARATION_VERSION);
    for (int i = 0; i < spec.sources().size(); i++) {
      parts.put("sources[" + i + "]", describe(spec.sources().get(i)));
    }
    parts.put("tokenizer", spec.tokenizer().describe());
    parts.put("validationFraction", Double.toString(spec.validationFraction()));
    parts.put("splitSeed", Long.toString(spec.splitSeed()));
    parts.put("onInvalidUtf8", spec.onInvalidUtf8().name());
    parts.put("mixture", describe(spec.mixture()));
    parts.put("cleaning", Json.tree(spec.cleaning()).toString());
    return new Inputs(parts);
  }

  String fingerprint() {
    StringBuilder all = new StringBuilder();
    parts.forEach((part, value) -> all.append(part).append('=').append(value).append('\n'));
    return Sha256.of(all.toString());
  }

  /** One line for each part that is not the same in both. */
  List<String> differences(Map<String, String> prepared) {
    List<String> lines = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(prepared);
    all.putAll(parts);
    for (String part : all.keySet()) {
      String before = prepared.getOrDefault(part, "(absent)");
      String now = parts.getOrDefault(part, "(absent)");
      if (!Objects.equals(before, now)) {
        lines.add("  %s: prepared from %s, asked for %s".formatted(part, before, now));
      }
    }
    return lines;
  }

  private static String describe(Mixture mixture) {
    return mixture.weights().isEmpty()
        ? "every source whole"
        : "weights %s, seed %d".formatted(mixture.weights(), mixture.seed());
  }

  private static String describe(Source source) {
    String what =
        switch (source) {
          case MavenArtifact a ->
              "%s %s sha256 %s".formatted(a.coordinates(), a.format(), a.sha256());
          case TextFiles t when t.split().equals(TextSplit.NONE) -> "text";
          case TextFiles t -> "text split at %s".formatted(Json.tree(t.split()));
          case JsonLines j -> "jsonl" + describe(j.textField(), j.idField(), j.where());
          case Parquet p -> "parquet" + describe(p.textField(), p.idField(), p.where());
          case Csv c ->
              "csv%s%s"
                  .formatted(
                      describe(c.textField(), c.idField(), c.where()),
                      c.delimiter().map(d -> ", delimiter " + Json.tree(d)).orElse(""));
        };
    List<FileStamp> files = SourceUnits.files(source);
    return files.isEmpty() ? what : what + ", " + describe(files);
  }

  private static String describe(String text, Optional<String> id, Optional<String> where) {
    return ", text from %s, id from %s%s"
        .formatted(
            text,
            id.orElse("file and place"),
            where.map(condition -> ", where " + condition).orElse(""));
  }

  private static String describe(List<FileStamp> files) {
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    for (FileStamp file : files) {
      try {
        bytes += file.bytes();
        String line = Sha256.of(file.path()) + " " + file.name() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw FileStamp.unreadable(file.path(), e);
      }
    }
    return "%d files, %d bytes, sha256 %s".formatted(files.size(), bytes, Sha256.hex(digest));
  }
}
