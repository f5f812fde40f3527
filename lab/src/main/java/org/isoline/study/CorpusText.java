package org.isoline.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import org.isoline.corpus.CorpusSample;
import org.isoline.corpus.Count;
import org.isoline.corpus.Manifest;
import org.isoline.corpus.PreparedCorpus;

/** A prepared corpus for people: what it holds, what was left out, how its tokens look. */
public final class CorpusText {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SAMPLE_TOKENS = 20;

  private CorpusText() {}

  /** Three paragraphs. */
  public static String of(PreparedCorpus corpus) {
    Manifest manifest = corpus.manifest();
    return sides(manifest) + "\n" + sources(manifest) + "\n" + sample(corpus);
  }

  private static String sides(Manifest manifest) {
    TextTable table =
        new TextTable(
            "", "documents", "bytes", "tokens", "bytes/token", "vocabulary used", "of it");
    side(table, "training", manifest.train(), manifest.tokenizer().vocabulary());
    side(table, "validation", manifest.validation(), manifest.tokenizer().vocabulary());
    return table.render();
  }

  private static void side(TextTable table, String name, Manifest.SideEntry side, int vocabulary) {
    table.row(
        name,
        number(side.documents()),
        number(side.bytes()),
        number(side.tokens()),
        "%.3f".formatted((double) side.bytes() / side.tokens()),
        number(side.idsUsed()),
        "%.1f%%".formatted(100.0 * side.idsUsed() / vocabulary));
  }

  private static String sources(Manifest manifest) {
    TextTable table = new TextTable("source", "documents", "bytes");
    for (Manifest.SourceEntry source : manifest.sources()) {
      count(table, source.label() + ", read", source.read());
      source.dropped().forEach((reason, count) -> count(table, "  dropped: " + reason, count));
      count(table, "  training", source.train());
      count(table, "  validation", source.validation());
      if (source.invalid() > 0) {
        table.row("  malformed UTF-8 in", number(source.invalid()), "");
      }
      if (source.nul() > 0) {
        table.row("  U+0000 in", number(source.nul()), "");
      }
    }
    return table.render();
  }

  private static void count(TextTable table, String name, Count count) {
    table.row(name, number(count.documents()), number(count.bytes()));
  }

  private static String sample(PreparedCorpus corpus) {
    StringBuilder text = new StringBuilder("a | ends each token\n");
    for (CorpusSample sample : CorpusSample.of(corpus, SAMPLE_TOKENS)) {
      text.append(
          "%s %,d (%,d tokens): %s%s%n"
              .formatted(
                  sample.side(),
                  sample.document(),
                  sample.tokens(),
                  sample.pieces().stream()
                      .map(piece -> piece.replace("|", "\\|") + "|")
                      .collect(Collectors.joining()),
                  sample.tokens() > sample.pieces().size() ? "..." : ""));
    }
    return text.toString();
  }

  /** The same as one JSON document. */
  public static ObjectNode json(PreparedCorpus corpus) {
    ObjectNode document = MAPPER.createObjectNode();
    document.set("manifest", MAPPER.valueToTree(corpus.manifest()));
    document.set("sample", MAPPER.valueToTree(CorpusSample.of(corpus, SAMPLE_TOKENS)));
    return document;
  }

  private static String number(long value) {
    return "%,d".formatted(value);
  }
}
