package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.corpus.Tokenizer;
import org.isoline.corpus.TokenizerFile;
import org.isoline.corpus.TokenizerSpec;
import org.isoline.evaluate.TokenizerSearch;
import picocli.CommandLine.Option;

/** Exactly one way to say which tokenizer. */
final class TokenizerChoice {
  @Option(
      names = "--tokenizer",
      paramLabel = "FILE|cl100k_base|bytes",
      description =
          "A tokenizer.json of this program or of Hugging Face's library, a vocabulary of llama2.c, or one of the two that need no file.")
  private Optional<String> named = Optional.empty();

  @Option(
      names = "--corpus",
      paramLabel = "DIR",
      description = "The tokenizer of a prepared corpus, such as runs/STUDY/corpus.")
  private Optional<Path> corpus = Optional.empty();

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR|FILE",
      description = "The tokenizer of a model.")
  private Optional<Path> checkpoint = Optional.empty();

  /** The one that was chosen, if one was. */
  Optional<Tokenizer> open() throws IOException {
    if (corpus.isPresent()) {
      return corpus.map(folder -> TokenizerFile.load(folder.resolve("tokenizer.json")));
    }
    if (checkpoint.isPresent()) {
      try (ModelFolder model = ModelFolder.open(checkpoint.get())) {
        return Optional.of(TokenizerSearch.of(model, Optional.empty()));
      }
    }
    return named.map(TokenizerChoice::named);
  }

  /** The tokenizer of that name, or of that file. */
  static Tokenizer named(String name) {
    return switch (name) {
      case "bytes" -> make(TokenizerSpec.bytes());
      case "cl100k_base" -> make(TokenizerSpec.cl100kBase());
      default -> TokenizerFile.load(Path.of(name));
    };
  }

  private static Tokenizer make(TokenizerSpec spec) {
    return spec.make(List.of(), 1, merges -> {});
  }
}
