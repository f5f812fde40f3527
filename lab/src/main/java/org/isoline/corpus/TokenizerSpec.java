package org.isoline.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Which tokenizer a corpus gets.
 *
 * @param kind which of the kinds
 * @param vocabulary number of ids including special tokens: for bytes 257, for cl100k_base 100,280,
 *     for BPE 258 to 1,000,000; 0 is read as "not given", and a file knows its own
 * @param file with kind file: a {@code tokenizer.json} of Hugging Face's library
 * @param endOfText with kind file: name of the special token that ends a text; else the file's own
 *     {@code eos_token}, or one of the usual names
 * @param special with kind BPE: names of special tokens besides the one that ends a text
 */
public record TokenizerSpec(
    Kind kind,
    int vocabulary,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> file,
    @JsonSerialize(converter = OptionalText.ToNullable.class)
        @JsonDeserialize(converter = OptionalText.FromNullable.class)
        Optional<String> endOfText,
    List<String> special) {
  /** The tokenizers there are. */
  public enum Kind {
    /** One token a byte of UTF-8. */
    @JsonProperty("bytes")
    BYTES,
    /** Byte-level byte-pair encoding trained on the training side. */
    @JsonProperty("bpe")
    BPE,
    /** The vocabulary of GPT-4, which the paper trains with. */
    @JsonProperty("cl100k_base")
    CL100K_BASE,
    /** A file of other people. */
    @JsonProperty("file")
    FILE
  }

  private static final int LARGEST = 1_000_000;

  /**
   * Checks the parts against the kind.
   *
   * @throws CorpusException if they do not fit
   */
  public TokenizerSpec {
    if (kind == null) {
      throw new CorpusException("tokenizer.kind: missing; legal: bytes, bpe, cl100k_base, file");
    }
    file = file == null ? Optional.empty() : file;
    endOfText = endOfText == null ? Optional.empty() : endOfText;
    special = special == null ? List.of() : List.copyOf(special);
    int fixed = fixedVocabulary(kind);
    if (fixed > 0 && vocabulary == 0) {
      vocabulary = fixed;
    }
    if (fixed > 0 && vocabulary != fixed) {
      throw new CorpusException(
          "tokenizer.vocabulary: %d with kind %s; it is always %d, so leave it out"
              .formatted(vocabulary, word(kind), fixed));
    }
    if (kind == Kind.BPE) {
      requireRoom(vocabulary, special);
    }
    if (file.isPresent() != (kind == Kind.FILE)) {
      throw new CorpusException(
          kind == Kind.FILE
              ? "tokenizer.file: missing with kind file; name a tokenizer.json"
              : "tokenizer.file: only kind file has one");
    }
    if (kind != Kind.FILE && endOfText.isPresent() || kind != Kind.BPE && !special.isEmpty()) {
      throw new CorpusException(
          "tokenizer: end_of_text goes with kind file, special with kind bpe; kind is "
              + word(kind));
    }
  }

  /** A kind that needs no more than its size. */
  public TokenizerSpec(Kind kind, int vocabulary) {
    this(kind, vocabulary, Optional.empty(), Optional.empty(), List.of());
  }

  private static int fixedVocabulary(Kind kind) {
    return switch (kind) {
      case BYTES -> ByteTokenizer.VOCABULARY;
      case CL100K_BASE -> Cl100k.VOCABULARY;
      case BPE, FILE -> 0;
    };
  }

  private static void requireRoom(int vocabulary, List<String> special) {
    int fixed = ByteTokenizer.VOCABULARY + special.size();
    if (vocabulary <= fixed || vocabulary > LARGEST) {
      throw new CorpusException(
          "tokenizer.vocabulary: %d with kind bpe; legal: %d to %d (256 bytes, %s, and one for each merge)"
              .formatted(
                  vocabulary,
                  fixed + 1,
                  LARGEST,
                  special.isEmpty()
                      ? "the end-of-text token"
                      : special.size() + 1 + " special tokens"));
    }
    for (int i = 0; i < special.size(); i++) {
      String name = special.get(i);
      if (name.isBlank()
          || name.equals(Tokenizer.END_OF_TEXT)
          || special.subList(0, i).contains(name)) {
        throw new CorpusException(
            "tokenizer.special[%d]: \"%s\"; legal: names that are not blank, each once, besides %s, which is always there"
                .formatted(i, name, Tokenizer.END_OF_TEXT));
      }
    }
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** One token a byte. */
  public static TokenizerSpec bytes() {
    return new TokenizerSpec(Kind.BYTES, ByteTokenizer.VOCABULARY);
  }

  /** Byte-level BPE with that many ids. */
  public static TokenizerSpec bpe(int vocabulary) {
    return new TokenizerSpec(Kind.BPE, vocabulary);
  }

  /** The vocabulary of GPT-4. */
  public static TokenizerSpec cl100kBase() {
    return new TokenizerSpec(Kind.CL100K_BASE, Cl100k.VOCABULARY);
  }

  /** A {@code tokenizer.json}. */
  public static TokenizerSpec file(Path file, Optional<String> endOfText) {
    return new TokenizerSpec(Kind.FILE, 0, Optional.of(file.toString()), endOfText, List.of());
  }

  /**
   * Everything that determines the tokenizer besides the texts, in a line; a file by its content.
   */
  public String describe() {
    return switch (kind) {
      case BYTES, CL100K_BASE -> kind.name() + " " + vocabulary;
      case BPE -> kind.name() + " " + vocabulary + (special.isEmpty() ? "" : " special " + special);
      case FILE -> kind.name() + " " + make(List.of(), 1, merges -> {}).hash();
    };
  }

  /**
   * Makes the tokenizer: trains it, or opens it.
   *
   * @param training the texts of the training side, gone through once and only by kind BPE
   * @param threads to count with; the result is the same for any number
   * @param progress is told the number of merges found so far
   * @throws CorpusException if the texts are too few for the vocabulary, or the file cannot be used
   */
  public Tokenizer make(Iterable<String> training, int threads, IntConsumer progress) {
    return switch (kind) {
      case BYTES -> new ByteTokenizer();
      case CL100K_BASE -> Cl100k.load();
      case BPE -> BytePairTrainer.train(training, this, threads, progress);
      case FILE -> open(Path.of(file.orElseThrow()));
    };
  }

  private Tokenizer open(Path path) {
    Tokenizer tokenizer = TokenizerFile.load(path, endOfText);
    if (vocabulary != 0 && tokenizer.vocabularySize() != vocabulary) {
      throw new CorpusException(
          "tokenizer.vocabulary: %d, but %s has %d ids; it is another file than the one that was planned with"
              .formatted(vocabulary, path, tokenizer.vocabularySize()));
    }
    tokenizer.endOfText();
    return tokenizer;
  }
}
