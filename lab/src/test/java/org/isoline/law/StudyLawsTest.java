package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyLawsTest {
  private static final double[] TOKENS = Ladder.logSpaced(1e8, 3e11, 16);

  @TempDir Path folder;

  @Test
  void fitsEveryArchitectureUnderEveryConvention() {
    StudyLaws laws = StudyLaws.fit(study());
    assertThat(laws.architectures().keySet()).containsExactly("llama", "tnl");
    ArchitectureLaws llama = laws.architectures().get("llama");
    assertThat(llama.envelopes().keySet())
        .containsExactlyElementsOf(StudyLaws.envelopeConventions(LossColumn.VALIDATION));
    assertThat(llama.envelopes().values()).allMatch(o -> o.fitted().isPresent());
    assertThat(llama.intervalEnvelopes().values()).allMatch(o -> o.fitted().isPresent());
    assertThat(llama.parametric().values()).allMatch(o -> o instanceof Outcome.Converged);
    assertThat(llama.variableProjection()).hasSize(2);
    assertThat(laws.dataHash()).hasSize(64).isEqualTo(StudyLaws.fit(study()).dataHash());
  }

  @Test
  void earlyCheckpointsAreLeftOutWhereAsked() {
    long early = java.util.Arrays.stream(TOKENS).filter(tokens -> tokens < 1e9).count();
    assertThat(StudyLaws.fit(study(), 1e9).architectures().get("llama").parametric().values())
        .allMatch(o -> o.report().dropped().size() == early * Ladder.SIX_SIZES.length);
    assertThat(StudyLaws.fit(study()).architectures().get("llama").parametric().values())
        .allMatch(o -> o.report().dropped().isEmpty());
  }

  @Test
  void poorDataGiveOutcomesInsteadOfExceptions() {
    assertThat(StudyLaws.fit(List.of()).architectures()).isEmpty();
    Observation diverged = Ladder.checkpoint("tnl", 1e6, 1e7, 6e13, Double.NaN);
    StudyLaws laws = StudyLaws.fit(List.of(diverged, diverged));
    assertThat(laws.architectures().get("tnl").envelopes().values())
        .allMatch(o -> o.fitted().isEmpty());
    assertThat(laws.architectures().get("tnl").parametric().values())
        .allMatch(o -> o.report().dropped().size() == 2);
    LawsJson.write(folder.resolve("laws.json"), laws);
  }

  @Test
  void everyPrefixOfAGrowingStudyCanBeFitted() {
    ParametricLaw surface = new ParametricLaw(1.5, 60, 300, 0.3, 0.3);
    List<Observation> tiny =
        Ladder.onSurface(surface, new double[] {1e5, 3e5, 1e6, 3e6}, Ladder.evenlySpaced(3e7, 8));
    for (int rows = 0; rows <= tiny.size(); rows++) {
      StudyLaws laws = StudyLaws.fit(tiny.subList(0, rows));
      assertThat(LawsJson.json(laws).path("architectures").size()).isEqualTo(rows == 0 ? 0 : 1);
    }
  }

  @Test
  void theTrainingLossStandsInWhereNothingWasValidated() {
    List<Observation> trained = study().stream().map(StudyLawsTest::withoutValidation).toList();
    assertThat(StudyLaws.fit(trained).architectures().get("llama").parametric().keySet())
        .containsExactlyElementsOf(StudyLaws.parametricConventions(LossColumn.TRAIN));
  }

  @Test
  void jsonKeepsEveryDigit() throws IOException {
    Path file = folder.resolve("out/laws.json");
    StudyLaws laws = StudyLaws.fit(study());
    LawsJson.write(file, laws);
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.path("flop_per_compute_unit").asDouble()).isEqualTo(8.64e19);
    JsonNode list = root.path("architectures").path("llama").path("laws");
    assertThat(
            StreamSupport.stream(list.spliterator(), false).map(law -> law.path("method").asText()))
        .containsExactly(
            "envelope",
            "envelope",
            "envelope",
            "envelope-interval",
            "envelope-interval",
            "envelope-interval",
            "parametric",
            "parametric",
            "variable-projection",
            "variable-projection");
    Outcome<ParametricLaw> outcome =
        laws.architectures().get("llama").parametric().values().iterator().next();
    JsonNode parametric = list.get(6);
    assertThat(parametric.path("coefficients").path("B").asDouble())
        .isEqualTo(outcome.fitted().orElseThrow().b());
    assertThat(parametric.path("status").asText()).isEqualTo("converged");
    assertThat(parametric.path("convention").path("compute").asText()).isEqualTo("6nd");
    assertThat(parametric.path("points_used").asInt()).isEqualTo(96);
    assertThat(parametric.path("scheme").asText()).isEqualTo("none");
    assertThat(parametric.path("dropped").isArray()).isTrue();
    JsonNode envelope = list.get(0);
    assertThat(envelope.path("points").path("compute")).hasSize(1500);
    assertThat(envelope.path("points").path("edge").get(0).asBoolean()).isTrue();
    assertThat(envelope.path("coefficients").path("loss").path("exponent").asDouble()).isNegative();
  }

  @Test
  void warnsAboutRepeatedDataAndMixedPhases() {
    List<Observation> mixed = new ArrayList<>(study().subList(0, 96));
    Observation last = mixed.getLast();
    mixed.set(
        95,
        new Observation(
            last.arch(),
            last.size(),
            last.run(),
            1,
            9,
            last.tokens(),
            last.tokens() / 5.5,
            last.paramsNonEmbedding(),
            last.paramsTotal(),
            last.flopsPaper(),
            last.flopsCausal(),
            last.flops6nd(),
            last.trainLoss(),
            last.valLoss(),
            1,
            1e-5,
            "decay",
            1e6,
            2048));
    Convention convention = Ladder.convention(ComputeCount.SIX_ND);
    assertThat(Selection.of(mixed, convention, SelectionRule.afterWarmup()).warnings())
        .anyMatch(w -> w.contains("[decay, stable]"))
        .anyMatch(w -> w.contains("saw their corpus 5.5 times"));
  }

  @Test
  void checkpointsOfTheFinalDecayAreLeftOut() {
    List<Observation> study = new ArrayList<>();
    for (Observation o : study().subList(0, 96)) {
      study.add(o);
      study.add(cooled(o));
    }
    Outcome<ParametricLaw> outcome =
        StudyLaws.fit(study).architectures().get("llama").parametric().values().iterator().next();
    assertThat(outcome.report().pointsUsed()).isEqualTo(96);
    assertThat(outcome.report().dropped())
        .hasSize(96)
        .allMatch(d -> d.reason().equals("phase decay is excluded"));
    assertThat(outcome.fitted().orElseThrow().alpha()).isCloseTo(0.348, within(1e-4));
    List<Observation> onlyCooled =
        study().subList(0, 96).stream().map(StudyLawsTest::cooled).toList();
    assertThat(SelectionRule.onePhase(onlyCooled)).isEqualTo(SelectionRule.afterWarmup());
  }

  @Test
  void theDescriptionNamesAllThreeDefinitions() {
    assertThat(PublishedLaws.convention().describe())
        .contains("without the embeddings")
        .contains("2406.16690")
        .contains("training loss");
  }

  @Test
  void printedLawsDoNotMultiplyBackToCompute() {
    assertConsistency("llama", 1.103);
    assertConsistency("tnl", 1.108);
    assertConsistency("hgrn2", 1.086);
    assertConsistency("cosFormer2", 1.092);
    assertThat(PublishedLaws.table()).hasSize(4);
    assertThat(PublishedLaws.of("mamba")).isEmpty();
    assertThat(PublishedLaws.of("TNL").orElseThrow().loss().evaluate(100))
        .isCloseTo(2.485, within(1e-3));
  }

  private static void assertConsistency(String arch, double expected) {
    assertThat(PublishedLaws.of(arch).orElseThrow().consistency())
        .isCloseTo(expected, within(1e-3));
  }

  private static List<Observation> study() {
    List<Observation> study =
        new ArrayList<>(Ladder.onSurface(Ladder.SURFACE, Ladder.SIX_SIZES, TOKENS));
    for (double n : Ladder.SIX_SIZES) {
      for (double d : TOKENS) {
        study.add(Ladder.checkpoint("tnl", n, d, 6.2 * n * d, 0.97 * Ladder.SURFACE.loss(n, d)));
      }
    }
    return study;
  }

  private static Observation withoutValidation(Observation o) {
    return new Observation(
        o.arch(),
        o.size(),
        o.run(),
        o.seed(),
        o.step(),
        o.tokens(),
        o.uniqueTokens(),
        o.paramsNonEmbedding(),
        o.paramsTotal(),
        o.flopsPaper(),
        o.flopsCausal(),
        o.flops6nd(),
        o.trainLoss(),
        Double.NaN,
        Double.NaN,
        o.lr(),
        o.phase(),
        o.batchTokens(),
        o.context());
  }

  private static Observation cooled(Observation o) {
    return new Observation(
        o.arch(),
        o.size(),
        o.run(),
        o.seed(),
        o.step() + 1,
        1.1 * o.tokens(),
        o.uniqueTokens(),
        o.paramsNonEmbedding(),
        o.paramsTotal(),
        1.1 * o.flopsPaper(),
        1.1 * o.flopsCausal(),
        1.1 * o.flops6nd(),
        0.9 * o.trainLoss(),
        0.9 * o.valLoss(),
        Double.NaN,
        0,
        "decay",
        o.batchTokens(),
        o.context());
  }
}
