package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.isoline.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFormatTest {
  private static final String CHOICE =
      """
      task: colours
      version: 1.2
      description: Colours.
      chance: uniform
      kind: multiple_choice
      files: [colours.jsonl]
      layouts:
        - name: own
          gold: {field: label, from: 1}
      prompt: "The colour of {thing} is"
      metrics: [acc, acc_norm]
      primary: acc_norm
      """;

  private static final String NEEDLE =
      """
      task: n
      version: 1.0
      description: N.
      kind: needle
      mode: easy
      scorer: words
      haystack: validation
      lengths: {from: 300, to: 900, count: 3}
      depths: 5
      """;

  private static final String RECALL =
      """
      task: r
      version: 1.0
      description: R.
      kind: recall
      vocabulary: 64
      settings: [{length: 64, pairs: 4}, {length: 128, pairs: 8}]
      examples: 10
      """;

  private static final String AVERAGE =
      """
      task: a
      version: 1.0
      description: A.
      kind: average
      parts: ["piqa:acc", "boolq:acc"]
      """;

  private static Task read(String text) {
    return TaskFormat.read("t.yaml", Optional.empty(), text);
  }

  @Test
  void aTaskIsWhatItsFileSays() {
    Task task = read(CHOICE);
    assertThat(task.name()).isEqualTo("colours");
    assertThat(task.version()).isEqualTo("1.2");
    assertThat(task.chance()).contains(new Chance.Uniform());
    assertThat(task.primary()).isEqualTo(Metric.ACC_NORM);
    assertThat(task.metrics()).containsExactly(Metric.ACC, Metric.ACC_NORM);
    assertThat(task.higherIsBetter()).isTrue();
    assertThat(task.data().orElseThrow().files()).containsExactly("colours.jsonl");
    assertThat(task.data().orElseThrow().layoutNames()).containsExactly("own");
    assertThat(task.protocol())
        .isEqualTo(
            new Protocol.MultipleChoice(
                Template.parse("The colour of {thing} is"),
                Template.parse(" {choice}"),
                List.of(Metric.ACC, Metric.ACC_NORM),
                Metric.ACC_NORM));
  }

  @Test
  void theHashIsThatOfTheContent() {
    String hash = read(CHOICE).hash();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(read("# a comment\n" + CHOICE.replace("from: 1", "from:   1")).hash())
        .isEqualTo(hash);
    assertThat(read(CHOICE.replace("version: 1.2\n", "") + "version: \"1.2\"\n").hash())
        .isEqualTo(hash);
    assertThat(read(CHOICE.replace("from: 1", "from: 0")).hash()).isNotEqualTo(hash);
    assertThat(read(CHOICE.replace("[acc, acc_norm]", "[acc_norm, acc]")).hash())
        .isNotEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version: 1.2        | versoin: 1.2       | t.yaml:2:1: unknown key versoin (did you mean 'version'?); the keys of a task are task, version
          version: 1.2        | version: new       | t.yaml:2:10: version = new, must be numbers with full stops
          task: colours       | task: Colours!     | t.yaml:1:7: task = Colours!, must be a name of small letters
          uniform             | half               | t.yaml:4:9: chance = half, must be a number from 0 to 100 or uniform
          multiple_choice     | multiple_choices   | t.yaml:5:7: kind = multiple_choices, must be one of multiple_choice, completion
          from: 1             | from: 2            | t.yaml:9:32: layouts[0].gold.from = 2, must be a whole number from 0 to 1
          from: 1             | labels: a..b       | t.yaml:9:34: layouts[0].gold.labels = a..b, must be a field, or a path
          label, from: 1      | label              | layouts[0].gold.from is missing
          field: label, from  | index: 0, from     | layouts[0].gold.from does not go with index
          {field: label, from: 1} | x              | layouts[0].gold = x, must be a mapping
          name: own           | name: own, ids: x  | t.yaml:8
          gold:               | pages_of:          | pages_of does not go with this kind of task
          gold: {field: label, from: 1} | choices: {letters: x} | unknown key layouts[0].choices.letters
          gold: {field: label, from: 1} | choices: []        | layouts[0].choices = an empty list
          gold: {field: label, from: 1} | choices: ["{}"] | t.yaml:9:15: layouts[0].choices[0] = "{}" names "", which no field can be called
          gold: {field: label, from: 1} | fields: {a: '{'}   | t.yaml:9:17: layouts[0].fields.a = "{" has a { without a }
          gold: {field: label, from: 1} | fields: a          | layouts[0].fields = a, must be a mapping
          of {thing} is       | of {thing is       | t.yaml:10:9: prompt = "The colour of {thing is" has a { without a }
          [acc, acc_norm]     | [acc, rouge]       | metrics = a list of 2, must be a list of at least one value, each one of acc, acc_norm, em
          primary: acc_norm   | primary: em        | t.yaml:12:10: primary = em, must be one of acc, acc_norm
          primary: acc_norm   | max_new_tokens: 3  | max_new_tokens does not go with kind: multiple_choice
          [colours.jsonl]     | [/etc/colours]     | files = a list of 1, must be a list
          files: [colours.jsonl] | source: data    | files is missing
          files:              | source: beside, files: | t.yaml:6
          """)
  void anErrorNamesItsPlace(String right, String wrong, String message) {
    assertThat(CHOICE).contains(right);
    assertThatThrownBy(() -> read(CHOICE.replace(right, wrong)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTaskOfTheProgramHasNoFolderBesideIt() {
    assertThatThrownBy(() -> read(CHOICE + "source: beside\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("source: beside needs a file in a folder");
  }

  @Test
  void aNeedleHasTheUsualTextsAndWeights() {
    var needle = (Protocol.Needle) read(NEEDLE).protocol();
    assertThat(needle.lengths()).isEqualTo(new Protocol.Grid(300, 900, 3));
    assertThat(needle.buffer()).isEqualTo(200);
    assertThat(needle.depthAlpha()).isEqualTo(1.01);
    assertThat(needle.threshold()).isEqualTo(7);
    assertThat(needle.needle()).isEmpty();
    assertThat(read(NEEDLE).data()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to: 900          | to: 90              | lengths.to = 90, must be at least from = 300
          count: 3         | count: 0            | lengths.count = 0, must be a whole number
          count: 3         | count: 1            | and equal where count is 1
          depths: 5        | buffer: 300         | depths is missing
          depths: 5        | depths: 5, x: 1     | t.yaml:9
          validation       | essays              | haystack = essays, must be one of file, validation
          validation       | file                | files is missing
          scorer: words    | scorer: judge       | scorer = judge, must be one of words, log_likelihood
          mode: easy       | mode: easy, needle: | t.yaml:5
          """)
  void aNeedleIsChecked(String right, String wrong, String message) {
    assertThatThrownBy(() -> read(NEEDLE.replace(right, wrong)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatANeedleNeedsTogetherComesTogether() {
    assertThatThrownBy(() -> read(NEEDLE + "needle: Here.\n"))
        .hasMessageContaining("needle, question and answer belong together");
    assertThatThrownBy(() -> read(NEEDLE + "buffer: 300\n"))
        .hasMessageContaining("buffer = 300, must be below the shortest length, 300 tokens");
    assertThatThrownBy(() -> read(NEEDLE + "files: [a.jsonl]\n"))
        .hasMessageContaining("files: go with haystack: file");
  }

  @Test
  void recallHasSettings() {
    assertThat(read(RECALL).protocol())
        .isEqualTo(
            new Protocol.Recall(
                64,
                List.of(new Protocol.RecallSetting(64, 4), new Protocol.RecallSetting(128, 8)),
                10,
                42));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          length: 64  | length: 63      | settings[0].length = 63, must be even
          pairs: 8    | pairs: 33       | settings[1].pairs = 33, must be at most a quarter of length = 128
          pairs: 8    | pairs: 32       | settings[1].pairs = 32, must be at most 31, the keys of a vocabulary of 64
          pairs: 4    | pair: 4         | unknown key settings[0].pair (did you mean 'pairs'?)
          """)
  void recallIsChecked(String right, String wrong, String message) {
    assertThatThrownBy(() -> read(RECALL.replace(right, wrong)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          boolq:acc | boolq            | parts: "boolq", must be a task and its metric
          boolq:acc | boolq:best       | parts: boolq:best, must name a metric of which more is better: one of acc, acc_norm
          boolq:acc | wikitext2:loss   | parts: wikitext2:loss, must name a metric of which more is better
          boolq:acc | piqa:acc         | names a part twice
          """)
  void averagesAreChecked(String right, String wrong, String message) {
    assertThat(read(AVERAGE).protocol()).isInstanceOf(Protocol.Average.class);
    assertThatThrownBy(() -> read(AVERAGE.replace(right, wrong)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void rulerKnowsItsTasks() {
    String ruler =
        """
        task: r
        version: 1.0
        description: R.
        kind: ruler
        form: writing
        lengths: [8192, 4096, 4096]
        samples: 5
        """;
    var protocol = (Protocol.Ruler) read(ruler).protocol();
    assertThat(protocol.tasks()).hasSize(13);
    assertThat(protocol.lengths()).containsExactly(4096, 8192);
    assertThatThrownBy(() -> read(ruler + "tasks: [vt, qa_3]\n"))
        .hasMessageContaining(
            "tasks = a list of 2, must be a list of at least one value, each one of niah_single_1");
  }
}
