package org.isoline.corpus;

import java.util.Arrays;

/**
 * GPT-2's way to write bytes as visible characters in JSON: printable Latin-1 stands for itself,
 * the 68 other bytes are the characters from U+0100 on, in order.
 */
final class ByteCharacters {
  private static final int FIRST_OTHER = 0x100;

  private final char[] characters = new char[Vocabulary.BYTES];
  private final int[] bytes = new int[2 * FIRST_OTHER];

  ByteCharacters() {
    Arrays.fill(bytes, -1);
    int other = FIRST_OTHER;
    for (int b = 0; b < Vocabulary.BYTES; b++) {
      boolean visible = b >= '!' && b <= '~' || b >= '¡' && b <= '¬' || b >= '®' && b <= 'ÿ';
      characters[b] = (char) (visible ? b : other++);
      bytes[characters[b]] = b;
    }
  }

  String write(byte[] token) {
    StringBuilder text = new StringBuilder(token.length);
    for (byte b : token) {
      text.append(characters[Byte.toUnsignedInt(b)]);
    }
    return text.toString();
  }

  /**
   * The inverse of {@link #write}.
   *
   * @throws CorpusException if a character stands for no byte
   */
  byte[] read(String text) {
    byte[] token = new byte[text.length()];
    for (int i = 0; i < token.length; i++) {
      char c = text.charAt(i);
      int b = c < bytes.length ? bytes[c] : -1;
      if (b < 0) {
        throw new CorpusException(
            "\"%s\" is no byte-level token: character %d (U+%04X) stands for no byte"
                .formatted(text, i, (int) c));
      }
      token[i] = (byte) b;
    }
    return token;
  }
}
