package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {
  private static final int CONTEXT = 16;

  @TempDir Path folder;
  private TokenShard shard;

  @BeforeEach
  void write() throws IOException {
    shard = ShardTest.write(folder, "train", new ByteTokenizer(), RandomText.documents(31, 40));
  }

  @AfterEach
  void close() {
    shard.close();
  }

  @Test
  void cutsThePermutedDocumentsIntoConsecutiveWindows() {
    Batches batches = new Batches(shard, CONTEXT, 5);
    assertThat(batches.windowsPerEpoch()).isEqualTo((shard.tokens() - 1) / CONTEXT);
    List<Long> inputs = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    for (long w = 0; w < batches.windowsPerEpoch(); w++) {
      Batch batch = batches.next(1);
      inputs.addAll(Arrays.stream(batch.inputs()).boxed().toList());
      targets.addAll(Arrays.stream(batch.targets()).boxed().toList());
    }
    assertThat(targets.subList(0, targets.size() - 1)).isEqualTo(inputs.subList(1, inputs.size()));
    assertThat(batches.cursor()).isEqualTo(new Cursor(1, 0));
    // Cut at the ends of texts, the stream is the documents, each once, but for the dropped end.
    Map<List<Long>, Integer> left = documents();
    List<Long> document = new ArrayList<>();
    for (long id : inputs) {
      document.add(id);
      if (id == new ByteTokenizer().endOfText()) {
        assertThat(left.merge(document, -1, Integer::sum)).isGreaterThanOrEqualTo(0);
        document = new ArrayList<>();
      }
    }
    long dropped = left.values().stream().filter(n -> n > 0).mapToInt(n -> n).sum();
    assertThat(dropped).isLessThanOrEqualTo(2);
  }

  @Test
  void coversEveryWindowExactlyOnceWhateverTheBatchSize() {
    Batches one = new Batches(shard, CONTEXT, 5);
    Batches many = new Batches(shard, CONTEXT, 5);
    int windows = (int) one.windowsPerEpoch();
    List<long[]> singles = new ArrayList<>();
    for (int w = 0; w < 2 * windows + 3; w++) {
      singles.add(one.next(1).inputs());
    }
    int at = 0;
    while (at + 7 <= singles.size()) {
      Batch batch = many.next(7);
      for (int row = 0; row < 7; row++) {
        assertThat(Arrays.copyOfRange(batch.inputs(), row * CONTEXT, (row + 1) * CONTEXT))
            .isEqualTo(singles.get(at++));
      }
    }
    assertThat(many.cursor()).isEqualTo(new Cursor(at / windows, at % windows));
  }

  @Test
  void documentsBeginAtTheEndOfTextTokenOfTheOneBefore() {
    for (int context : new int[] {1, 2, 3, CONTEXT, 200}) {
      Batches batches = new Batches(shard, context, 5);
      int begun = 0;
      for (long w = 0; w < 2 * batches.windowsPerEpoch(); w++) {
        Batch batch = batches.next(1);
        int[] expected =
            IntStream.range(0, context)
                .filter(t -> t == 0 || batch.inputs()[t] == new ByteTokenizer().endOfText())
                .toArray();
        assertThat(batch.documentStarts()).isEqualTo(new int[][] {expected});
        begun += expected.length;
      }
      assertThat(begun)
          .isGreaterThan((int) (2 * batches.windowsPerEpoch()) - 1)
          .isLessThanOrEqualTo((int) (2 * batches.windowsPerEpoch()) + 2 * shard.documents());
    }
  }

  @Test
  void ranksShareWhatOneProcessReads() {
    for (int ranks = 1; ranks <= 4; ranks++) {
      Batches whole = new Batches(shard, CONTEXT, 5);
      List<Batches> each = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        each.add(new Batches(shard, CONTEXT, 5));
      }
      Random random = new Random(ranks);
      while (whole.cursor().epoch() < 3) {
        int sequences = ranks + random.nextInt(9);
        List<Batch> shares = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
          shares.add(each.get(rank).next(sequences, rank, ranks));
        }
        assertUnion(whole.next(sequences), shares);
        for (Batches rank : each) {
          assertThat(rank.cursor()).isEqualTo(whole.cursor());
        }
      }
    }
  }

  @Test
  void goesOnWithAnotherNumberOfRanks() {
    Batches whole = new Batches(shard, CONTEXT, 5);
    Cursor cursor = Cursor.START;
    for (int ranks : new int[] {2, 4, 3, 1, 4, 2}) {
      List<Batches> each = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        each.add(new Batches(shard, CONTEXT, 5));
        each.getLast().seek(cursor);
      }
      for (int step = 0; step < 11; step++) {
        List<Batch> shares = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
          shares.add(each.get(rank).next(12, rank, ranks));
        }
        assertUnion(whole.next(12), shares);
      }
      cursor = each.getLast().cursor();
      assertThat(cursor).isEqualTo(whole.cursor());
    }
    assertThat(cursor.epoch()).isPositive();
  }

  /** Sequence i of the whole is sequence i / ranks of rank i % ranks. */
  private static void assertUnion(Batch whole, List<Batch> shares) {
    assertThat(shares.stream().mapToInt(Batch::sequences).sum()).isEqualTo(whole.sequences());
    for (int sequence = 0; sequence < whole.sequences(); sequence++) {
      Batch share = shares.get(sequence % shares.size());
      int row = sequence / shares.size();
      assertThat(row(share.inputs(), row)).isEqualTo(row(whole.inputs(), sequence));
      assertThat(row(share.targets(), row)).isEqualTo(row(whole.targets(), sequence));
      assertThat(share.documentStarts()[row]).isEqualTo(whole.documentStarts()[sequence]);
    }
  }

  private static long[] row(long[] ids, int row) {
    return Arrays.copyOfRange(ids, row * CONTEXT, (row + 1) * CONTEXT);
  }

  @Test
  void refusesSharesThatCannotBe() {
    Batches batches = new Batches(shard, CONTEXT, 5);
    assertThatThrownBy(() -> batches.next(0)).hasMessageContaining("sequences: 0");
    assertThatThrownBy(() -> batches.next(3, 0, 4))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("ranks: 4; legal: 1 to 3");
    assertThatThrownBy(() -> batches.next(3, 0, 0)).hasMessageContaining("ranks: 0");
    assertThatThrownBy(() -> batches.next(3, 2, 2)).hasMessageContaining("rank: 2; legal: 0 to 1");
    assertThat(batches.cursor()).isEqualTo(Cursor.START);
  }

  @Test
  void goesOnFromACursorExactly() {
    Batches straight = new Batches(shard, CONTEXT, 9);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      Cursor cursor = straight.cursor();
      int sequences = 1 + random.nextInt(40);
      Batches resumed = new Batches(shard, CONTEXT, 9);
      resumed.next(random.nextInt(1, 50));
      resumed.seek(cursor);
      Batch expected = straight.next(sequences);
      Batch actual = resumed.next(sequences);
      assertThat(actual.inputs()).isEqualTo(expected.inputs());
      assertThat(actual.targets()).isEqualTo(expected.targets());
      assertThat(resumed.cursor()).isEqualTo(straight.cursor());
    }
    assertThat(straight.cursor().epoch()).isGreaterThan(2);
  }

  @Test
  void ordersDocumentsBySeedAndEpoch() {
    long[] first = new Batches(shard, CONTEXT, 5).next(20).inputs();
    assertThat(new Batches(shard, CONTEXT, 5).next(20).inputs()).isEqualTo(first);
    assertThat(new Batches(shard, CONTEXT, 6).next(20).inputs()).isNotEqualTo(first);
    Batches later = new Batches(shard, CONTEXT, 5);
    later.seek(new Cursor(1, 0));
    assertThat(later.next(20).inputs()).isNotEqualTo(first);
  }

  @Test
  void givesTargetsShiftedByOne() {
    Batch batch = new Batches(shard, CONTEXT, 5).next(4);
    assertThat(batch.inputs()).hasSize(4 * CONTEXT);
    for (int row = 0; row < 4; row++) {
      assertThat(Arrays.copyOfRange(batch.targets(), row * CONTEXT, (row + 1) * CONTEXT - 1))
          .isEqualTo(Arrays.copyOfRange(batch.inputs(), row * CONTEXT + 1, (row + 1) * CONTEXT));
    }
  }

  @Test
  void refusesAContextThatNoWindowFits() {
    int tokens = (int) shard.tokens();
    assertThat(new Batches(shard, tokens - 1, 5).windowsPerEpoch()).isEqualTo(1);
    assertThatThrownBy(() -> new Batches(shard, tokens, 5))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("context: " + tokens)
        .hasMessageContaining("only " + tokens + " tokens")
        .hasMessageContaining("at most " + (tokens - 1));
    assertThatThrownBy(() -> new Batches(shard, 0, 5)).hasMessageContaining("context: 0");
  }

  @Test
  void refusesACursorOfAnotherCorpus() {
    Batches batches = new Batches(shard, CONTEXT, 5);
    long windows = batches.windowsPerEpoch();
    for (Cursor foreign : List.of(new Cursor(0, windows), new Cursor(-1, 0), new Cursor(0, -1))) {
      assertThatThrownBy(() -> batches.seek(foreign))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("window 0 to " + (windows - 1));
    }
  }

  @Test
  void drawsWhatTheReferenceGeneratorDraws() {
    // First outputs of the reference implementation of SplitMix64 for seed 1234567.
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(random.next()).isEqualTo(6457827717110365317L);
    assertThat(random.next()).isEqualTo(3203168211198807973L);
    assertThat(random.next()).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
    int[] seen = new int[3];
    for (int i = 0; i < 30_000; i++) {
      seen[random.below(3)]++;
    }
    assertThat(Arrays.stream(seen).boxed()).allMatch(n -> n > 9_500 && n < 10_500);
    assertThat(Arrays.stream(SplitMix64.of(1, 2).permutation(1000)).sorted().toArray())
        .isEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void keepsItsOrderForever() {
    // Computed with an implementation in another language.
    assertThat(SplitMix64.of(42, 0).permutation(8)).containsExactly(4, 7, 3, 6, 1, 5, 2, 0);
    assertThat(SplitMix64.of(42, 1).permutation(8)).containsExactly(6, 5, 7, 0, 3, 1, 2, 4);
  }

  private Map<List<Long>, Integer> documents() {
    Map<List<Long>, Integer> documents = new HashMap<>();
    for (int d = 0; d < shard.documents(); d++) {
      long[] ids = new long[(int) shard.documentTokens(d)];
      shard.copy(shard.documentStart(d), ids.length, ids, 0);
      documents.merge(Arrays.stream(ids).boxed().toList(), 1, Integer::sum);
    }
    return documents;
  }
}
