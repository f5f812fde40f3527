package org.isoline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.corpus.Tokenizer;
import org.isoline.corpus.TokenizerSpec;
import org.junit.jupiter.api.Test;

class EncodingTest {
  private static final Tokenizer BYTES = new ByteTokenizer();
  private static final Encoding ENCODING = new Encoding(BYTES, OptionalInt.empty());

  private static String text(int[] ids) {
    return new String(BYTES.decodeBytes(ids), StandardCharsets.UTF_8);
  }

  @Test
  void spacesAtTheEndOfAContextBelongToTheContinuation() {
    TokenRequest request = ENCODING.encode(new Request("Answer: \u00a0\n", "yes"));
    assertThat(text(request.context())).isEqualTo("Answer:");
    assertThat(text(request.continuation())).isEqualTo(" \u00a0\nyes");
  }

  @Test
  void withoutContextAPrefixStandsInFront() {
    for (String context : new String[] {"", "  "}) {
      TokenRequest request = ENCODING.encode(new Request(context, "a"));
      assertThat(request.context()).containsExactly(BYTES.endOfText());
      assertThat(text(request.continuation())).isEqualTo(context + "a");
    }
    Encoding headed = new Encoding(BYTES, OptionalInt.of(7));
    assertThat(headed.encode(new Request("", "a")).context()).containsExactly(7);
    assertThat(headed.encode(new Request("b", "a")).context()).containsExactly(7, 'b');
    assertThat(headed.prompt("b")).containsExactly(7, 'b');
    assertThat(ENCODING.prompt("b")).containsExactly('b');
    assertThat(ENCODING.prompt("")).containsExactly(BYTES.endOfText());
  }

  @Test
  void continuationIsWhatTheWholeTextHasBehindTheContextsTokens() {
    Tokenizer merges = TokenizerSpec.cl100kBase().make(java.util.List.of(), 1, _ -> {});
    Encoding encoding = new Encoding(merges, OptionalInt.empty());
    TokenRequest request = encoding.encode(new Request("The cat sat on the", " mat."));
    int[] whole = merges.encode("The cat sat on the mat.");
    int[] context = merges.encode("The cat sat on the");
    assertThat(request.context()).isEqualTo(context);
    assertThat(request.continuation())
        .isEqualTo(java.util.Arrays.copyOfRange(whole, context.length, whole.length));
  }

  @Test
  void aContinuationThatMergesIntoTheContextIsScoredFromTheFirstTokenThatDiffers() {
    Tokenizer merges = TokenizerSpec.cl100kBase().make(java.util.List.of(), 1, _ -> {});
    TokenRequest request =
        new Encoding(merges, OptionalInt.empty()).encode(new Request("Hel", "lo"));
    assertThat(merges.decode(request.continuation())).isEqualTo("Hello");
    assertThat(request.context()).containsExactly(merges.endOfText());
  }

  @Test
  void nothingToScoreIsAnError() {
    assertThatThrownBy(() -> new Request("some context", ""))
        .hasMessageContaining("some context")
        .hasMessageContaining("empty");
  }
}
