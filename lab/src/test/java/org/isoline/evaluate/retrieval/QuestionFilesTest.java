package org.isoline.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.isoline.evaluate.EvaluationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionFilesTest {
  private static final String SQUAD =
      """
      {"version": "v2.0", "data": [
        {"title": "Bees", "paragraphs": [
          {"context": "Bees make honey.", "qas": [
            {"question": "What do bees make?", "id": "1", "is_impossible": false,
             "answers": [{"text": "honey", "answer_start": 10}, {"text": "honey", "answer_start": 10},
                         {"text": "Honey", "answer_start": 10}]},
            {"question": "What do wasps make?", "id": "2", "is_impossible": true, "answers": [],
             "plausible_answers": [{"text": "honey", "answer_start": 10}]}]},
          {"context": "Hives are full.", "qas": []},
          {"context": "Wax is soft.", "qas": [
            {"question": "What is soft?", "id": "3", "is_impossible": false,
             "answers": [{"text": "Wax", "answer_start": 0}]}]}]},
        {"title": "Tin", "paragraphs": [{"context": "Tin is a metal.", "qas": []}]}]}
      """;
  private static final String HOTPOT =
      """
      [{"_id": "a", "question": "Which river?", "answer": "the Elbe", "type": "bridge",
        "supporting_facts": [["Dresden", 0]],
        "context": [["Dresden", ["It lies on a river.", " That is the Elbe."]],
                    ["Ulm", ["It has a spire."]]]}]
      """;

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("questions.json"), content);
  }

  @Test
  void squadHasAnswerableQuestionsWithTheParagraphsOfTheirArticle() throws IOException {
    assertThat(QuestionFiles.squad(file(SQUAD)))
        .containsExactly(
            new Question(
                "What do bees make?",
                List.of("honey", "Honey"),
                List.of("Bees make honey."),
                List.of("Hives are full.", "Wax is soft.")),
            new Question(
                "What is soft?",
                List.of("Wax"),
                List.of("Wax is soft."),
                List.of("Bees make honey.", "Hives are full.")));
  }

  @Test
  void hotpotHasDocumentsWithTitles() throws IOException {
    assertThat(QuestionFiles.hotpot(file(HOTPOT)))
        .containsExactly(
            new Question(
                "Which river?",
                List.of("the Elbe"),
                List.of("Dresden\nIt lies on a river. That is the Elbe.", "Ulm\nIt has a spire."),
                List.of()));
  }

  @Test
  void whatIsNotOfTheFormIsNamedWithItsPlace() throws IOException {
    assertSquad(
        SQUAD.replace("\"question\": \"What is soft?\", ", ""),
        "$.data[0].paragraphs[2].qas[0]: no \"question\"");
    assertSquad(
        SQUAD.replace("\"Bees make honey.\"", "7"),
        "$.data[0].paragraphs[0].context: number, not a string");
    assertSquad(
        SQUAD.replace("true", "\"yes\""),
        "$.data[0].paragraphs[0].qas[1].is_impossible: string, not true or false");
    assertSquad(
        SQUAD.replace("true", "false"),
        "$.data[0].paragraphs[0].qas[1]: possible, but without answers");
    assertSquad("[]", "$: no \"data\"");
    assertHotpot(
        HOTPOT.replace("[\"Ulm\", ", "["), "$[0].context[1]: 1 elements, not a title and its");
    assertHotpot("{}", "$: object, not an array");
    assertHotpot("[{\"context\": []}]", "$[0]: no context");
    assertThatThrownBy(() -> QuestionFiles.hotpot(file("[\n{,")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("questions.json:2: malformed JSON");
    assertThatThrownBy(() -> QuestionFiles.squad(folder.resolve("none.json")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.json");
  }

  private void assertSquad(String content, String reason) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> QuestionFiles.squad(file))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(file + ": " + reason);
  }

  private void assertHotpot(String content, String reason) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> QuestionFiles.hotpot(file))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(file + ": " + reason);
  }
}
