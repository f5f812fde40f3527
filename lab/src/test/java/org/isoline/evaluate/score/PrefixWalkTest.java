package org.isoline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.TinyModel;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.model.Architecture;
import org.isoline.model.Cost;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrefixWalkTest {
  private static final Encoding BYTES = new Encoding(new ByteTokenizer(), OptionalInt.empty());
  private static final Window ALL = new Window(64, Overflow.EXTEND);

  /** Reads, and watches how many states are alive. */
  private static final class Watching implements PrefixWalk.Reader {
    private final Pieces pieces;
    private final List<int[]> sequences;
    private final Set<State> seen = new HashSet<>();
    private final List<Integer> ended = new ArrayList<>();
    private int most;

    Watching(Decoder decoder, List<int[]> sequences) {
      this.pieces = new Pieces(decoder);
      this.sequences = sequences;
    }

    @Override
    public void read(int sequence, int from, int to, List<Integer> ends, State state) {
      assertThat(state.position()).isEqualTo(from);
      seen.add(state);
      try (Scope scope = new Scope()) {
        most = Math.max(most, (int) seen.stream().filter(one -> !one.contents().isEmpty()).count());
        pieces.read(sequences.get(sequence), from, to, state);
      }
    }

    @Override
    public void end(int sequence, State state) {
      assertThat(state.position()).isEqualTo(sequences.get(sequence).length);
      ended.add(sequence);
    }

    @Override
    public int more() {
      return 0;
    }
  }

  private static Watching walk(PrefixWalk walk, Decoder decoder, List<int[]> sequences) {
    Watching watching = new Watching(decoder, sequences);
    walk.read(sequences, watching);
    assertThat(watching.ended)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sequences.size()).boxed().toList());
    return watching;
  }

  /** Bytes of a state in FLOAT64 whose caches have room for twice the tokens. */
  private static double bytes(Decoder decoder, int tokens) {
    return 4 * Cost.of(decoder.config()).stateBytes(tokens);
  }

  private static long sum(List<int[]> sequences) {
    return sequences.stream().mapToLong(sequence -> sequence.length).sum();
  }

  @ParameterizedTest
  @EnumSource
  void everySharedTokenIsReadOnce(Architecture architecture) {
    try (TinyModel model = TinyModel.of(architecture, DType.FLOAT64, 3)) {
      PrefixWalk walk = new PrefixWalk(model.decoder());
      walk(walk, model.decoder(), PrefixTreeTest.grid());
      assertThat(walk.tokensRead()).isEqualTo(1850);
    }
  }

  @Test
  void statesThatWouldNotFitAreNotCopied() {
    try (TinyModel model = TinyModel.of(Architecture.LLAMA, DType.FLOAT64, 3)) {
      Decoder decoder = model.decoder();
      List<int[]> grid = PrefixTreeTest.grid();
      PrefixWalk alone = new PrefixWalk(decoder, 1);
      assertThat(walk(alone, decoder, grid).most).isEqualTo(1);
      assertThat(alone.tokensRead()).isEqualTo(sum(grid));
      // Room for one branch of 415 tokens beside a trunk of 100: once a hundred tokens are saved.
      PrefixWalk narrow = new PrefixWalk(decoder, bytes(decoder, 100) + bytes(decoder, 415));
      Watching beside = walk(narrow, decoder, grid);
      assertThat(narrow.tokensRead()).isEqualTo(sum(grid) - 100);
      assertThat(beside.most).isEqualTo(2);
      assertThat(narrow.tokensRead()).isEqualTo(sum(grid) - 100);
    }
  }

  @Test
  void fewStatesAreAlive() {
    List<int[]> comb = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      int[] tooth = PrefixTreeTest.prompt(500, i * 24);
      tooth[i * 24] = i % 2 == 0 ? 250 : 0; // leaves the trunk in either order
      comb.add(tooth);
    }
    Random random = new Random(2);
    List<int[]> bush = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int[] sequence = new int[6 * 70];
      for (int bit = 0; bit < 6; bit++) {
        Arrays.fill(sequence, 70 * bit, 70 * (bit + 1), i >> bit & 1);
      }
      sequence[sequence.length - 1] = random.nextInt(200);
      bush.add(sequence);
    }
    try (TinyModel model = TinyModel.of(Architecture.TNL, DType.FLOAT32, 3)) {
      PrefixWalk walk = new PrefixWalk(model.decoder());
      assertThat(walk(walk, model.decoder(), comb).most).isEqualTo(2);
      assertThat(walk(walk, model.decoder(), bush).most).isBetween(3, 7);
    }
  }

  /** Cells of a grid beyond the length that is read by itself, with answers of several lengths. */
  private static List<TokenRequest> longRequests() {
    Random random = new Random(6);
    int[] trunk = random.ints(2700, 0, 250).toArray();
    List<TokenRequest> requests = new ArrayList<>();
    for (int[] cell : new int[][] {{2049, 0}, {2300, 777}, {2613, 777}, {2613, 1500}}) {
      int[] context = Arrays.copyOf(trunk, cell[0]);
      context[cell[1]] = 251;
      requests.add(new TokenRequest(context, random.ints(1, 0, 250).toArray()));
      requests.add(new TokenRequest(context, random.ints(9, 0, 250).toArray()));
    }
    requests.add(new TokenRequest(Arrays.copyOf(trunk, 2500), new int[] {7, 8}));
    requests.add(new TokenRequest(Arrays.copyOf(trunk, 2200), new int[] {9}));
    return requests;
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA, FLOAT64, 1e-9", "TNL, FLOAT64, 1e-9", "HGRN2, FLOAT64, 1e-9",
    "COSFORMER2, FLOAT64, 1e-9", "LLAMA, FLOAT32, 1e-4", "TNL, FLOAT32, 1e-4",
    "HGRN2, FLOAT32, 1e-4", "COSFORMER2, FLOAT32, 1e-4"
  })
  void scoresAreThoseOfTheReference(Architecture architecture, DType type, double nats) {
    List<TokenRequest> requests = longRequests();
    try (TinyModel model = TinyModel.of(architecture, type, 3)) {
      List<ContinuationScore> expected =
          Scorer.reference(model.decoder(), BYTES, ALL).tokenScores(requests, _ -> {});
      Scorer scorer = new Scorer(model.decoder(), BYTES, ALL);
      AtomicInteger done = new AtomicInteger();
      List<ContinuationScore> scores = scorer.tokenScores(requests, done::addAndGet);
      assertThat(done).hasValue(requests.size());
      for (int i = 0; i < scores.size(); i++) {
        assertThat(scores.get(i).logProbabilities())
            .containsExactly(expected.get(i).logProbabilities(), within(nats));
        assertThat(scores.get(i).greedy()).isEqualTo(expected.get(i).greedy());
      }
      // 2049 by itself; 2500 of the trunk, of which 2200 end; from 777 on to 2300 and to 2613, and
      // from 1500 on to 2613.
      assertThat(scorer.walkedTokens()).isEqualTo(2049 + 2500 + (2613 - 777) + (2613 - 1500));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA, FLOAT64", "TNL, FLOAT64", "HGRN2, FLOAT64", "COSFORMER2, FLOAT64",
    "LLAMA, FLOAT32", "TNL, FLOAT32", "HGRN2, FLOAT32", "COSFORMER2, FLOAT32"
  })
  void promptsAreContinuedAsOneByOne(Architecture architecture, DType type) {
    List<int[]> prompts = new ArrayList<>(PrefixTreeTest.grid());
    for (int i = 0; i < prompts.size(); i++) {
      prompts.get(i)[prompts.get(i).length - 1] = 230 + i; // so that they are continued otherwise
    }
    prompts.add(prompts.get(1));
    prompts.add(Arrays.copyOf(prompts.get(3), 200));
    prompts.add(new int[] {5});
    Generator generator = new Generator(new ByteTokenizer(), Set.of());
    Generator.Limits limits = Generator.Limits.tokens(6);
    try (TinyModel model = TinyModel.of(architecture, type, 3)) {
      Scorer scorer = new Scorer(model.decoder(), BYTES, ALL);
      List<List<Integer>> expected =
          prompts.stream()
              .map(prompt -> scorer.generate(prompt, limits, generator).tokens())
              .toList();
      assertThat(new HashSet<>(expected)).as("not all the same").hasSizeGreaterThan(3);
      AtomicInteger done = new AtomicInteger();
      List<Generation> written = scorer.generateAll(prompts, limits, generator, done::addAndGet);
      assertThat(written.stream().map(Generation::tokens).toList()).isEqualTo(expected);
      assertThat(done).hasValue(prompts.size());
      // The copy of 200 tokens stands on the trunk, between the forks at 100 and at 300.
      assertThat(scorer.walkedTokens()).isEqualTo(1850 + 1);
      assertThat(
              scorer.withoutSharing().generateAll(prompts, limits, generator, _ -> {}).stream()
                  .map(Generation::tokens)
                  .toList())
          .isEqualTo(expected);
    }
  }
}
