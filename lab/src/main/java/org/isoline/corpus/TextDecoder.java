package org.isoline.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns bytes into well-formed text as a {@link TextPolicy} says, and counts what was not as it
 * should be. Serves one thread.
 */
final class TextDecoder {
  private static final int SCRATCH = 1 << 13;

  private final TextPolicy policy;
  private long invalid;
  private long nul;
  private long tooLong;

  TextDecoder(InvalidText policy) {
    this(TextPolicy.of(policy));
  }

  TextDecoder(TextPolicy policy) {
    this.policy = policy;
  }

  /** Documents found malformed so far. */
  long invalid() {
    return invalid;
  }

  /** Documents so far that held U+0000 and were stripped of it or left out. */
  long nul() {
    return nul;
  }

  /** Rows and documents left out so far because they are longer than {@link #maxBytes()}. */
  long tooLong() {
    return tooLong;
  }

  /** The most bytes of a row or document. */
  int maxBytes() {
    return policy.maxBytes();
  }

  /**
   * Counts a row that is too long, or stops.
   *
   * @param bytes its length
   */
  void refuse(long bytes, Supplier<String> where) {
    tooLong++;
    if (policy.onLong() == LongText.STOP) {
      throw new CorpusException(
          "%s: %,d bytes in one row; legal: at most max_document_bytes = %,d. Raise it (up to %,d), split the text, or set on_too_long to skip"
              .formatted(where.get(), bytes, policy.maxBytes(), TextPolicy.MOST_BYTES));
    }
  }

  /**
   * The text, or nothing if it is malformed and to be skipped.
   *
   * @param where file or file and line, for the message
   */
  Optional<String> decode(byte[] bytes, String where) {
    return decode(bytes, () -> where);
  }

  /** The same where it takes time to say where. */
  Optional<String> decode(byte[] bytes, Supplier<String> where) {
    return wellFormed(bytes, where).flatMap(text -> withoutNul(text, where));
  }

  /** The same for a text that is already decoded but may hold halves of surrogate pairs. */
  Optional<String> check(String text, Supplier<String> where) {
    int index = Utf8.firstLoneSurrogate(text);
    Optional<String> wellFormed =
        index < 0
            ? Optional.of(text)
            : malformed(
                Utf8.replaceLoneSurrogates(text),
                where,
                "at character %d, half a surrogate pair".formatted(index));
    return wellFormed.flatMap(whole -> withoutNul(whole, where));
  }

  /** The bytes as text, U+0000 left alone: for rows that hold a text among other things. */
  Optional<String> wellFormed(byte[] bytes, Supplier<String> where) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The decoder puts U+FFFD where input is malformed; a text that holds none cannot be malformed.
    if (text.indexOf('\uFFFD') < 0) {
      return Optional.of(text);
    }
    int offset = firstMalformed(bytes);
    return offset < 0 ? Optional.of(text) : malformed(text, where, "at byte " + offset);
  }

  /** A text already known to be well-formed or mended, with U+0000 treated as told. */
  Optional<String> withoutNul(String text, Supplier<String> where) {
    int index = policy.onNul() == NulText.KEEP ? -1 : text.indexOf('\0');
    if (index < 0) {
      return Optional.of(text);
    }
    nul++;
    return switch (policy.onNul()) {
      case KEEP -> Optional.of(text);
      case STRIP -> Optional.of(text.replace("\0", ""));
      case SKIP -> Optional.empty();
      case STOP ->
          throw new CorpusException(
              "%s: the character U+0000 at character %d; check that this is text, or set nul to keep, strip or skip"
                  .formatted(where.get(), index));
    };
  }

  private Optional<String> malformed(String replaced, Supplier<String> where, String position) {
    invalid++;
    return switch (policy.onInvalid()) {
      case REPLACE -> Optional.of(replaced);
      case SKIP -> Optional.empty();
      case STOP ->
          throw new CorpusException(
              "%s: not valid UTF-8 %s; convert the file, or set onInvalidUtf8 to replace or skip"
                  .formatted(where.get(), position));
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
