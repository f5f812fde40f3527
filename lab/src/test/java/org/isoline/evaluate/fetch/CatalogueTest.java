package org.isoline.evaluate.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isoline.evaluate.EvaluationException;
import org.isoline.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final String ONE =
      """
      catalogue: 1
      groups:
        - {group: both, tasks: [a]}
      sources:
        - tasks: [a]
          from: [https://files.example/a.jsonl]
          sha256: unknown
          keep: a/a.jsonl
      """;

  @Test
  void everySourceOfThisProgramIsPinnedButTheEssays() {
    Catalogue catalogue = Catalogue.builtIn();
    assertThat(catalogue.tasks()).hasSize(22).contains("boolq", "essays", "squad2", "hotpotqa");
    assertThat(catalogue.of("essays")).hasSize(49).allMatch(source -> source.sha256().isEmpty());
    assertThat(catalogue.sources())
        .filteredOn(source -> source.sha256().isEmpty())
        .allMatch(source -> source.tasks().equals(List.of("essays")));
    assertThat(catalogue.sources())
        .filteredOn(source -> source.sha256().isPresent())
        .hasSize(20)
        .allMatch(source -> source.bytes().isPresent());
  }

  @Test
  void groupsStandForTheirTasksAndSharedArchivesComeOnce() {
    Catalogue catalogue = Catalogue.builtIn();
    assertThat(catalogue.named(List.of("csr7"))).hasSize(6);
    assertThat(catalogue.named(List.of("csr8", "csr7", "piqa"))).hasSize(7);
    assertThat(catalogue.named(List.of("scrolls"))).hasSize(7);
    assertThat(catalogue.tasksNamed(List.of("ruler")))
        .containsExactly("essays", "squad2", "hotpotqa");
    assertThat(catalogue.named(List.of("all"))).isEqualTo(catalogue.sources());
    assertThat(catalogue.named(List.of("arc_easy")))
        .isEqualTo(catalogue.named(List.of("arc_challenge")));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> Catalogue.builtIn().named(List.of("helaswag")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("helaswag")
        .hasMessageContaining("did you mean 'hellaswag'");
  }

  @Test
  void aFileOfOneSourceIsRead() {
    Catalogue catalogue = Catalogue.read("c.yaml", ONE);
    Source source = catalogue.sources().getFirst();
    assertThat(source.key()).isEqualTo("https://files.example/a.jsonl");
    assertThat(source.sha256()).isEmpty();
    assertThat(source.isArchive()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keep: a/a.jsonl        | keep: ../a.jsonl             | ../a.jsonl",
        "keep: a/a.jsonl        | keep: /etc/a                 | /etc/a",
        "keep: a/a.jsonl        | keep: a/../../b              | a/../../b",
        "keep: a/a.jsonl        | keep: fetched.json           | fetched.json",
        "keep: a/a.jsonl        | keep: downloads/x            | downloads/x",
        "keep: a/a.jsonl        | bytes: 3                     | keep and members",
        "keep: a/a.jsonl        | members: [{member: ../x, keep: a/x}] | ../x",
        "sha256: unknown        | sha256: 12ab                 | 12ab",
        "sha256: unknown        | sha: unknown                 | sha256",
        "https://files.example/ | ftp://files.example/         | sources[0].from",
        "tasks: [a]}            | tasks: [b]}                  | no source has the task b",
        "catalogue: 1           | catalogue: 2                 | catalogue = 2",
      })
  void whatIsWrongIsNamed(String right, String wrong, String named) {
    assertThat(ONE).contains(right);
    assertThatThrownBy(() -> Catalogue.read("c.yaml", ONE.replace(right, wrong)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("c.yaml:")
        .hasMessageContaining(named);
  }
}
