package org.isoline.evaluate.retrieval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * RULER's questions (scripts/data/synthetic/qa.py): the i-th question, with the documents that
 * answer it among others, related ones first, in any order. Haystacks grow by single documents
 * here, not by ten.
 */
final class DocumentItems implements RulerBuilder {
  private final RulerTask task;
  private final List<Question> questions;
  private final List<String> documents;

  DocumentItems(RulerTask task, List<Question> questions) {
    Set<String> distinct = new TreeSet<>();
    for (Question question : questions) {
      distinct.addAll(question.contexts());
      distinct.addAll(question.related());
    }
    this.task = task;
    this.questions = questions;
    this.documents = List.copyOf(distinct);
  }

  @Override
  public int step() {
    return 1;
  }

  @Override
  public int least() {
    return 1;
  }

  @Override
  public int most() {
    return documents.size();
  }

  @Override
  public RulerDraft draft(int size, int index, RulerDraws draws) {
    Question question = questions.get(index);
    List<String> chosen = draws.shuffled(choose(question, size, draws));
    String context =
        IntStream.range(0, chosen.size())
            .mapToObj(i -> "Document " + (i + 1) + ":\n" + chosen.get(i))
            .collect(Collectors.joining("\n\n"));
    return RulerDraft.of(task, context, question.question(), question.answers());
  }

  /** What answers the question always; then related documents; then any. */
  private List<String> choose(Question question, int size, RulerDraws draws) {
    List<String> chosen = new ArrayList<>(question.contexts());
    addUpTo(size, chosen, question.related(), draws);
    if (chosen.size() < size) {
      Set<String> taken = new HashSet<>(chosen);
      addUpTo(size, chosen, documents.stream().filter(d -> !taken.contains(d)).toList(), draws);
    }
    return chosen;
  }

  private static void addUpTo(
      int size, List<String> chosen, List<String> others, RulerDraws draws) {
    int room = Math.min(others.size(), size - chosen.size());
    if (room > 0) {
      chosen.addAll(draws.sample(others, room));
    }
  }
}
