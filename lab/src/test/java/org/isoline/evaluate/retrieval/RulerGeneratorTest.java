package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.isoline.corpus.BytePairTrainer;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.EvaluationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RulerGeneratorTest {
  private static final Tokenizer BYTES = new ByteTokenizer();
  private static final int LENGTH = 12_000;
  private static final Pattern NEEDLE =
      Pattern.compile("One of the special magic (\\w+) for (\\S+) is: (\\S+)\\.");

  private static List<RulerItem> items(RulerTask task, int length, int samples) {
    return RulerGenerator.items(task, length, samples, 42, RulerTexts.sources(), BYTES);
  }

  private static List<MatchResult> needles(RulerItem item) {
    return NEEDLE.matcher(item.prompt()).results().toList();
  }

  private static String context(RulerItem item, String from, String to) {
    int start = item.prompt().lastIndexOf(from) + from.length();
    return item.prompt().substring(start, item.prompt().indexOf(to, start));
  }

  @ParameterizedTest
  @EnumSource
  void itemsFillTheLengthAndNeverExceedIt(RulerTask task) {
    for (int length : new int[] {3500, LENGTH}) {
      for (RulerItem item : items(task, length, 8)) {
        assertThat(item.tokens()).isEqualTo(BYTES.encode(item.text()).length);
        assertThat(item.maxNewTokens()).isEqualTo(task.maxNewTokens());
        assertThat(item.budget()).isEqualTo(item.tokens() + item.maxNewTokens());
        assertThat(item.budget()).isBetween(length / 2, length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void itemsAreTheSameForTheSameSeedAndOthersForAnother(RulerTask task) {
    List<RulerItem> items = items(task, LENGTH, 4);
    assertThat(items(task, LENGTH, 4)).isEqualTo(items);
    assertThat(items(task, LENGTH, 2)).isEqualTo(items.subList(0, 2));
    assertThat(new HashSet<>(items.stream().map(RulerItem::prompt).toList())).hasSize(4);
    assertThat(RulerGenerator.items(task, LENGTH, 4, 43, RulerTexts.sources(), BYTES))
        .isNotEqualTo(items);
  }

  @ParameterizedTest
  @EnumSource
  void aTrainedTokenizerCountsItsOwnTokens(RulerTask task) {
    Tokenizer tokenizer = BytePairTrainer.train(List.of(RulerTexts.PROSE), 380);
    List<RulerItem> items = RulerGenerator.items(task, 7000, 3, 1, RulerTexts.sources(), tokenizer);
    for (RulerItem item : items) {
      assertThat(item.tokens()).isEqualTo(tokenizer.encode(item.text()).length);
      assertThat(item.budget()).isBetween(3500, 7000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void longerItemsHaveLargerHaystacks(RulerTask task) {
    assertThat(items(task, 2 * LENGTH, 1).getFirst().tokens())
        .isGreaterThan(items(task, LENGTH, 1).getFirst().tokens());
  }

  @Test
  void oneStepMoreWouldNotFit() {
    for (int length : new int[] {4000, LENGTH}) {
      RulerItem item = items(RulerTask.NIAH_SINGLE_1, length, 1).getFirst();
      int step = (length < 4096 ? 5 : 25) * (Noise.LINE.length() + 1);
      int answer = 1 + item.references().getFirst().length();
      // Keys differ in length between the trial and the item, in needle, question and prefix.
      assertThat(item.budget() + answer).isBetween(length - step - 60, length + 60);
      long lines = item.prompt().lines().filter(Noise.LINE::equals).count();
      assertThat(lines % (length < 4096 ? 5 : 25)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NIAH_.*", mode = EnumSource.Mode.MATCH_ALL)
  void needlesHoldWhatIsAskedFor(RulerTask task) {
    NiahShape shape = task.shape().orElseThrow();
    int straw = shape.straw() == NiahShape.Straw.NEEDLES ? 50 : 0;
    for (RulerItem item : items(task, LENGTH, 6)) {
      Map<String, List<String>> values = new HashMap<>();
      for (MatchResult needle : needles(item)) {
        assertThat(needle.group(1)).isEqualTo(shape.values().plural());
        values.computeIfAbsent(needle.group(2), key -> new ArrayList<>()).add(needle.group(3));
      }
      assertThat(needles(item).size())
          .isGreaterThanOrEqualTo(straw + shape.keyCount() * shape.valueCount());
      String question = item.prompt().substring(item.prompt().lastIndexOf('\n') + 1);
      List<String> asked = values.keySet().stream().filter(question::contains).toList();
      assertThat(asked).hasSize(shape.queryCount());
      assertThat(asked.stream().flatMap(key -> values.get(key).stream()))
          .containsExactlyInAnyOrderElementsOf(item.references());
      assertThat(item.references()).hasSize(shape.queryCount() * shape.valueCount());
      assertThat(asked).allMatch(key -> item.answerPrefix().contains(key));
    }
  }

  @Test
  void keysAndValuesHaveTheirKinds() {
    MatchResult words = needles(items(RulerTask.NIAH_SINGLE_1, LENGTH, 1).getFirst()).getFirst();
    assertThat(words.group(2)).matches("[a-z]+-[a-z]+");
    assertThat(words.group(3)).matches("[1-9][0-9]{6}");
    Set<String> uuids = new HashSet<>();
    for (MatchResult needle : needles(items(RulerTask.NIAH_MULTIKEY_3, LENGTH, 1).getFirst())) {
      for (String text : List.of(needle.group(2), needle.group(3))) {
        UUID uuid = UUID.fromString(text);
        assertThat(uuid.version()).isEqualTo(4);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuids.add(text)).isTrue();
      }
    }
    assertThat(uuids).hasSizeGreaterThan(100);
  }

  @Test
  void answerPrefixesSayHowManyThereAre() {
    RulerItem one = items(RulerTask.NIAH_SINGLE_3, LENGTH, 1).getFirst();
    String key = needles(one).getFirst().group(2);
    assertThat(one.answerPrefix())
        .isEqualTo(" The special magic uuid for " + key + " mentioned in the provided text is");
    RulerItem four = items(RulerTask.NIAH_MULTIQUERY, LENGTH, 1).getFirst();
    assertThat(four.answerPrefix())
        .matches(
            " The special magic numbers for \\S+, \\S+, \\S+, and \\S+ mentioned in the provided text are");
  }

  @Test
  void needlesInProseStandBetweenSentences() {
    List<String> words = Prose.of(RulerTexts.PROSE).words();
    Set<Integer> places = new HashSet<>();
    for (RulerItem item : items(RulerTask.NIAH_MULTIKEY_1, LENGTH, 20)) {
      String context = context(item, "comes at the end.\n", "\nWhich special");
      NEEDLE.matcher(context).results().forEach(needle -> places.add(needle.start()));
      String straw = NEEDLE.matcher(context).replaceAll("").replaceAll(" +", " ").strip();
      int count = straw.split(" ").length;
      assertThat(count % 500).isZero();
      assertThat(straw).isEqualTo(String.join(" ", words.subList(0, count)));
      // The last sentence may be cut, and the needle at depth 100 stands behind it.
      assertThat(context).doesNotContainPattern("[^.] One of the special.*\\. ");
    }
    assertThat(places).hasSizeGreaterThan(30);
  }

  @Test
  void proseIsGoneThroughAgainWhenItIsShort() {
    Prose prose = Prose.of(" One two.\nThree (four!) five");
    assertThat(prose.sentences(8))
        .containsExactly("One two.", "Three (four!)", "five One two.", "Three");
  }

  @Test
  void chainsLeadFromTheValueToEveryVariable() {
    for (RulerItem item : items(RulerTask.VT, LENGTH, 6)) {
      String question = item.prompt().substring(item.prompt().lastIndexOf("\nQuestion:"));
      String value =
          Pattern.compile("[0-9]{5}").matcher(question).results().toList().getFirst().group();
      String context = context(item, "keep it in mind.\n\n", "\nQuestion:");
      List<String> chain = context.lines().filter(line -> line.startsWith("VAR")).toList();
      List<String> names = item.references();
      assertThat(names)
          .hasSize(5)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.matches("[A-Z]{5}"));
      assertThat(chain.getFirst()).isEqualTo("VAR " + names.getFirst() + " = " + value);
      for (int hop = 1; hop < 5; hop++) {
        assertThat(chain.get(hop))
            .isEqualTo("VAR " + names.get(hop) + " = VAR " + names.get(hop - 1));
      }
      assertThat((context.lines().count() - 5) % 10).isZero();
      assertThat(item.answerPrefix()).contains("5 variables", value);
      String example = item.prompt().substring(0, item.prompt().indexOf("\n\nFollow"));
      assertThat(example).containsPattern("namely: [A-Z]{3}( [A-Z]{3}){4}$");
      assertThat(Pattern.compile("VAR [A-Z]{3} = ").matcher(example).results().count())
          .isEqualTo(5);
    }
  }

  @Test
  void commonWordsOccurMoreOftenThanAllOthers() {
    for (int length : new int[] {3500, LENGTH, 60_000}) {
      RulerItem item = items(RulerTask.CWE, length, 1).getFirst();
      Map<String, Integer> counts = new HashMap<>();
      String list = context(item, "occur most often.\n", "\nQuestion");
      String[] parts = list.split(" ");
      for (int i = 0; i < parts.length; i += 2) {
        assertThat(parts[i]).isEqualTo((i / 2 + 1) + ".");
        counts.merge(parts[i + 1], 1, Integer::sum);
      }
      int common = length < 4096 ? 6 : 30;
      int other = length < 4096 ? 1 : 3;
      assertThat(item.references()).hasSize(10);
      counts.forEach(
          (word, count) ->
              assertThat(count).isEqualTo(item.references().contains(word) ? common : other));
      assertThat(counts).containsKeys(item.references().toArray(String[]::new));
      assertThat(counts.size() % 10).isZero();
      assertThat(counts.keySet().iterator().next().contains("-")).isEqualTo(length == 60_000);
      assertThat(item.prompt()).containsPattern("in the list are: 1\\. \\S+ .*10\\. \\S+\n");
    }
  }

  @Test
  void frequentWordsFollowTheZetaLaw() {
    for (RulerItem item : items(RulerTask.FWE, LENGTH, 4)) {
      Map<String, Integer> counts = new HashMap<>();
      String text = context(item, "three most frequent ones. ", "\nQuestion");
      Arrays.stream(text.split(" ")).forEach(word -> counts.merge(word, 1, Integer::sum));
      List<Map.Entry<String, Integer>> ranked =
          counts.entrySet().stream()
              .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
              .toList();
      assertThat(ranked.getFirst().getKey()).isEqualTo("...");
      assertThat(ranked.subList(1, 4).stream().map(Map.Entry::getKey))
          .containsExactlyElementsOf(item.references());
      assertThat(ranked.get(3).getValue()).isGreaterThan(ranked.get(4).getValue());
      double first = ranked.getFirst().getValue();
      for (int rank = 2; rank <= 4; rank++) {
        assertThat(ranked.get(rank - 1).getValue())
            .isBetween((int) (first / rank / rank - 1), (int) (first / rank / rank + 1));
      }
      assertThat(item.references()).allMatch(word -> word.matches("[a-z]{6}"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"QA_1", "QA_2"})
  void questionsKeepTheirContextsAmongOthers(RulerTask task) {
    List<Question> questions =
        task == RulerTask.QA_1 ? RulerTexts.sources().squad() : RulerTexts.sources().hotpot();
    Set<Integer> first = new HashSet<>();
    for (RulerItem item : items(task, 4000, 30)) {
      Question question = questions.get(item.index());
      String context = context(item, "These are the documents.\n\n", "\n\nAnswer the question");
      List<String> documents =
          Arrays.stream(context.split("(^|\n\n)Document [0-9]+:\n")).skip(1).toList();
      assertThat(documents)
          .hasSizeGreaterThan(10)
          .doesNotHaveDuplicates()
          .containsAll(question.contexts())
          .containsAll(question.related());
      assertThat(context)
          .startsWith("Document 1:\n")
          .contains("Document " + documents.size() + ":");
      assertThat(item.prompt()).endsWith("Question: " + question.question());
      assertThat(item.references()).isEqualTo(question.answers());
      assertThat(item.answerPrefix()).isEqualTo(" Answer:");
      first.add(documents.indexOf(question.contexts().getFirst()));
    }
    assertThat(first).hasSizeGreaterThan(5);
  }

  @Test
  void relatedDocumentsComeFirst() {
    String prompt = items(RulerTask.QA_1, 1500, 1).getFirst().prompt();
    assertThat(prompt).contains("The owner of house 0", "House 0 is old").doesNotContain("house 1");
    assertThat(items(RulerTask.QA_1, 1_000_000, 1).getFirst().prompt())
        .contains("Document 280:")
        .doesNotContain("Document 281:");
  }

  @Test
  void absentSourcesSayWhatToFetch() {
    Map<RulerTask, String> needs =
        Map.of(
            RulerTask.NIAH_SINGLE_2, "PaulGrahamEssays",
            RulerTask.QA_1, "dev-v2.0.json",
            RulerTask.QA_2, "hotpot_dev_distractor_v1.json");
    needs.forEach(
        (task, source) ->
            assertThatThrownBy(
                    () -> RulerGenerator.items(task, LENGTH, 1, 1, RulerSources.NONE, BYTES))
                .isInstanceOf(MissingSourceException.class)
                .hasMessageStartingWith(task.label() + ": needs ")
                .hasMessageContaining(source));
    long possible =
        Arrays.stream(RulerTask.values())
            .filter(
                task -> {
                  try {
                    RulerGenerator.items(task, LENGTH, 1, 1, RulerSources.NONE, BYTES);
                    return true;
                  } catch (MissingSourceException e) {
                    return false;
                  }
                })
            .count();
    assertThat(possible).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void aLengthWithoutRoomIsAnError(RulerTask task) {
    assertThatThrownBy(() -> items(task, 300, 1))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(task.label() + ", item 0: ")
        .hasMessageContaining("more than the length of 300 tokens");
  }

  @Test
  void illegalRequestsAreNamed() {
    assertThatThrownBy(() -> items(RulerTask.VT, 0, 1)).hasMessageContaining("length = 0 tokens");
    assertThatThrownBy(() -> items(RulerTask.VT, 1, 0)).hasMessageContaining("0 samples");
    assertThatThrownBy(() -> items(RulerTask.QA_1, LENGTH, 41))
        .hasMessage("qa_1: 41 samples of 40 questions; take fewer, or the whole development set");
    assertThatThrownBy(() -> RulerTask.of("niah"))
        .hasMessageStartingWith("no RULER task \"niah\"; the tasks are niah_single_1, ")
        .hasMessageEndingWith("qa_1, qa_2");
    assertThat(RulerTask.of("niah_multikey_2")).isEqualTo(RulerTask.NIAH_MULTIKEY_2);
  }

  @Test
  void wordsAreManyAndNoneStandsWithinAnother() {
    WordLists lists = WordLists.load();
    assertThat(lists.adjectives()).hasSizeGreaterThan(200).isSorted();
    assertThat(lists.nouns()).hasSizeGreaterThan(200).isSorted();
    List<String> words = lists.words();
    for (String word : words) {
      assertThat(word).matches("[a-z]+");
      assertThat(words.stream().filter(other -> other.contains(word))).hasSize(1);
    }
    assertThat(lists.pairs()).hasSize(lists.adjectives().size() * lists.nouns().size());
  }
}
