package org.isoline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixTreeTest {
  /** Haystacks of ids below 200, a needle and a question of ids above, so places to part differ. */
  static int[] prompt(int length, int position) {
    int[] haystack = new Random(4).ints(1000, 0, 200).toArray();
    int[] begin = joined(Arrays.copyOf(haystack, position), IntStream.range(200, 210).toArray());
    int[] end = Arrays.copyOfRange(haystack, position, length);
    return joined(joined(begin, end), IntStream.range(220, 225).toArray());
  }

  /**
   * Of 2660 tokens, 1850 differ: 700 of the haystack; 10 + 200 + 5 behind them; from 100 on, 10 of
   * the needle with 300 of the haystack for two prompts, then 5 for one and 505 for the other; from
   * 300 on, 10 + 100 + 5.
   */
  static List<int[]> grid() {
    return List.of(prompt(400, 100), prompt(400, 300), prompt(900, 100), prompt(900, 700));
  }

  private static int[] ids(int seed, int length) {
    return new Random(seed).ints(length, 0, 250).toArray();
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  @Test
  void everySharedTokenStandsOnce() {
    assertThat(grid().stream().mapToInt(prompt -> prompt.length).sum()).isEqualTo(2660);
    assertThat(PrefixTree.of(grid()).tokens()).isEqualTo(700 + 215 + 310 + 5 + 505 + 115);
  }

  @Test
  void aForkMustSaveSixtyFourTokens() {
    List<int[]> apart =
        List.of(joined(ids(1, 63), new int[] {1}), joined(ids(1, 63), new int[] {2}));
    assertThat(PrefixTree.of(apart).tokens()).isEqualTo(2 * 64);
    List<int[]> together =
        List.of(joined(ids(1, 64), new int[] {1}), joined(ids(1, 64), new int[] {2}));
    assertThat(PrefixTree.of(together).tokens()).isEqualTo(64 + 2);
    // Three ways save two times the tokens: 2 x 32 are enough.
    List<int[]> three =
        IntStream.range(0, 3).mapToObj(i -> joined(ids(1, 32), new int[] {i})).toList();
    assertThat(PrefixTree.of(three).tokens()).isEqualTo(32 + 3);
  }

  @Test
  void aForkThatIsLeftOutIsMadeUpForByTheNextOne() {
    int[] trunk = joined(ids(1, 150), new int[] {0});
    List<int[]> sequences =
        List.of(
            joined(Arrays.copyOf(trunk, 100), ids(2, 10)),
            joined(Arrays.copyOf(trunk, 130), ids(3, 10)), // 30 behind the last fork: too few
            joined(Arrays.copyOf(trunk, 150), ids(4, 10)), // 50: too few
            trunk);
    // A fork at 100; from there 10, 30 + 10, 50 + 10 and 51.
    assertThat(PrefixTree.of(sequences).tokens()).isEqualTo(100 + 10 + 40 + 60 + 51);
  }

  @Test
  void equalSequencesAndBeginningsOfOthersEndOnTheWay() {
    int[] whole = ids(1, 300);
    List<int[]> sequences =
        List.of(whole, Arrays.copyOf(whole, 100), whole, Arrays.copyOf(whole, 110));
    PrefixTree tree = PrefixTree.of(sequences);
    assertThat(tree.root().all()).containsExactlyInAnyOrder(0, 1, 2, 3);
    // 10 more tokens are no reason for a fork, so one of 110 goes by itself from 100 on.
    assertThat(tree.tokens()).isEqualTo(300 + 10);
    assertThat(tree.root().longest()).isEqualTo(300);
  }

  @Test
  void eachIsThereOnceHoweverTheyAreOrdered() {
    Random random = new Random(8);
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int[] base =
          sequences.isEmpty() ? new int[0] : sequences.get(random.nextInt(sequences.size()));
      int kept = random.nextInt(base.length + 1);
      int[] more = random.ints(1 + random.nextInt(90), 0, 3).toArray();
      sequences.add(joined(Arrays.copyOf(base, kept), more));
    }
    PrefixTree tree = PrefixTree.of(sequences);
    assertThat(tree.root().all()).hasSize(200).doesNotHaveDuplicates();
    requireOwnTokens(tree.root(), 0, sequences);
    assertThat(tree.tokens())
        .isLessThan(sequences.stream().mapToInt(sequence -> sequence.length).sum());
  }

  private static void requireOwnTokens(
      PrefixTree.Stretch stretch, int from, List<int[]> sequences) {
    int[] path = Arrays.copyOf(sequences.get(stretch.sequence()), stretch.to());
    for (int index : stretch.all()) {
      assertThat(Arrays.copyOf(sequences.get(index), path.length)).isEqualTo(path);
    }
    assertThat(stretch.to()).isGreaterThanOrEqualTo(from);
    stretch.ends().forEach(end -> assertThat(sequences.get(end)).hasSize(stretch.to()));
    stretch.branches().forEach(branch -> requireOwnTokens(branch, stretch.to(), sequences));
    if (!stretch.branches().isEmpty()) {
      int most = stretch.branches().getLast().all().size();
      stretch.branches().forEach(branch -> assertThat(branch.all()).hasSizeLessThanOrEqualTo(most));
    }
  }
}
