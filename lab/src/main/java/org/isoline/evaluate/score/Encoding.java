package org.isoline.evaluate.score;

import java.util.Arrays;
import java.util.OptionalInt;
import org.isoline.corpus.ScoredTokenizer;
import org.isoline.corpus.Tokenizer;

/**
 * Texts to tokens, as lm-evaluation-harness cuts them (EleutherAI, {@code
 * TemplateLM._encode_pair}): spaces at the end of a context belong to the continuation; both are
 * encoded as one text, and the continuation is what stands behind as many tokens as the context
 * alone has. So no token is asked for that the tokenizer would never make there.
 */
public final class Encoding {
  private static final int NEXT_LINE = 0x85;

  private final Tokenizer tokenizer;
  private final OptionalInt begin;

  /**
   * An encoding.
   *
   * @param begin token in front of every text, for models that were trained with one
   */
  public Encoding(Tokenizer tokenizer, OptionalInt begin) {
    this.tokenizer = tokenizer;
    this.begin = begin;
  }

  /**
   * The encoding a model was trained with: tokenizers of scored pieces (SentencePiece) put a token
   * in front of every text, the others do not.
   *
   * @param declared the token that a configuration names
   */
  public static Encoding of(Tokenizer tokenizer, OptionalInt declared) {
    boolean begins = tokenizer instanceof ScoredTokenizer;
    return new Encoding(
        tokenizer,
        begins ? OptionalInt.of(declared.orElse(tokenizer.endOfText())) : OptionalInt.empty());
  }

  /** The tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** What a text is predicted from if nothing stands before it. */
  public int prefix() {
    return begin.orElseGet(tokenizer::endOfText);
  }

  /** A text as a model reads it from its beginning; the prefix alone if it is empty. */
  public int[] prompt(String text) {
    int[] ids = tokenizer.encode(text);
    return begin.isPresent() || ids.length == 0 ? joined(new int[] {prefix()}, ids) : ids;
  }

  /** A request in tokens. */
  public TokenRequest encode(Request request) {
    int end = request.context().length();
    while (end > 0 && isSpace(request.context().charAt(end - 1))) {
      end--;
    }
    String context = request.context().substring(0, end);
    String continuation = request.context().substring(end) + request.continuation();
    if (context.isEmpty()) {
      return new TokenRequest(new int[] {prefix()}, tokenizer.encode(continuation));
    }
    int[] before = tokenizer.encode(context);
    int[] whole = tokenizer.encode(context + continuation);
    if (whole.length <= before.length) {
      // The two merged into so few tokens that nothing is left behind the context's.
      before = Arrays.copyOf(before, Arrays.mismatch(before, whole));
    }
    int[] behind = Arrays.copyOfRange(whole, before.length, whole.length);
    boolean headed = begin.isPresent() || before.length == 0;
    return new TokenRequest(headed ? joined(new int[] {prefix()}, before) : before, behind);
  }

  private static boolean isSpace(char character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == NEXT_LINE;
  }

  private static int[] joined(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
