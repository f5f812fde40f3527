package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Byte-level byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909; over bytes as in GPT-2).
 * Text is cut into pieces; within a piece the pair that was merged first in training merges first,
 * the leftmost of equals, until no pair is left that training knew.
 *
 * <p>Most pieces of a language are one token, and those are looked up whole; what the others become
 * is remembered for a while. Bytes that are no UTF-8 are encoded as they are.
 *
 * <p>Ids of a tokenizer trained here: 0 to 255 are the bytes, 256 + k is what merge k makes, then
 * come the special tokens, first the one that ends a text.
 */
public final class BytePairTokenizer implements Tokenizer {
  private static final int REMEMBERED = 1 << 15;
  private static final int LONGEST_REMEMBERED = 64;

  /** A piece and its ids; immutable, so that threads may exchange it without a lock. */
  private record Encoded(byte[] piece, int[] ids) {
    boolean is(byte[] text, int from, int to) {
      return Arrays.equals(piece, 0, piece.length, text, from, to);
    }
  }

  private final BytePairVocabulary vocabulary;
  private final String name;
  private final byte[][] tokens;
  private final SplitPattern pattern;
  private final PieceTable whole;
  private final PieceEncoder pieces;
  private final String hash;
  private final Encoded[] remembered = new Encoded[REMEMBERED];

  BytePairTokenizer(List<Vocabulary.Merge> merges) {
    this(BytePairVocabulary.trained(merges, List.of(END_OF_TEXT)));
  }

  BytePairTokenizer(BytePairVocabulary vocabulary) {
    this("bpe-" + vocabulary.size(), vocabulary);
  }

  BytePairTokenizer(String name, BytePairVocabulary vocabulary) {
    this.name = name;
    this.vocabulary = vocabulary;
    this.pattern = vocabulary.pattern();
    this.tokens = vocabulary.tokens().toArray(byte[][]::new);
    this.pieces = new PieceEncoder(vocabulary.tokens(), vocabulary.merges());
    this.whole = wholePieces();
    this.hash = vocabulary.hash();
  }

  /** The tokens that their own bytes become. */
  private PieceTable wholePieces() {
    PieceTable table = new PieceTable(tokens.length);
    for (int id = 0; id < tokens.length; id++) {
      byte[] token = tokens[id];
      if (token.length > 0 && table.get(token, 0, token.length) == PieceTable.ABSENT) {
        int[] ids =
            vocabulary.wholePieces() ? new int[] {id} : pieces.encode(token, 0, token.length);
        if (ids.length == 1) {
          table.put(token, ids[0]);
        }
      }
    }
    return table;
  }

  /**
   * Reads a {@code tokenizer.json} as {@link #save} writes it.
   *
   * @throws CorpusException if the file is missing, malformed, or of another kind
   */
  public static BytePairTokenizer load(Path file) {
    return switch (TokenizerFile.load(file)) {
      case BytePairTokenizer bpe -> bpe;
      case ByteTokenizer _ ->
          TokenizerFile.fail(
              file, "it holds a byte tokenizer (no merges)", "train one of kind bpe");
      case ScoredTokenizer _ ->
          TokenizerFile.fail(
              file, "it holds pieces with scores (no merges)", "train one of kind bpe");
      case ForeignTokenizer foreign ->
          TokenizerFile.fail(
              file, "it is no byte-level BPE: " + foreign.reason(), "train one of kind bpe");
    };
  }

  /** Writes a {@code tokenizer.json} in the layout of Hugging Face's tokenizers library. */
  public void save(Path file) {
    TokenizerFile.save(this, file);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int vocabularySize() {
    return tokens.length;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public Map<String, Integer> specialTokens() {
    return vocabulary.special();
  }

  @Override
  public boolean byteExact() {
    return true;
  }

  @Override
  public int endOfText() {
    return vocabulary
        .endOfText()
        .map(vocabulary.special()::get)
        .orElseThrow(() -> EndOfText.unknown(name, vocabulary.special().keySet()));
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    int start = from;
    while (start < to) {
      int end = pattern.end(text, start, to);
      int id = whole.get(text, start, end);
      if (id != PieceTable.ABSENT) {
        out.add(id);
      } else {
        encodePiece(text, start, end, out);
      }
      start = end;
    }
  }

  private void encodePiece(byte[] text, int from, int to, IntList out) {
    if (to - from > LONGEST_REMEMBERED) {
      out.addAll(pieces.encode(text, from, to));
      return;
    }
    int place = PieceTable.hash(text, from, to) & REMEMBERED - 1;
    Encoded encoded = remembered[place];
    if (encoded == null || !encoded.is(text, from, to)) {
      encoded = new Encoded(Arrays.copyOfRange(text, from, to), pieces.encode(text, from, to));
      remembered[place] = encoded;
    }
    out.addAll(encoded.ids);
  }

  @Override
  public byte[] decodeBytes(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      Vocabulary.check(id, tokens.length);
      bytes.writeBytes(tokens[id]);
    }
    return bytes.toByteArray();
  }

  BytePairVocabulary vocabulary() {
    return vocabulary;
  }

  List<Vocabulary.Merge> merges() {
    return vocabulary.merges();
  }
}
