package org.isoline.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a token as people can tell them apart. */
final class VisibleBytes {
  private VisibleBytes() {}

  /**
   * In quotation marks: characters as they are, controls and invisible ones escaped, {@code \xNN}
   * for the bytes of a token that is not whole characters.
   */
  static String quote(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      decoded.toString().codePoints().forEach(codePoint -> append(text, codePoint));
    } catch (CharacterCodingException partOfACharacter) {
      for (byte b : bytes) {
        if (b >= 0) {
          append(text, b);
        } else {
          text.append("\\x%02X".formatted(b));
        }
      }
    }
    return text.append('"').toString();
  }

  private static void append(StringBuilder text, int codePoint) {
    switch (codePoint) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case ' ' -> text.append(' ');
      default -> {
        if (isVisible(codePoint)) {
          text.appendCodePoint(codePoint);
        } else {
          text.append("\\u{%X}".formatted(codePoint));
        }
      }
    }
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
