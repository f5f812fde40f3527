package org.isoline.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Pieces with scores, as SentencePiece trains and llama2.c stores them.
 *
 * <p>A text gets a space in front and is cut into code points; those that are no piece become the
 * tokens of their UTF-8 bytes. Then the adjacent pair merges whose concatenation is the piece with
 * the best score, the leftmost of equals, until no pair is a piece.
 *
 * <p>Ids: 0 is unknown, 1 begins a text (BOS), 2 ends it (EOS), 3 + b is byte b, from 259 on are
 * the pieces. None of the first three is made from text. Models of this family are trained on texts
 * one after the other, BOS in front of each, and emit it between them: so BOS is {@link
 * #endOfText}.
 */
public final class ScoredTokenizer implements Tokenizer {
  static final int BEGIN = 1;
  static final int END = 2;
  static final int FIRST_BYTE = 3;
  static final int FIRST_PIECE = FIRST_BYTE + Vocabulary.BYTES;

  private static final int BYTE_MASK = 0xFF;

  private final List<ScoredPiece> pieces;
  private final Map<String, Integer> ids;
  private final String hash;

  ScoredTokenizer(List<ScoredPiece> pieces) {
    this.pieces = List.copyOf(pieces);
    this.ids = new HashMap<>();
    for (int id = FIRST_PIECE; id < pieces.size(); id++) {
      ids.putIfAbsent(key(pieces.get(id).bytes()), id);
    }
    this.hash = ScoredFile.hash(pieces);
  }

  /**
   * Reads a vocabulary in the layout of llama2.c.
   *
   * @throws CorpusException if the file is missing or malformed
   */
  public static ScoredTokenizer load(Path file) {
    return new ScoredTokenizer(ScoredFile.read(file));
  }

  @Override
  public String name() {
    return "scored-" + vocabularySize();
  }

  @Override
  public int vocabularySize() {
    return pieces.size();
  }

  @Override
  public String hash() {
    return hash;
  }

  /** BOS, which stands between texts. */
  @Override
  public int endOfText() {
    return BEGIN;
  }

  @Override
  public Map<String, Integer> specialTokens() {
    SequencedMap<String, Integer> special = new LinkedHashMap<>();
    special.put("<unk>", 0);
    special.put("<s>", BEGIN);
    special.put("</s>", END);
    return special;
  }

  @Override
  public boolean byteExact() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Nor with a token that begins it: a model that continues a text wants BOS in front.
   */
  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    if (from == to) {
      return;
    }
    IntList start = new IntList(to - from + 1);
    String whole = " " + new String(text, from, to - from, StandardCharsets.UTF_8);
    whole.codePoints().forEach(codePoint -> add(start, Character.toString(codePoint)));
    out.addAll(new ScoredMerges(pieces, ids, start.toArray()).merge());
  }

  private void add(IntList start, String character) {
    byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
    Integer id = ids.get(key(bytes));
    if (id != null) {
      start.add(id);
      return;
    }
    for (byte b : bytes) {
      start.add(FIRST_BYTE + (b & BYTE_MASK));
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>BOS and EOS stand for none. A space at the start of a piece right behind BOS, or of the
   * first piece, is the one that encoding puts in front of a text, and left out.
   */
  @Override
  public byte[] decodeBytes(int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(tokens.length * 4);
    boolean first = true;
    for (int token : tokens) {
      Vocabulary.check(token, vocabularySize());
      if (token >= FIRST_BYTE && token < FIRST_PIECE) {
        bytes.write(token - FIRST_BYTE);
      } else if (token != BEGIN && token != END) {
        byte[] piece = pieces.get(token).bytes();
        int skipped = first && piece.length > 0 && piece[0] == ' ' ? 1 : 0;
        bytes.write(piece, skipped, piece.length - skipped);
      }
      first = token == BEGIN;
    }
    return bytes.toByteArray();
  }

  List<ScoredPiece> pieces() {
    return pieces;
  }

  /** Bytes as characters of the same number: what a map can look up. */
  static String key(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
