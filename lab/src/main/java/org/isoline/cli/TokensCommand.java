package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.corpus.CorpusException;
import org.isoline.corpus.ShardInfo;
import org.isoline.corpus.TokenShard;
import org.isoline.corpus.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline tokens FILE}: what a token shard holds. */
@Command(
    name = "tokens",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a token shard holds: its header, its documents, how much of the vocabulary it"
          + " uses, and a document as text.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  isoline tokens runs/quick/corpus/train.bin",
      "  isoline tokens runs/quick/corpus/validation.bin --document 3 --sample 2000"
    })
final class TokensCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".bin";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "NAME.bin of a prepared corpus; NAME.json and NAME.documents.bin are beside it.")
  private Path file;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE|cl100k_base|bytes",
      description = "Tokenizer of the shard (default: tokenizer.json beside it).")
  private Optional<String> named = Optional.empty();

  @Option(
      names = "--document",
      defaultValue = "0",
      paramLabel = "N",
      description = "Document to show, from 0 (default: ${DEFAULT-VALUE}).")
  private int document;

  @Option(
      names = "--sample",
      defaultValue = "64",
      paramLabel = "TOKENS",
      description = "Tokens of it to decode, from its start (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path path = file.toAbsolutePath();
    String name = path.getFileName().toString();
    if (!name.endsWith(SUFFIX) || name.endsWith(".documents.bin")) {
      throw new CorpusException(
          "%s: no token shard; name its NAME.bin, such as corpus/train.bin".formatted(file));
    }
    String shardName = name.substring(0, name.length() - SUFFIX.length());
    try (TokenShard shard = TokenShard.open(path.getParent(), shardName)) {
      requireDocument(shard);
      ShardUse use = ShardUse.of(shard, document, sample);
      Optional<Tokenizer> tokenizer = tokenizer(path.resolveSibling("tokenizer.json"), shard);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(document(shard.info(), use, tokenizer).toPrettyString());
      } else {
        print(out, shard.info(), use, tokenizer);
      }
      out.flush();
    }
    return Main.DONE;
  }

  private void requireDocument(TokenShard shard) {
    if (document < 0 || document >= shard.documents()) {
      throw new CorpusException(
          "--document %d: legal: 0 to %d, as %s has %d documents"
              .formatted(document, shard.documents() - 1, file, shard.documents()));
    }
    if (sample < 0) {
      throw new CorpusException("--sample %d: legal: 0 or more".formatted(sample));
    }
  }

  private Optional<Tokenizer> tokenizer(Path beside, TokenShard shard) {
    Optional<Tokenizer> tokenizer =
        named
            .or(() -> Files.exists(beside) ? Optional.of(beside.toString()) : Optional.empty())
            .map(TokenizerChoice::named);
    tokenizer
        .filter(found -> !found.hash().equals(shard.info().tokenizer()))
        .ifPresent(
            found -> {
              throw new CorpusException(
                  "%s was written with the tokenizer %s; %s is %s; give the right one with --tokenizer"
                      .formatted(file, shard.info().tokenizer(), found.name(), found.hash()));
            });
    return tokenizer;
  }

  private void print(PrintWriter out, ShardInfo info, ShardUse use, Optional<Tokenizer> tokenizer) {
    out.printf("%s%n", file);
    out.printf(
        "  %,d tokens of %s, %,d documents, %,d bytes of text, %.3f bytes per token%n",
        info.tokens(), info.type(), info.documents(), info.textBytes(), bytesPerToken(info));
    out.printf(
        "  tokenizer %s%n",
        tokenizer.map(found -> found.name() + " " + found.hash()).orElse(info.tokenizer()));
    out.printf("  fingerprint %s%n", info.fingerprint());
    out.printf(
        "  vocabulary %,d, %,d ids used (%.1f %%), the largest %d; end of text %d%n",
        info.vocabulary(),
        use.distinct(),
        100.0 * use.distinct() / info.vocabulary(),
        use.largest(),
        info.endOfText());
    out.printf(
        "  documents of %,d to %,d tokens, median %,d%n",
        use.shortest(), use.longest(), use.median());
    out.printf(
        "document %d: %,d tokens, %,d bytes%n",
        document, use.documentTokens(), use.documentBytes());
    out.println(
        tokenizer
            .map(found -> VisibleBytes.quote(found.decodeBytes(use.sample())))
            .orElseGet(() -> "  no tokenizer.json beside it: give one with --tokenizer"));
  }

  private ObjectNode document(ShardInfo info, ShardUse use, Optional<Tokenizer> tokenizer) {
    ObjectNode root = JSON.createObjectNode();
    root.set("header", JSON.valueToTree(info));
    root.put("bytes_per_token", bytesPerToken(info));
    root.put("distinct_ids", use.distinct());
    root.put("largest_id", use.largest());
    root.put("shortest_document_tokens", use.shortest());
    root.put("median_document_tokens", use.median());
    root.put("longest_document_tokens", use.longest());
    ObjectNode shown = root.putObject("document");
    shown.put("index", document);
    shown.put("tokens", use.documentTokens());
    shown.put("bytes", use.documentBytes());
    ArrayNode ids = shown.putArray("sample_ids");
    for (int id : use.sample()) {
      ids.add(id);
    }
    tokenizer.ifPresent(found -> shown.put("sample_text", found.decode(use.sample())));
    return root;
  }

  private static double bytesPerToken(ShardInfo info) {
    return info.tokens() == 0 ? 0 : (double) info.textBytes() / info.tokens();
  }
}
