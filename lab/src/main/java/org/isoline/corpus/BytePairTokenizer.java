package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Byte-level byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909; over bytes as in GPT-2).
 * Text is cut into pieces; within a piece the pair that was merged first in training merges first,
 * the leftmost of equals, until no pair is left that training knew.
 *
 * <p>Ids: 0 to 255 are the bytes, 256 + k is what merge k makes, the last id ends a text.
 */
public final class BytePairTokenizer implements Tokenizer {
  private static final int CACHED_PIECES = 1 << 17;
  private static final int LONGEST_CACHED = 64;

  private final List<Vocabulary.Merge> merges;
  private final List<byte[]> tokens;
  private final PieceEncoder pieces;
  private final String hash;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  BytePairTokenizer(List<Vocabulary.Merge> merges) {
    this.merges = List.copyOf(merges);
    this.tokens = Vocabulary.withMerges(merges);
    this.pieces = new PieceEncoder(merges);
    this.hash = Vocabulary.hash(SplitPattern.REGEX, tokens, merges, tokens.size());
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
    };
  }

  /** Writes a {@code tokenizer.json} in the layout of Hugging Face's tokenizers library. */
  public void save(Path file) {
    TokenizerFile.save(this, file);
  }

  @Override
  public String name() {
    return "bpe-" + vocabularySize();
  }

  @Override
  public int vocabularySize() {
    return tokens.size() + 1;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public int endOfText() {
    return tokens.size();
  }

  @Override
  public int[] encode(String text) {
    IntList ids = new IntList(text.length() / 3);
    int start = 0;
    while (start < text.length()) {
      int end = SplitPattern.end(text, start);
      ids.addAll(encodePiece(text.substring(start, end)));
      start = end;
    }
    return ids.toArray();
  }

  @Override
  public byte[] decodeBytes(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      Vocabulary.check(id, vocabularySize());
      if (id != endOfText()) {
        bytes.writeBytes(tokens.get(id));
      }
    }
    return bytes.toByteArray();
  }

  List<Vocabulary.Merge> merges() {
    return merges;
  }

  List<byte[]> tokens() {
    return tokens;
  }

  private int[] encodePiece(String piece) {
    int[] cached = cache.get(piece);
    if (cached != null) {
      return cached;
    }
    int[] ids = pieces.encode(Utf8.bytes(piece));
    if (piece.length() <= LONGEST_CACHED && cache.size() < CACHED_PIECES) {
      cache.put(piece, ids);
    }
    return ids;
  }
}
