package org.isoline.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossoverTest {
  private static Map<String, Object> row(String arch, int context, double rate) {
    return Map.of("arch", arch, "dtype", "fp32", "context", context, "tokens_per_s", rate);
  }

  @Test
  void readsWhereTheLinesCross() {
    assertThat(Crossover.crossing(Map.entry(512, 0.5), Map.entry(2048, 2.0)))
        .isCloseTo(1024, within(1e-9));
    List<Map<String, Object>> rows =
        List.of(
            row("llama", 512, 200),
            row("llama", 2048, 100),
            row("hgrn2", 512, 100),
            row("hgrn2", 2048, 200),
            row("tnl", 512, 220),
            row("tnl", 2048, 150),
            row("cosformer2", 512, 20),
            row("cosformer2", 2048, 30));
    assertThat(Crossover.sentences(rows))
        .containsExactly(
            "cosformer2, fp32: not ahead of llama at any context measured; 0.30x at 2048 tokens",
            "hgrn2, fp32: overtakes llama near 1024 tokens; 2.00x at 2048 tokens",
            "tnl, fp32: ahead of llama from 512 tokens on, the shortest measured (1.10x); 1.50x at"
                + " 2048 tokens");
  }

  @Test
  void saysNothingWithoutLlamaOrWithOneContext() {
    assertThat(Crossover.sentences(List.of(row("tnl", 512, 1), row("tnl", 1024, 1)))).isEmpty();
    assertThat(Crossover.sentences(List.of(row("tnl", 512, 1), row("llama", 512, 1)))).isEmpty();
  }
}
