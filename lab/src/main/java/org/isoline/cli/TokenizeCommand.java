package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.corpus.CorpusException;
import org.isoline.corpus.Tokenizer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isoline tokenize}: the tokens of a text, to look at. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the token ids of a text and the bytes that each stands for.",
      "",
      "Special tokens are never made from text: '<|endoftext|>' is encoded like other letters.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  isoline tokenize --text 'a river is'",
      "  isoline tokenize --file book.txt --corpus runs/quick/corpus --show 20",
      "  isoline tokenize --text 'naïve' --tokenizer tokenizer.json --json"
    })
final class TokenizeCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Input input;

  @ArgGroup private TokenizerChoice choice = new TokenizerChoice();

  @Option(
      names = "--show",
      defaultValue = "200",
      paramLabel = "N",
      description = "Tokens to list at most (default: ${DEFAULT-VALUE}); --json lists all.")
  private int show;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  /** Where the text comes from. */
  private static final class Input {
    @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
    private Optional<String> text = Optional.empty();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "A file with the text; bytes that are no UTF-8 are encoded as they are.")
    private Optional<Path> file = Optional.empty();

    private byte[] bytes() throws IOException {
      if (file.isEmpty()) {
        return text.orElse("").getBytes(StandardCharsets.UTF_8);
      }
      try {
        return Files.readAllBytes(file.get());
      } catch (NoSuchFileException e) {
        throw new CorpusException(file.get() + ": there is no such file", e);
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    byte[] text = input.bytes();
    Tokenizer tokenizer = choice.open().orElseGet(() -> TokenizerChoice.named("cl100k_base"));
    int[] ids = tokenizer.encode(text);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(document(tokenizer, text, ids).toPrettyString());
    } else {
      print(out, tokenizer, text, ids);
    }
    out.flush();
    return Main.DONE;
  }

  private void print(PrintWriter out, Tokenizer tokenizer, byte[] text, int[] ids) {
    for (int i = 0; i < Math.min(show, ids.length); i++) {
      out.printf("%7d  %s%n", ids[i], piece(tokenizer, ids[i]));
    }
    if (ids.length > show) {
      out.printf("        ... and %,d more%n", ids.length - show);
    }
    out.printf(
        "%s: %,d ids, special %s%s%n",
        tokenizer.name(),
        tokenizer.vocabularySize(),
        tokenizer.specialTokens(),
        tokenizer.byteExact() ? "" : "; not byte exact: some texts do not come back as they were");
    out.printf(
        "%,d bytes, %,d tokens, %.2f bytes per token%n",
        text.length, ids.length, bytesPerToken(text, ids));
  }

  private static ObjectNode document(Tokenizer tokenizer, byte[] text, int[] ids) {
    ObjectNode document = JSON.createObjectNode();
    document.put("tokenizer", tokenizer.name());
    document.put("tokenizer_hash", tokenizer.hash());
    document.put("vocabulary", tokenizer.vocabularySize());
    document.put("byte_exact", tokenizer.byteExact());
    ObjectNode special = document.putObject("special_tokens");
    tokenizer.specialTokens().forEach(special::put);
    document.put("bytes", text.length);
    document.put("tokens", ids.length);
    document.put("bytes_per_token", bytesPerToken(text, ids));
    ArrayNode all = document.putArray("ids");
    ArrayNode pieces = document.putArray("pieces");
    for (int id : ids) {
      all.add(id);
      pieces.add(piece(tokenizer, id));
    }
    return document;
  }

  private static String piece(Tokenizer tokenizer, int id) {
    return VisibleBytes.quote(tokenizer.decodeBytes(new int[] {id}));
  }

  private static double bytesPerToken(byte[] text, int[] ids) {
    return ids.length == 0 ? 0 : (double) text.length / ids.length;
  }
}
