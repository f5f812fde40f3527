package org.isoline.evaluate.retrieval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.isoline.evaluate.EvaluationException;

/** The question sets of RULER, in the form in which their authors publish them. */
public final class QuestionFiles {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  private QuestionFiles() {}

  /** A value of a file, and the path of keys and indices that leads to it. */
  private record Place(Path file, String path, JsonNode value) {
    Place field(String name) {
      if (!value.has(name)) {
        throw wrong("no \"" + name + "\"");
      }
      return new Place(file, path + "." + name, value.get(name));
    }

    List<Place> elements() {
      if (!value.isArray()) {
        throw wrong("%s, not an array".formatted(kind()));
      }
      List<Place> elements = new ArrayList<>();
      for (JsonNode element : value) {
        elements.add(new Place(file, path + "[" + elements.size() + "]", element));
      }
      return elements;
    }

    String text() {
      if (!value.isTextual()) {
        throw wrong("%s, not a string".formatted(kind()));
      }
      return value.textValue();
    }

    boolean flag() {
      if (!value.isBoolean()) {
        throw wrong("%s, not true or false".formatted(kind()));
      }
      return value.booleanValue();
    }

    private String kind() {
      return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    EvaluationException wrong(String what) {
      return new EvaluationException(
          "%s: %s: %s; fetch the file as its authors publish it".formatted(file, path, what));
    }
  }

  /**
   * SQuAD 2.0: {@code {"data": [{"paragraphs": [{"context", "qas": [{"question", "is_impossible",
   * "answers": [{"text"}]}]}]}]}}. Questions without an answer are left out; the other paragraphs
   * of an article are related to each of its questions.
   *
   * @param file {@code dev-v2.0.json}
   * @throws IOException if it cannot be read
   * @throws EvaluationException naming the place in the file that is not of this form
   */
  public static List<Question> squad(Path file) throws IOException {
    List<Question> questions = new ArrayList<>();
    for (Place article : root(file).field("data").elements()) {
      List<Place> paragraphs = article.field("paragraphs").elements();
      Set<String> contexts = new LinkedHashSet<>();
      paragraphs.forEach(paragraph -> contexts.add(paragraph.field("context").text()));
      for (Place paragraph : paragraphs) {
        addQuestions(questions, paragraph, contexts);
      }
    }
    return List.copyOf(questions);
  }

  private static void addQuestions(
      List<Question> questions, Place paragraph, Set<String> contexts) {
    String context = paragraph.field("context").text();
    List<String> related = contexts.stream().filter(other -> !other.equals(context)).toList();
    for (Place asked : paragraph.field("qas").elements()) {
      if (!asked.field("is_impossible").flag()) {
        Set<String> answers = new LinkedHashSet<>();
        asked
            .field("answers")
            .elements()
            .forEach(answer -> answers.add(answer.field("text").text()));
        if (answers.isEmpty()) {
          throw asked.wrong("possible, but without answers");
        }
        questions.add(
            new Question(
                asked.field("question").text(), List.copyOf(answers), List.of(context), related));
      }
    }
  }

  /**
   * HotpotQA in the distractor setting: {@code [{"question", "answer", "context": [[title,
   * [sentence, ...]], ...]}]}. A document is its title, a line feed and its sentences; all ten of a
   * question count as its contexts, as in RULER.
   *
   * @param file {@code hotpot_dev_distractor_v1.json}
   * @throws IOException if it cannot be read
   * @throws EvaluationException naming the place in the file that is not of this form
   */
  public static List<Question> hotpot(Path file) throws IOException {
    List<Question> questions = new ArrayList<>();
    for (Place asked : root(file).elements()) {
      Set<String> contexts = new LinkedHashSet<>();
      asked.field("context").elements().forEach(pair -> contexts.add(document(pair)));
      if (contexts.isEmpty()) {
        throw asked.wrong("no context");
      }
      questions.add(
          new Question(
              asked.field("question").text(),
              List.of(asked.field("answer").text()),
              List.copyOf(contexts),
              List.of()));
    }
    return List.copyOf(questions);
  }

  private static String document(Place pair) {
    List<Place> parts = pair.elements();
    if (parts.size() != 2) {
      throw pair.wrong(parts.size() + " elements, not a title and its sentences");
    }
    StringBuilder document = new StringBuilder(parts.getFirst().text()).append('\n');
    parts.getLast().elements().forEach(sentence -> document.append(sentence.text()));
    return document.toString();
  }

  private static Place root(Path file) throws IOException {
    try {
      return new Place(file, "$", JSON.readTree(file.toFile()));
    } catch (JsonProcessingException e) {
      throw new EvaluationException(
          "%s:%d: malformed JSON: %s; fetch the file again"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()));
    }
  }
}
