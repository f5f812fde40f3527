package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {
  /** The example of Sennrich et al.: low 5, lower 2, newest 6, widest 3. */
  private static final String EXAMPLE =
      "low low low low low lower lower newest newest newest newest newest newest widest widest widest";

  @Test
  void findsTheMergesThatAHandFinds() {
    BytePairTokenizer tokenizer = BytePairTrainer.train(List.of(EXAMPLE), 257 + 7);
    // e s and s t: 9 each, e is smaller. Then es t 9; l o and o w: 7 each; lo w 7; then of six
    // pairs
    // that occur 6 times the two that begin with a blank.
    assertThat(tokens(tokenizer)).containsExactly("es", "est", "lo", "low", " n", " low", "ew");
    assertThat(tokenizer.encode("lowest")).containsExactly(259, 257);
    assertThat(tokenizer.vocabularySize()).isEqualTo(264);
    assertThat(tokenizer.endOfText()).isEqualTo(263);
  }

  @Test
  void mergesRunsFromTheLeft() {
    BytePairTokenizer tokenizer = BytePairTrainer.train(List.of("aaaaa", "aaaaa"), 257 + 3);
    assertThat(tokens(tokenizer)).containsExactly("aa", "aaa", "aaaaa");
    assertThat(tokenizer.encode("aaaa")).containsExactly(256, 256);
  }

  @Test
  void agreesWithCountingEverythingAnew() {
    Random random = new Random(3);
    for (int round = 0; round < 10; round++) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        texts.add(round % 2 == 0 ? RandomText.prose(random, 30) : letters(random, 200));
      }
      List<Vocabulary.Merge> expected = naive(texts, 60);
      BytePairTokenizer tokenizer = BytePairTrainer.train(texts, 257 + expected.size());
      assertThat(tokenizer.merges()).isEqualTo(expected);
    }
  }

  @Test
  void doesNotDependOnTheOrderOfTheTexts() {
    List<String> texts = new ArrayList<>(RandomText.documents(4, 100));
    String hash = BytePairTrainer.train(texts, 400).hash();
    Collections.shuffle(texts, new Random(5));
    assertThat(BytePairTrainer.train(texts, 400).hash()).isEqualTo(hash);
  }

  @Test
  void doesNotDependOnTheNumberOfThreads() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add(RandomText.prose(new Random(i), 3000));
    }
    TokenizerSpec spec = TokenizerSpec.bpe(700);
    String alone = BytePairTrainer.train(texts, spec, 1, merges -> {}).hash();
    for (int threads : new int[] {2, 5}) {
      assertThat(BytePairTrainer.train(texts, spec, threads, merges -> {}).hash()).isEqualTo(alone);
    }
  }

  @Test
  void saysHowLargeAVocabularyTheTextsAllow() {
    assertThatThrownBy(() -> BytePairTrainer.train(List.of("abab"), 300))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("vocabulary: 300")
        .hasMessageContaining("use at most 258");
    assertThat(BytePairTrainer.train(List.of("abab"), 258).vocabularySize()).isEqualTo(258);
  }

  @Test
  void refusesAVocabularyWithoutMerges() {
    assertThatThrownBy(() -> BytePairTrainer.train(List.of("abab"), 257))
        .hasMessageContaining("258 to 1000000");
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }

  /** The definition, one pass over all pieces for each merge. */
  private static List<Vocabulary.Merge> naive(List<String> texts, int wanted) {
    List<List<Integer>> pieces = new ArrayList<>();
    for (String text : texts) {
      for (String piece : SplitPatternTest.pieces(SplitPattern.OURS, text)) {
        List<Integer> ids = new ArrayList<>();
        for (byte b : Utf8.bytes(piece)) {
          ids.add(Byte.toUnsignedInt(b));
        }
        pieces.add(ids);
      }
    }
    List<Vocabulary.Merge> merges = new ArrayList<>();
    while (merges.size() < wanted) {
      Map<Vocabulary.Merge, Integer> counts = new HashMap<>();
      for (List<Integer> ids : pieces) {
        for (int i = 0; i + 1 < ids.size(); i++) {
          counts.merge(new Vocabulary.Merge(ids.get(i), ids.get(i + 1)), 1, Integer::sum);
        }
      }
      Vocabulary.Merge best = null;
      for (Vocabulary.Merge pair : counts.keySet()) {
        int difference = best == null ? 1 : counts.get(pair) - counts.get(best);
        if (difference > 0 || difference == 0 && pair.key() < best.key()) {
          best = pair;
        }
      }
      if (best == null || counts.get(best) < BytePairTrainer.FEWEST_OCCURRENCES) {
        return merges;
      }
      apply(best, Vocabulary.BYTES + merges.size(), pieces);
      merges.add(best);
    }
    return merges;
  }

  private static void apply(Vocabulary.Merge pair, int merged, List<List<Integer>> pieces) {
    for (List<Integer> ids : pieces) {
      for (int i = 0; i + 1 < ids.size(); i++) {
        if (ids.get(i) == pair.left() && ids.get(i + 1) == pair.right()) {
          ids.set(i, merged);
          ids.remove(i + 1);
        }
      }
    }
  }

  private static List<String> tokens(BytePairTokenizer tokenizer) {
    return tokenizer.vocabulary().tokens().stream()
        .skip(256)
        .filter(token -> token.length > 0)
        .map(String::new)
        .toList();
  }
}
