package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.isoline.SharedData;
import org.isoline.corpus.BytePairTrainer;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.EvaluationException;
import org.junit.jupiter.api.Test;

class NeedlePromptsTest {
  private static final Tokenizer BYTES = new ByteTokenizer();
  private static final String ASKED =
      "\n\nQuestion: What is the surest way to stay warm in Bergen?\nAnswer:";

  private static Tokenizer trained() {
    return BytePairTrainer.train(List.of(PlainProse.of(9, 400)), 380);
  }

  private static NeedlePrompts prompts(Tokenizer tokenizer, NeedleMode mode) {
    return new NeedlePrompts(
        Haystack.of(PlainProse.documents(), tokenizer), Needle.DEFAULT, mode, NeedleRoom.DEFAULT);
  }

  /** At its depth, moved left over the beginning of the sentence that it would cut, no further. */
  private static void assertAtItsDepth(Tokenizer tokenizer, NeedlePrompt prompt) {
    int[] tokens = prompt.tokens();
    int start = prompt.needleStart();
    int behind = start + prompt.needleLength();
    int straw = prompt.cell().length() - 200 - prompt.needleLength();
    int moved = prompt.cell().depth() * straw / 100 - start;
    assertThat(moved).as("%s", prompt.cell()).isNotNegative();
    assertThat(
            Arrays.stream(tokens, behind, behind + moved)
                .noneMatch(token -> tokenizer.decode(new int[] {token}).endsWith(".")))
        .isTrue();
    String before = tokenizer.decode(Arrays.copyOf(tokens, start));
    assertThat(before.isEmpty() || before.endsWith(".") || prompt.cell().depth() == 100).isTrue();
    assertThat(tokenizer.decode(Arrays.copyOfRange(tokens, start, behind)))
        .contains(Needle.DEFAULT.sentence());
  }

  @Test
  void theNeedleIsFoundAgainAtItsDepthWithinASentence() {
    for (Tokenizer tokenizer : List.of(BYTES, trained())) {
      for (NeedleMode mode : NeedleMode.values()) {
        NeedlePrompts prompts = prompts(tokenizer, mode);
        for (NeedleCell cell : NeedleGrid.spaced(600, 6000, 5, 21).cells()) {
          assertAtItsDepth(tokenizer, prompts.prompt(cell));
        }
      }
    }
  }

  @Test
  void theWholePromptIsHaystackNeedleAndQuestion() {
    String straw = PlainProse.of(1, 60);
    NeedlePrompt prompt = prompts(BYTES, NeedleMode.STANDARD).prompt(new NeedleCell(900, 40));
    String hidden = "\n" + Needle.DEFAULT.sentence() + "\n";
    int length = 900 - 200 - hidden.length();
    int at = straw.lastIndexOf('.', length * 40 / 100 - 1) + 1;
    assertThat(prompt.needleStart()).isEqualTo(at);
    assertThat(BYTES.decode(prompt.tokens()))
        .isEqualTo(straw.substring(0, at) + hidden + straw.substring(at, length) + ASKED);
    assertThat(prompt.expected()).isEqualTo(Needle.DEFAULT.answer());
    assertThat(prompt.continuation()).isEqualTo(" " + Needle.DEFAULT.sentence());
    assertThat(prompt.stop()).isEqualTo("\n");
    assertThat(prompt.maxNewTokens()).isEqualTo(64);
    assertThat(prompt.budget()).isEqualTo(prompt.tokens().length + 64).isLessThanOrEqualTo(900);
  }

  @Test
  void theEasyModeAsksWhatItHasAnswered() {
    NeedlePrompt prompt = prompts(BYTES, NeedleMode.EASY).prompt(new NeedleCell(900, 100));
    assertThat(BYTES.decode(prompt.tokens()))
        .endsWith(
            ("\nQuestion: What is the surest way to stay warm in Bergen?\nAnswer: "
                    + Needle.DEFAULT.sentence()
                    + "\n")
                + ASKED);
    NeedlePrompt first = prompts(BYTES, NeedleMode.EASY).prompt(new NeedleCell(900, 0));
    assertThat(first.needleStart()).isZero();
  }

  @Test
  void withoutASentenceBeforeItTheNeedleGoesToTheStart() {
    Haystack haystack = Haystack.of(Map.of("a", "no stop at all ".repeat(80)), BYTES);
    NeedlePrompts prompts =
        new NeedlePrompts(haystack, Needle.DEFAULT, NeedleMode.STANDARD, NeedleRoom.DEFAULT);
    assertThat(prompts.prompt(new NeedleCell(1000, 60)).needleStart()).isZero();
  }

  @Test
  void documentsAreSortedAndRepeated() {
    Haystack haystack = Haystack.of(Map.of("b", "two.\n", "a", "one."), BYTES);
    assertThat(haystack.size()).isEqualTo(10);
    assertThat(BYTES.decode(haystack.first(13))).isEqualTo("one.\ntwo.\none");
    assertThat(haystack.rounds(10)).isEqualTo(1);
    assertThat(haystack.rounds(11)).isEqualTo(2);
    assertThat(haystack.rounds(0)).isEqualTo(1);
    assertThatThrownBy(() -> Haystack.of(Map.of("a", " "), BYTES))
        .hasMessageStartingWith("a haystack of 1 documents without text");
  }

  @Test
  void aPromptThatAModelCannotHoldIsNoZero() {
    NeedlePrompts prompts = prompts(BYTES, NeedleMode.STANDARD);
    NeedleCell cell = new NeedleCell(900, 50);
    int budget = prompts.prompt(cell).budget();
    assertThat(prompts.prompt(cell, budget).orThrow()).isEqualTo(prompts.prompt(cell));
    NeedleOutcome outcome = prompts.prompt(cell, budget - 1);
    assertThat(outcome).isEqualTo(new NeedleOutcome.TooLong(cell, budget - 64, 64, budget - 1));
    assertThatThrownBy(outcome::orThrow)
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("length 900, depth 50 %: " + (budget - 64) + " tokens of prompt");
  }

  @Test
  void roomThatIsMissingIsNamed() {
    Haystack haystack = Haystack.of(PlainProse.documents(), BYTES);
    assertThatThrownBy(
            () ->
                new NeedlePrompts(
                    haystack, Needle.DEFAULT, NeedleMode.STANDARD, new NeedleRoom(100, 64)))
        .hasMessage(
            "buffer = 100 tokens, must be at least 130: the question takes 66 tokens and the answer up to 64");
    assertThatThrownBy(() -> prompts(BYTES, NeedleMode.STANDARD).prompt(new NeedleCell(300, 5)))
        .hasMessageStartingWith("length 300, depth 5 %: the buffer takes 200 tokens")
        .hasMessageEndingWith("the length must be at least 324");
    assertThat(prompts(BYTES, NeedleMode.STANDARD).prompt(new NeedleCell(324, 5)).needleStart())
        .isZero();
    assertThatThrownBy(() -> new NeedleRoom(-1, 1)).hasMessageContaining("buffer = -1");
    assertThatThrownBy(() -> new NeedleRoom(1, 0)).hasMessageContaining("most new tokens = 0");
  }

  @Test
  void aNeedleMustBeNewToTheHaystackAndHoldItsAnswer() {
    Map<String, String> giveaway = Map.of("a", "To " + Needle.DEFAULT.answer() + " is nice.");
    assertThatThrownBy(
            () ->
                new NeedlePrompts(
                    Haystack.of(giveaway, BYTES),
                    Needle.DEFAULT,
                    NeedleMode.EASY,
                    NeedleRoom.DEFAULT))
        .hasMessageContaining("stands in the haystack without the needle");
    assertThatThrownBy(() -> new Needle("It is green.", "Which?", "blue"))
        .hasMessageContaining("the answer \"blue\" does not stand in the sentence");
    assertThatThrownBy(() -> new Needle("It is\ngreen.", "Which?", "green"))
        .hasMessageContaining("must be one line");
  }

  @Test
  void thePapersGridOverItsEssays() throws IOException {
    Haystack haystack = Haystack.of(essays(), BYTES);
    NeedlePrompts prompts =
        new NeedlePrompts(haystack, Needle.DEFAULT, NeedleMode.STANDARD, NeedleRoom.DEFAULT);
    assertThat(haystack.rounds(16_000)).isEqualTo(1);
    for (NeedleCell cell : NeedleGrid.paper().cells()) {
      assertAtItsDepth(BYTES, prompts.prompt(cell));
    }
  }

  private static Map<String, String> essays() throws IOException {
    Map<String, String> essays = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(
                        SharedData.require("longctx/paul_graham_essays.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode essay = json.readTree(line);
        essays.put(essay.get("id").asText(), essay.get("text").asText());
      }
    }
    return essays;
  }
}
