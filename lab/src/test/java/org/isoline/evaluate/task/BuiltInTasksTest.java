package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.isoline.evaluate.score.Request;
import org.isoline.evaluate.task.Items.CompletionItem;
import org.isoline.evaluate.task.Items.MultipleChoiceItem;
import org.isoline.evaluate.task.Items.Page;
import org.isoline.evaluate.task.Items.WritingItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of the tasks that come with the program, from rows in the shapes of publication. */
class BuiltInTasksTest {
  @TempDir Path folder;

  /** Prompt, continuations and index of the right one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          boolq | boolq/dev.jsonl | {"question":"is it","title":"T","answer":true,"passage":"P."} | T -- P.\\nQuestion: is it?\\nAnswer: | no;yes | 1
          boolq | BoolQ/val.jsonl | {"question":"is it","passage":"P.","idx":0,"label":false} | P.\\nQuestion: is it?\\nAnswer: | no;yes | 0
          boolq | boolq.val.jsonl.gz | {"question":"is it","passage":"P.","choices":["no","yes"],"gold":1} | P.\\nQuestion: is it?\\nAnswer: | no;yes | 1
          piqa | piqa.valid.jsonl | {"id":"p","goal":"Go","choices":["a","b"],"gold":1} | Question: Go\\nAnswer: | a;b | 1
          piqa | piqa/dev.jsonl | {"goal":"Go","sol1":"a","sol2":"b","label":0} | Question: Go\\nAnswer: | a;b | 0
          social_iqa | socialiqa/dev.jsonl | {"context":"C.","question":"Q?","answerA":"a","answerB":"b","answerC":"c","label":"3"} | Q: C. Q?\\nA: | a;b;c | 2
          hellaswag | hellaswag_val.jsonl | {"ind":24,"activity_label":"Roof","ctx_a":"A man [title] sits.","ctx_b":"He IS","endings":["x  y","[substeps] goes."],"label":1} | Roof: A man. sits. He is | x y; goes. | 1
          winogrande | winogrande_1.1/dev.jsonl | {"qID":"w","sentence":"So _ ran. ","option1":"Ann","option2":"Bo","answer":"2"} | So Ann | ran. | 1
          arc_easy | ARC-Easy/ARC-Easy-Test.jsonl | {"id":"m","question":{"stem":"Q?","choices":[{"text":"a","label":"1"},{"text":"b","label":"2"}]},"answerKey":"2"} | Question: Q?\\nAnswer: | a;b | 1
          arc_challenge | arc_challenge.test.jsonl | {"id":"m","question":"Q?","choices":["a","b","c"],"gold":2} | Question: Q?\\nAnswer: | a;b;c | 2
          openbookqa | OpenBookQA-V1-Sep2018/Data/Main/test.jsonl | {"id":"m","question":{"stem":"Q is","choices":[{"text":"a","label":"A"},{"text":"b","label":"B"}]},"answerKey":"A"} | Q is | a;b | 0
          commonsense_qa | commonsenseqa/dev_rand_split.jsonl | {"answerKey":"B","id":"m","question":{"stem":"Q?","question_concept":"c","choices":[{"text":"a","label":"A"},{"text":"b","label":"B"}]}} | Question: Q?\\nAnswer: | a;b | 1
          copa | COPA/val.jsonl | {"premise":"It rained.","choice1":"The street got wet.","choice2":"Élan.","question":"effect","label":0,"idx":3} | It rained therefore | the street got wet.;élan. | 0
          quality | scrolls/quality/validation.jsonl | {"id":"q","pid":"q_0","input":"Why?\\n\\n(A) x\\n (B) y  z\\n (C) v\\n (D) w\\n\\n Once.\\n\\nEnd.\\n","output":"y z"} | Once.\\n\\nEnd.\\n\\nQuestion: Why?\\nAnswer: | x;y z;v;w | 1
          contract_nli | scrolls/contract_nli/validation.jsonl | {"id":"q","pid":"q_0","input":"H.\\n\\nText\\n\\nmore","output":"Contradiction"} | Text\\n\\nmore\\n\\nHypothesis: H.\\nConclusion: | Not mentioned;Entailment;Contradiction | 2
          """)
  void choicesAreWordedAsTheHarnessWordsThem(
      String name, String file, String row, String prompt, String continuations, int gold) {
    TaskFiles.write(folder.resolve(file), row + "\n");
    MultipleChoiceItem item = TaskFiles.choices(TaskFiles.builtIn(name), folder).getFirst();
    assertThat(item.requests().getFirst().context()).isEqualTo(prompt.replace("\\n", "\n"));
    List<String> expected =
        List.of(continuations.split(";")).stream().map(text -> " " + text).toList();
    assertThat(item.requests().stream().map(Request::continuation).distinct())
        .containsExactlyElementsOf(expected);
    assertThat(item.gold()).isEqualTo(gold);
  }

  @Test
  void winograndesContextDiffersAndItsContinuationDoesNot() {
    TaskFiles.write(
        folder.resolve("winogrande_xl.dev.jsonl"),
        "{\"id\":\"w\",\"sentence\":\"So _ ran.\",\"choices\":[\"Ann\",\"Bo\"],\"gold\":0}\n");
    assertThat(TaskFiles.choices(TaskFiles.builtIn("winogrande"), folder).getFirst().requests())
        .containsExactly(new Request("So Ann", " ran."), new Request("So Bo", " ran."));
  }

  @Test
  void parquetOfHuggingFaceIsRead() {
    TaskFiles.parquet(
        folder.resolve("ai2_arc/ARC-Challenge/test-00000-of-00001.parquet"),
        "SELECT 'm' AS id, 'Q?' AS question, {'text': ['a','b'], 'label': ['A','B']} AS choices,"
            + " 'B' AS answerKey");
    MultipleChoiceItem arc =
        TaskFiles.choices(TaskFiles.builtIn("arc_challenge"), folder).getFirst();
    assertThat(arc.choices()).containsExactly("a", "b");
    assertThat(arc.gold()).isEqualTo(1);
    TaskFiles.parquet(
        folder.resolve("hellaswag/validation-00000-of-00001.parquet"),
        "SELECT 5 AS ind, 'Roof' AS activity_label, 'A man.' AS ctx_a, 'he' AS ctx_b,"
            + " ['a','b'] AS endings, '1' AS label");
    MultipleChoiceItem swag = TaskFiles.choices(TaskFiles.builtIn("hellaswag"), folder).getFirst();
    assertThat(swag.id()).isEqualTo("5");
    assertThat(swag.requests().getLast()).isEqualTo(new Request("Roof: A man. He", " b"));
    TaskFiles.parquet(
        folder.resolve("sciq/test-00000-of-00001.parquet"),
        "SELECT 'Q?' AS question, 'a' AS distractor1, 'b' AS distractor2, 'c' AS distractor3,"
            + " 'd' AS correct_answer, ' S.' AS support");
    MultipleChoiceItem sciq = TaskFiles.choices(TaskFiles.builtIn("sciq"), folder).getFirst();
    assertThat(sciq.gold()).isEqualTo(3);
    assertThat(sciq.requests().getLast()).isEqualTo(new Request("S.\nQuestion: Q?\nAnswer:", " d"));
    TaskFiles.parquet(
        folder.resolve("super_glue/boolq/validation-00000-of-00001.parquet"),
        "SELECT 'q' AS question, 'p' AS passage, 0 AS idx, 1::BIGINT AS label");
    assertThat(TaskFiles.choices(TaskFiles.builtIn("boolq"), folder).getFirst().gold())
        .isEqualTo(1);
  }

  @Test
  void lambadasTargetIsTheLastWord() {
    TaskFiles.write(folder.resolve("lambada_test.jsonl"), "{\"text\":\"I see the signs\"}\n");
    TaskData data =
        TaskData.read(TaskFiles.builtIn("lambada_openai"), folder, OptionalLong.empty());
    assertThat(((Items.Completions) data.items()).items())
        .containsExactly(new CompletionItem("1", new Request("I see the", " signs")));
    TaskFiles.write(folder.resolve("lambada_test.jsonl"), "{\"text\":\"I see the signs \"}\n");
    assertThatThrownBy(
            () -> TaskData.read(TaskFiles.builtIn("lambada_openai"), folder, OptionalLong.empty()))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("is empty, so there is nothing to score");
  }

  @Test
  void wikitextIsCutAtHeadingsOfLevelOne() {
    TaskFiles.write(
        folder.resolve("wikitext2.raw.test.txt"),
        " \n = A = \n \n x @-@ é \n = = B = = \n = C = \n y \n");
    TaskData data = TaskData.read(TaskFiles.builtIn("wikitext2"), folder, OptionalLong.empty());
    assertThat(((Items.Pages) data.items()).items())
        .containsExactly(
            new Page("1", " = A = \n \n x @-@ é \n = = B = = ", " = A =\n\nx-é\n== B == ", 13, 32),
            new Page("2", " = C = \n y \n", " = C =\ny\n", 6, 12));
    assertThat(data.layout()).isEqualTo("text");
    TaskData one = TaskData.read(TaskFiles.builtIn("wikitext2"), folder, OptionalLong.of(1));
    assertThat(one.items().size()).isEqualTo(1);
  }

  @Test
  void aTextWithoutPagesIsRefused() {
    TaskFiles.write(folder.resolve("wikitext2.raw.test.txt"), " \n\n");
    assertThatThrownBy(
            () -> TaskData.read(TaskFiles.builtIn("wikitext2"), folder, OptionalLong.empty()))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining("wikitext2.raw.test.txt: holds blank lines only");
  }

  @Test
  void wikitextMayComeAsLinesOrPagesInParquet() {
    Task task = TaskFiles.builtIn("wikitext2");
    TaskFiles.parquet(
        folder.resolve("wikitext/wikitext-2-raw-v1/test-00000-of-00001.parquet"),
        "SELECT unnest(['', ' = A = ' || chr(10), ' x ' || chr(10), ' = B = ' || chr(10)]) AS text");
    TaskData lines = TaskData.read(task, folder, OptionalLong.empty());
    assertThat(((Items.Pages) lines.items()).items().stream().map(Page::original))
        .containsExactly(" = A = \n x ", " = B = ");
    TaskFiles.parquet(
        folder.resolve("wikitext_document_level/wikitext-2-raw-v1/test-00000-of-00001.parquet"),
        "SELECT ' = A = ' AS page UNION ALL SELECT ' = = B = = '");
    TaskData pages = TaskData.read(task, folder, OptionalLong.empty());
    assertThat(((Items.Pages) pages.items()).items().stream().map(Page::text))
        .containsExactly(" = A = ", " == B == ");
  }

  @Test
  void summariesOfOneDocumentBecomeReferencesOfOneItem() {
    TaskFiles.write(
        folder.resolve("scrolls/gov_report/validation.jsonl"),
        "{\"id\":\"a\",\"input\":\"Long.\",\"output\":\"One.\"}\n"
            + "{\"id\":\"b\",\"input\":\"Other.\",\"output\":\"Two.\"}\n"
            + "{\"id\":\"a\",\"input\":\"Long.\",\"output\":\"Three.\"}\n");
    List<WritingItem> items = writings("gov_report", OptionalLong.empty());
    assertThat(items.stream().map(WritingItem::references))
        .containsExactly(List.of("One.", "Three."), List.of("Two."));
    assertThat(items.getFirst().prompt())
        .isEqualTo("Long.\n\nQuestion: What is a summary of the preceding text?\nAnswer:");
    assertThat(writings("gov_report", OptionalLong.of(1)))
        .as("with all its references")
        .containsExactly(items.getFirst());
  }

  private List<WritingItem> writings(String name, OptionalLong limit) {
    return ((Items.Writings) TaskData.read(TaskFiles.builtIn(name), folder, limit).items()).items();
  }

  @Test
  void qaspersQuestionsOfYesOrNoAreDecidedByLikelihood() {
    TaskFiles.write(
        folder.resolve("scrolls/qasper/validation.jsonl"),
        """
        {"id":"a","input":"Is it?\\n\\nText","output":"Yes"}
        {"id":"a","input":"Is it?\\n\\nText","output":"the No."}
        {"id":"b","input":"Is it?\\n\\nText","output":"Yes"}
        {"id":"b","input":"Is it?\\n\\nText","output":"Yes, often"}
        """);
    List<WritingItem> items = writings("qasper", OptionalLong.empty());
    String prompt = "Text\n\nQuestion: Is it?\nAnswer:";
    assertThat(items.getFirst().yesNo())
        .contains(new Items.YesNo(new Request(prompt, " yes"), new Request(prompt, " no")));
    assertThat(items.getLast().yesNo()).isEmpty();
    assertThat(items.getLast().prompt()).isEqualTo(prompt);
    var protocol = (Protocol.Writing) TaskFiles.builtIn("qasper").protocol();
    assertThat(protocol.empty()).contains("Unanswerable");
    assertThat(protocol.until()).containsExactly("\n");
    assertThat(protocol.maxNewTokens()).isEqualTo(256);
  }

  @Test
  void answersOfQualityHaveToBeAmongItsOptions() {
    TaskFiles.write(
        folder.resolve("scrolls/quality/validation.jsonl"),
        "{\"id\":\"q\",\"input\":\"W?\\n\\n(A) x\\n (B) y\\n (C) v\\n (D) w\\n\\nT\",\"output\":\"z\"}\n");
    assertThatThrownBy(() -> TaskFiles.choices(TaskFiles.builtIn("quality"), folder))
        .isInstanceOf(TaskDataException.class)
        .hasMessageContaining(
            "validation.jsonl:1 (id q): the answer \"z\" is none of the 4 choices");
  }

  @Test
  void essaysAreOrderedByTheirIds() {
    TaskFiles.write(
        folder.resolve("paul_graham_essays.jsonl.gz"),
        "{\"id\":\"b\",\"text\":\"2\"}\n{\"id\":\"a\",\"text\":\"1\"}\n");
    assertThat(TaskData.haystack(TaskFiles.builtIn("niah_easy"), folder))
        .containsExactly(new Items.Document("a", "1"), new Items.Document("b", "2"));
  }
}
