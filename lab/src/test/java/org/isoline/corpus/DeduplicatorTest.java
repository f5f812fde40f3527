package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicatorTest {
  @TempDir Path folder;

  @Test
  void keepsTheFirstOfEqualTexts() throws IOException {
    List<String> texts = new ArrayList<>();
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      texts.add("text " + random.nextInt(9000));
    }
    BitSet expected = new BitSet();
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      if (seen.putIfAbsent(texts.get(i), i) != null) {
        expected.set(i);
      }
    }
    assertThat(find(texts, true, Optional.empty()))
        .isEqualTo(new Duplicates(expected, new BitSet()));
    assertThat(folder.resolve("work")).doesNotExist();
  }

  @Test
  void leavesOutNothingUnlessAsked() throws IOException {
    assertThat(find(List.of("a", "a"), false, Optional.empty()))
        .isEqualTo(new Duplicates(new BitSet(), new BitSet()));
  }

  @Test
  void findsNearDuplicatesAndLittleElse() throws IOException {
    List<String> texts = new ArrayList<>();
    Random random = new Random(5);
    int originals = 400;
    for (int i = 0; i < originals; i++) {
      texts.add(CleaningTest.words(i * 300, i * 300 + 300));
    }
    for (int i = 0; i < 200; i++) {
      texts.add(CleaningTest.edited(texts.get(i), 0.01, random));
    }
    for (int i = 200; i < originals; i++) {
      texts.add(CleaningTest.edited(texts.get(i), 0.25, random));
    }
    Duplicates found = find(texts, true, Optional.of(NearDuplicates.DEFAULT));
    assertThat(found.near().get(0, originals).cardinality()).isZero();
    // A hundredth of the words edited leaves a similarity of 0.90 on average, of 0.82 to 0.95 in
    // most: 1 - (1 - s^8)^14 of those pairs share a band, 93 % or so of all.
    assertThat(found.near().get(originals, originals + 200).cardinality()).isGreaterThan(175);
    assertThat(found.near().get(originals + 200, texts.size()).cardinality()).isZero();
    assertThat(find(texts, true, Optional.of(NearDuplicates.DEFAULT))).isEqualTo(found);
  }

  @Test
  void joinsChainsAndCountsEqualOnesOnce() throws IOException {
    Random random = new Random(6);
    String one = CleaningTest.words(0, 500);
    String two = CleaningTest.edited(one, 0.02, random);
    String three = CleaningTest.edited(two, 0.02, random);
    List<String> texts = List.of("other", one, "...", two, one, three, "...", "!!!");
    Duplicates found = find(texts, true, Optional.of(new NearDuplicates(3, 64, 4, 0.8, 1)));
    assertThat(found.exact()).isEqualTo(BitSet.valueOf(new long[] {1 << 4 | 1 << 6}));
    assertThat(found.near()).isEqualTo(BitSet.valueOf(new long[] {1 << 3 | 1 << 5}));
  }

  @Test
  void aMixtureMeetsItsSharesWithTheScarceSourceWhole() {
    Random random = new Random(7);
    MixtureSampler sampler = new MixtureSampler(new Mixture(List.of(2.0, 1.0), 9));
    int documents = 20_000;
    TextHash[] hashes = new TextHash[documents];
    for (int i = 0; i < documents; i++) {
      hashes[i] = new TextHash(random.nextLong(), random.nextLong());
      sampler.add(i % 2, hashes[i], 100 + i % 7);
    }
    sampler.resolve();
    double[] bytes = new double[2];
    int[] kept = new int[2];
    for (int i = 0; i < documents; i++) {
      if (sampler.keeps(i % 2, hashes[i])) {
        bytes[i % 2] += 100 + i % 7;
        kept[i % 2]++;
      }
    }
    assertThat(kept[0]).isEqualTo(documents / 2);
    assertThat(bytes[0] / bytes[1]).isCloseTo(2, within(0.001));
  }

  private Duplicates find(List<String> texts, boolean exact, Optional<NearDuplicates> near)
      throws IOException {
    CleaningSpec spec =
        new CleaningSpec(false, NulText.KEEP, 1024, LongText.STOP, Map.of(), exact, near);
    try (Deduplicator deduplicator = new Deduplicator(spec, folder.resolve("work"))) {
      texts.forEach(text -> deduplicator.add(deduplicator.sketch(text)));
      return deduplicator.duplicates();
    }
  }
}
