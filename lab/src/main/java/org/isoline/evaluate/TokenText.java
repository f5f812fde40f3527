package org.isoline.evaluate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.isoline.corpus.Tokenizer;

/**
 * The text of tokens that come one at a time, in whole characters: bytes of a character that is not
 * complete wait for the next token.
 */
final class TokenText {
  private static final int[] NONE = {};

  private final Tokenizer tokenizer;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private int[] before;
  private byte[] waiting = {};

  /**
   * Text behind some tokens.
   *
   * @param before the last of them, or none: some tokenizers drop a space that begins a text
   */
  TokenText(Tokenizer tokenizer, int... before) {
    this.tokenizer = tokenizer;
    this.before = before.length == 0 ? NONE : before.clone();
  }

  /** What a token adds. */
  String add(int token) {
    byte[] former = tokenizer.decodeBytes(before);
    int[] both = Arrays.copyOf(before, before.length + 1);
    both[before.length] = token;
    byte[] all = tokenizer.decodeBytes(both);
    before = new int[] {token};
    return decode(Arrays.copyOfRange(all, former.length, all.length), false);
  }

  /** The end: U+FFFD for a character that is still not complete. */
  String end() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] more, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(waiting.length + more.length).put(waiting).put(more).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
      decoder.reset();
    }
    waiting = new byte[in.remaining()];
    in.get(waiting);
    return out.flip().toString();
  }
}
