package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig.Init;
import org.junit.jupiter.api.Test;

class StudyTest {

  private static Study parse(String text) {
    return StudyFile.parse("sample.yaml", text);
  }

  @Test
  void unfoldsByArchitectureThenSizeThenSeed() {
    assertThat(Samples.study().cells())
        .extracting(Cell::id)
        .containsExactly(
            "llama-xs",
            "llama-xs-s2",
            "llama-s",
            "llama-s-s2",
            "tnl-xs",
            "tnl-xs-s2",
            "tnl-s",
            "tnl-s-s2");
  }

  @Test
  void cellHasModelAndRecipe() {
    Cell cell = Samples.study().cells().get(6);
    assertThat(cell.architecture()).isEqualTo(Architecture.TNL);
    assertThat(cell.size()).isEqualTo("s");
    assertThat(cell.seed()).isEqualTo(1);
    assertThat(cell.model().architecture()).isEqualTo(Architecture.TNL);
    assertThat(cell.model().shape().gluDim()).isEqualTo(200);
    assertThat(cell.model().vocabulary()).isEqualTo(1024);
    assertThat(cell.model().context()).isEqualTo(256);
    assertThat(cell.recipe().learningRate()).isEqualTo(2e-3);
    assertThat(cell.recipe().steps()).isEqualTo(245);
    assertThat(parse(Samples.with("head_dim: 32", "head_dim: 32, init: normal")).cells())
        .allSatisfy(c -> assertThat(c.model().init()).isEqualTo(Init.NORMAL));
  }

  @Test
  void replicatesShareTheirDataAcrossModels() {
    List<Cell> cells = Samples.study().cells();
    for (int i = 2; i < cells.size(); i++) {
      assertThat(cells.get(i).recipe().dataSeed()).isEqualTo(cells.get(i - 2).recipe().dataSeed());
      assertThat(cells.get(i).recipe().seed()).isEqualTo(cells.get(i - 2).recipe().seed());
    }
    assertThat(cells.get(0).recipe().dataSeed()).isNotEqualTo(cells.get(1).recipe().dataSeed());
    assertThat(cells.get(0).recipe().seed()).isNotEqualTo(cells.get(0).recipe().dataSeed());
  }

  @Test
  void seedsAreDistinctAndExactInJson() {
    assertThat(
            IntStream.range(0, 1000)
                .boxed()
                .flatMap(i -> List.of(Seeds.initial(i, 1), Seeds.data(i, 1)).stream()))
        .doesNotHaveDuplicates()
        .allSatisfy(seed -> assertThat(seed).isBetween(0L, 1L << 53));
    assertThat(Seeds.initial(1, 2)).isNotEqualTo(Seeds.initial(2, 1));
  }

  @Test
  void hashIgnoresWhatDoesNotChangeResults() {
    Study study = Samples.study();
    Study same =
        parse(
            Samples.QUICK.replace("study: sample", "study: other").replace("1_000_000", "1e6")
                + "workers: {processes: 3}\nfit: {min_tokens: 5}\n");
    assertThat(same.hash()).isEqualTo(study.hash()).matches("[0-9a-f]{64}");
    assertThat(study.difference(same)).isEmpty();
  }

  @Test
  void differenceNamesKeysOldAndNew() {
    Study study = Samples.study();
    Study changed =
        parse(
            Samples.QUICK
                .replace("tokens: 1_000_000", "tokens: 2e6")
                .replace("learning_rate: 3e-3", "learning_rate: 1e-3")
                .replace("constant, warmup_steps: 20", "cosine")
                .replace("- {name: xs", "- {name: xl, layers: 4, width: 128}\n  - {name: xs")
                .replace("xs: 4e-3", "xl: 1e-3, xs: 4e-3"));
    assertThat(changed.hash()).isNotEqualTo(study.hash());
    assertThat(study.difference(changed))
        .containsExactly(
            "architectures.llama.learning_rate: was 0.003, now 0.001",
            "architectures.tnl.learning_rate.xl: was absent, now 0.001",
            "sizes.xl.gate_dim: was absent, now 32",
            "sizes.xl.glu_dim: was absent, now 384",
            "sizes.xl.layers: was absent, now 4",
            "sizes.xl.name: was absent, now xl",
            "sizes.xl.tpe_dim: was absent, now 32",
            "sizes.xl.width: was absent, now 128",
            "train.schedule.final_factor: was absent, now 0",
            "train.schedule.kind: was constant, now cosine",
            "train.schedule.warmup_steps: was 20, now 0",
            "train.tokens: was 1000000, now 2000000");
  }

  @Test
  void cellsAreUntouchedByOtherCells() {
    Study more =
        parse(
            Samples.QUICK
                .replace("seeds: [1, 2]", "seeds: [1, 2, 3]")
                .replace("learning_rate: 3e-3", "learning_rate: 1e-3"));
    Cell before = Samples.study().cells().get(4);
    Cell after =
        more.cells().stream().filter(c -> c.id().equals(before.id())).findFirst().orElseThrow();
    assertThat(after.hash()).isEqualTo(before.hash()).matches("[0-9a-f]{64}");
    assertThat(before.difference(after)).isEmpty();
  }

  @Test
  void cellHashSeesModelRecipeAndCorpus() {
    Cell cell = Samples.study().cells().getFirst();
    for (String[] edit :
        new String[][] {
          {"learning_rate: 3e-3", "learning_rate: 1e-3"},
          {"width: 32", "width: 64"},
          {"kind: constant", "kind: cosine"},
          {"format: wordnet", "format: javadoc"},
          {"seed: 1", "seed: 2"},
          {"count: 8", "count: 9"}
        }) {
      Cell other = parse(Samples.with(edit[0], edit[1])).cells().getFirst();
      assertThat(other.id()).isEqualTo(cell.id());
      assertThat(other.hash()).as(edit[1]).isNotEqualTo(cell.hash());
      assertThat(cell.difference(other)).isNotEmpty();
    }
    assertThat(
            cell.difference(
                parse(Samples.with("learning_rate: 3e-3", "learning_rate: 1e-3"))
                    .cells()
                    .getFirst()))
        .containsExactly("recipe.learningRate: was 0.003, now 0.001");
  }
}
