package org.isoline.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The first tokens of a document, for a person to check.
 *
 * @param side training or validation
 * @param document its number
 * @param tokens of the whole document, the end-of-text token included
 * @param pieces what the first tokens stand for; a byte that is no whole character is written
 *     {@code <E2>}, a control character as in Java
 */
public record CorpusSample(String side, int document, long tokens, List<String> pieces) {
  private static final int PER_SIDE = 2;

  /** Copies the pieces. */
  public CorpusSample {
    pieces = List.copyOf(pieces);
  }

  /** A document at the beginning and one in the middle of each side. */
  public static List<CorpusSample> of(PreparedCorpus corpus, int tokens) {
    List<CorpusSample> samples = new ArrayList<>();
    add(samples, CorpusFolder.TRAIN, corpus.train(), corpus.tokenizer(), tokens);
    add(samples, CorpusFolder.VALIDATION, corpus.validation(), corpus.tokenizer(), tokens);
    return samples;
  }

  private static void add(
      List<CorpusSample> samples, String side, TokenShard shard, Tokenizer tokenizer, int tokens) {
    int count = Math.min(PER_SIDE, shard.documents());
    for (int i = 0; i < count; i++) {
      int document = (int) ((long) i * shard.documents() / count);
      long all = shard.documentTokens(document);
      List<String> pieces = new ArrayList<>();
      for (int t = 0; t < Math.min(all, tokens); t++) {
        pieces.add(piece(shard.token(shard.documentStart(document) + t), tokenizer));
      }
      samples.add(new CorpusSample(side, document, all, pieces));
    }
  }

  private static String piece(int id, Tokenizer tokenizer) {
    if (id == tokenizer.endOfText()) {
      return Tokenizer.END_OF_TEXT;
    }
    byte[] bytes = tokenizer.decodeBytes(new int[] {id});
    StringBuilder visible = new StringBuilder();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      text.codePoints().forEach(character -> append(visible, character));
    } catch (CharacterCodingException partOfACharacter) {
      for (byte b : bytes) {
        visible.append(b >= ' ' ? "%c".formatted(b) : "<%02X>".formatted(b));
      }
    }
    return visible.toString();
  }

  private static void append(StringBuilder visible, int character) {
    switch (character) {
      case '\n' -> visible.append("\\n");
      case '\t' -> visible.append("\\t");
      case '\r' -> visible.append("\\r");
      default -> {
        if (Character.isISOControl(character)) {
          visible.append("\\u%04x".formatted(character));
        } else {
          visible.appendCodePoint(character);
        }
      }
    }
  }
}
