package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.isoline.evaluate.score.TokenRequest;
import org.isoline.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluateBenchTest {
  private static final ModelSize TINY = new ModelSize("2x32x16");

  private static SpeedRecord record() {
    return EvaluateBench.run(
        new EvaluateBench.Request(
            List.of(Architecture.values()), List.of(Products.FP32, Products.BF16), TINY, 50, 1),
        new Effort(1, 1, 60),
        _ -> {});
  }

  @Test
  void aRowForEveryTaskAndOneForAll() {
    List<Map<String, Object>> rows = record().table().rows();
    assertThat(rows).hasSize(4 * 2 * 8);
    for (int from = 0; from < rows.size(); from += 8) {
      List<Map<String, Object>> own = rows.subList(from, from + 8);
      Map<String, Object> all = own.getLast();
      assertThat(all).containsEntry("task", "csr7").containsEntry("items", 20_465);
      assertThat(own.stream().map(row -> row.get("arch")).distinct()).hasSize(1);
      assertThat(own.stream().map(row -> row.get("dtype")).distinct()).hasSize(1);
      for (String column :
          List.of("items_per_s", "unshared_items_per_s", "reference_items_per_s")) {
        double seconds =
            own.subList(0, 7).stream()
                .mapToDouble(row -> (int) row.get("items") / (double) row.get(column))
                .sum();
        double rate = (double) all.get(column);
        assertThat(rate).isCloseTo(20_465 / seconds, within(1e-9 * rate));
      }
      for (Map<String, Object> row : own) {
        assertThat((double) row.get("sharing_ratio") * (double) row.get("unshared_items_per_s"))
            .isCloseTo(
                (double) row.get("items_per_s"), within(1e-9 * (double) row.get("items_per_s")));
        assertThat((double) row.get("cpu_s") * (double) row.get("items_per_s"))
            .isCloseTo(1, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void itemsAreLikeThoseOfTheTask(CommonSense task) {
    List<TokenRequest> requests = task.requests(20, 1000, 3);
    assertThat(requests).hasSize(20 * task.choices());
    List<Integer> contexts = new ArrayList<>();
    for (int item = 0; item < 20; item++) {
      List<TokenRequest> own = requests.subList(item * task.choices(), (item + 1) * task.choices());
      int[] context = own.getFirst().context();
      contexts.add(context.length);
      for (TokenRequest other : own.subList(1, own.size())) {
        assertThat(other.context()).hasSameSizeAs(context);
        // In WinoGrande the choice stands at the end of the context.
        boolean inContext = task == CommonSense.WINOGRANDE;
        assertThat(Arrays.equals(other.context(), context)).isEqualTo(!inContext);
        assertThat(other.continuation() == own.getFirst().continuation()).isEqualTo(inContext);
      }
    }
    assertThat(contexts.stream().mapToInt(Integer::intValue).average().orElseThrow())
        .isEqualTo(task.contextTokens());
    assertThat(task.requests(20, 1000, 3).getFirst().context())
        .isEqualTo(requests.getFirst().context());
    assertThat(task.requests(20, 1000, 4).getFirst().context())
        .isNotEqualTo(requests.getFirst().context());
  }

  @Test
  void lengthsKeepTheMeansOfTheRealSets() {
    // Means over all requests of the sets in cl100k_base, measured apart from the tenths.
    double[] contexts = {141.74, 12.68, 49.26, 16.36, 26.70, 30.39, 11.70};
    double[] continuations = {1.00, 22.59, 29.09, 5.61, 4.48, 6.02, 3.39};
    for (CommonSense task : CommonSense.values()) {
      assertThat(task.contextTokens()).isCloseTo(contexts[task.ordinal()], within(0.3));
      assertThat(task.continuationTokens()).isCloseTo(continuations[task.ordinal()], within(0.15));
    }
  }

  @Test
  void numbersThatMakeNoSense() {
    assertThatThrownBy(
            () ->
                new EvaluateBench.Request(
                    List.of(Architecture.TNL), List.of(Products.FP32), TINY, 1, 2))
        .isInstanceOf(SpeedException.class)
        .hasMessageContaining("vocabulary = 1, must be at least 2");
    assertThatThrownBy(
            () ->
                new EvaluateBench.Request(
                    List.of(Architecture.TNL), List.of(Products.FP32), TINY, 50, 0))
        .hasMessageContaining("items = 0, must be at least 1");
  }
}
