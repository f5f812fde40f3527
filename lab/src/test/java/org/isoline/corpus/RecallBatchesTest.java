package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecallBatchesTest {
  private static final List<RecallSet> SETS = List.of(set(16, 2, 13), set(32, 4, 8));

  private static RecallSet set(int length, int pairs, int examples) {
    return new RecallSet(new RecallSpec(64, length, pairs, 0.01, false), examples);
  }

  private static RecallBatches batches() {
    return new RecallBatches(SETS, 4, 9);
  }

  @Test
  void anEpochHasTheWholeBatchesOfEverySetEachOfOneLength() {
    RecallBatches batches = batches();
    List<Integer> lengths = new ArrayList<>();
    Set<List<Long>> seen = new HashSet<>();
    for (int batch = 0; batch < 5; batch++) {
      assertThat(batches.cursor()).isEqualTo(new Cursor(0, batch * 4L));
      Batch next = batches.next(4);
      lengths.add(next.context());
      for (int row = 0; row < 4; row++) {
        seen.add(row(next, row));
      }
    }
    assertThat(lengths).containsExactlyInAnyOrder(16, 16, 16, 32, 32);
    assertThat(seen).as("no example twice").hasSize(20);
    assertThat(batches.cursor()).isEqualTo(new Cursor(1, 0));
    assertThat(RecallBatches.batchesPerEpoch(SETS, 4)).isEqualTo(5);
  }

  @Test
  void theNextEpochHasTheSameExamplesInAnotherOrder() {
    List<RecallSet> one = List.of(set(16, 2, 8));
    RecallBatches batches = new RecallBatches(one, 8, 1);
    Batch first = batches.next(8);
    Batch second = batches.next(8);
    assertThat(second.inputs()).isNotEqualTo(first.inputs());
    assertThat(rows(second)).containsExactlyInAnyOrderElementsOf(rows(first));
  }

  private static List<List<Long>> rows(Batch batch) {
    List<List<Long>> rows = new ArrayList<>();
    for (int row = 0; row < batch.sequences(); row++) {
      rows.add(row(batch, row));
    }
    return rows;
  }

  private static List<Long> row(Batch batch, int row) {
    int n = batch.context();
    return Arrays.stream(batch.inputs(), row * n, (row + 1) * n).boxed().toList();
  }

  @Test
  void aPlaceLeadsToTheSameBatchesAgain() {
    RecallBatches straight = batches();
    for (int part = 0; part < 30; part++) {
      Cursor cursor = straight.cursor();
      Batch expected = straight.next(2);
      RecallBatches resumed = batches();
      resumed.seek(cursor);
      Batch again = resumed.next(2);
      assertThat(again.inputs()).isEqualTo(expected.inputs());
      assertThat(again.targets()).isEqualTo(expected.targets());
      assertThat(resumed.cursor()).isEqualTo(straight.cursor());
    }
  }

  @Test
  void partsOfABatchAreTheBatch() {
    Batch whole = batches().next(4);
    RecallBatches parts = batches();
    List<List<Long>> rows = new ArrayList<>(rows(parts.next(3)));
    rows.addAll(rows(parts.next(1)));
    assertThat(rows).isEqualTo(rows(whole));
  }

  @Test
  void setsAndSeedsDiffer() {
    List<RecallSet> twice = List.of(set(16, 2, 4), set(16, 2, 4));
    RecallBatches batches = new RecallBatches(twice, 4, 1);
    assertThat(rows(batches.next(4))).doesNotContainAnyElementsOf(rows(batches.next(4)));
    assertThat(new RecallBatches(SETS, 4, 10).next(4).inputs())
        .isNotEqualTo(batches().next(4).inputs());
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    RecallBatches batches = batches();
    batches.next(3);
    assertThatThrownBy(() -> batches.next(2)).hasMessageContaining("legal: 1 to 1");
    assertThatThrownBy(() -> batches.seek(new Cursor(0, 20))).hasMessageContaining("0 to 19");
    assertThatThrownBy(() -> new RecallBatches(SETS, 9, 1))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("examples: 8");
    assertThatThrownBy(() -> new RecallBatches(List.of(), 4, 1)).hasMessageContaining("0 recall");
  }
}
