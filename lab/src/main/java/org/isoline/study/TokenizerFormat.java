package org.isoline.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.corpus.CorpusException;
import org.isoline.corpus.TokenizerFile;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;

/** The tokenizer of the corpus section of a study file. */
final class TokenizerFormat {
  private static final Key<Kind> KIND =
      Key.required(
          "kind",
          ValueType.choice(Words.of(Kind.values())),
          "bytes: one id a byte and one for the end of a document, V = 257; bpe: byte-level"
              + " byte-pair encoding trained on the corpus; cl100k_base: the vocabulary of GPT-4,"
              + " V = 100,280; file: a tokenizer.json of Hugging Face's library; external: only V is"
              + " known, for planning");
  private static final Key<Integer> VOCABULARY =
      Key.optional(
          "vocabulary",
          ValueType.integer(2, 1_000_000),
          "with bpe (at least 258) and external: V, number of token ids, the end of a document"
              + " included; with file: what the file must have, its own number if absent");
  private static final Key<List<String>> SPECIAL =
      Key.optional(
          "special_tokens",
          ValueType.listOf(ValueType.text("a name", "\\S.*")),
          "with bpe: names of special tokens besides the one that ends a document; no text becomes one of"
              + " them");
  private static final Key<String> FILE =
      Key.optional(
          "file",
          ValueType.text("a path", ".+"),
          "with file: the tokenizer.json; relative to the working directory");
  private static final Key<String> END_OF_TEXT =
      Key.optional(
          "end_of_text",
          ValueType.text("the name of a special token", "\\S.*"),
          "with file: the special token that ends a document; else eos_token of the"
              + " tokenizer_config.json beside the file, else a usual name such as </s>");
  static final List<Key<?>> KEYS = List.of(KIND, VOCABULARY, SPECIAL, FILE, END_OF_TEXT);

  private static final int FEWEST_WITH_MERGES = 258;

  private enum Kind {
    BYTES,
    BPE,
    CL100K_BASE,
    FILE,
    EXTERNAL
  }

  private TokenizerFormat() {}

  static TokenizerSection read(Fields fields) {
    Kind kind = fields.get(KIND);
    fields.only(
        "kind: " + Words.word(kind),
        switch (kind) {
          case BYTES, CL100K_BASE -> List.of(KIND);
          case BPE -> List.of(KIND, VOCABULARY, SPECIAL);
          case FILE -> List.of(KIND, FILE, END_OF_TEXT, VOCABULARY);
          case EXTERNAL -> List.of(KIND, VOCABULARY);
        });
    return switch (kind) {
      case BYTES -> new TokenizerSection.Bytes();
      case BPE -> bpe(fields);
      case CL100K_BASE -> new TokenizerSection.Cl100kBase();
      case FILE -> file(fields);
      case EXTERNAL -> new TokenizerSection.External(fields.get(VOCABULARY));
    };
  }

  private static TokenizerSection bpe(Fields fields) {
    List<String> special = fields.find(SPECIAL).orElse(List.of());
    int vocabulary = fields.get(VOCABULARY);
    if (vocabulary < FEWEST_WITH_MERGES + special.size()) {
      throw fields.failure(
          ".vocabulary = %d, must be at least %d: 256 bytes, %d special tokens, a merge"
              .formatted(vocabulary, FEWEST_WITH_MERGES + special.size(), 1 + special.size()));
    }
    return new TokenizerSection.Bpe(vocabulary, special);
  }

  private static TokenizerSection file(Fields fields) {
    String path = fields.get(FILE);
    int vocabulary = fields.find(VOCABULARY).orElseGet(() -> vocabularyOf(fields, path));
    return new TokenizerSection.File(path, fields.find(END_OF_TEXT), vocabulary);
  }

  private static int vocabularyOf(Fields fields, String path) {
    try {
      return TokenizerFile.vocabularySize(Path.of(path));
    } catch (CorpusException e) {
      throw fields.failure(".file = " + path + ": " + e.getMessage());
    }
  }

  static Map<String, Object> write(TokenizerSection tokenizer) {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (tokenizer) {
      case TokenizerSection.Bytes _ -> map.put(KIND.name(), Words.word(Kind.BYTES));
      case TokenizerSection.Cl100kBase _ -> map.put(KIND.name(), Words.word(Kind.CL100K_BASE));
      case TokenizerSection.Bpe bpe -> {
        map.put(KIND.name(), Words.word(Kind.BPE));
        map.put(VOCABULARY.name(), bpe.vocabulary());
        if (!bpe.special().isEmpty()) {
          map.put(SPECIAL.name(), bpe.special());
        }
      }
      case TokenizerSection.File file -> {
        map.put(KIND.name(), Words.word(Kind.FILE));
        map.put(FILE.name(), file.path());
        file.endOfText().ifPresent(name -> map.put(END_OF_TEXT.name(), name));
        map.put(VOCABULARY.name(), file.vocabulary());
      }
      case TokenizerSection.External external -> {
        map.put(KIND.name(), Words.word(Kind.EXTERNAL));
        map.put(VOCABULARY.name(), external.vocabulary());
      }
    }
    return map;
  }
}
