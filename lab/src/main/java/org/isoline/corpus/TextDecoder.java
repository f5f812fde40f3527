package org.isoline.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns bytes into well-formed text as {@link InvalidText} says, and counts what was malformed. */
final class TextDecoder {
  private static final int SCRATCH = 1 << 13;

  private final InvalidText policy;
  private long invalid;

  TextDecoder(InvalidText policy) {
    this.policy = policy;
  }

  /** Documents found malformed so far. */
  long invalid() {
    return invalid;
  }

  /**
   * The text, or nothing if it is malformed and to be skipped.
   *
   * @param where file or file and line, for the message
   */
  Optional<String> decode(byte[] bytes, String where) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The decoder puts U+FFFD where input is malformed; a text that holds none cannot be malformed.
    if (text.indexOf('\uFFFD') < 0) {
      return Optional.of(text);
    }
    int offset = firstMalformed(bytes);
    return offset < 0 ? Optional.of(text) : malformed(text, where, "at byte " + offset);
  }

  /** The same for a text that is already decoded but may hold halves of surrogate pairs. */
  Optional<String> check(String text, String where) {
    int index = Utf8.firstLoneSurrogate(text);
    return index < 0
        ? Optional.of(text)
        : malformed(
            Utf8.replaceLoneSurrogates(text),
            where,
            "at character %d, half a surrogate pair".formatted(index));
  }

  private Optional<String> malformed(String replaced, String where, String position) {
    invalid++;
    return switch (policy) {
      case REPLACE -> Optional.of(replaced);
      case SKIP -> Optional.empty();
      case STOP ->
          throw new CorpusException(
              "%s: not valid UTF-8 %s; convert the file, or set onInvalidUtf8 to replace or skip"
                  .formatted(where, position));
    };
  }

  private static int firstMalformed(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(SCRATCH);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError()) {
        return in.position();
      }
      if (result.isUnderflow()) {
        return -1;
      }
      out.clear();
    }
  }
}
