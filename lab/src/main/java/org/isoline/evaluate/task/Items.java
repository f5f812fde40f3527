package org.isoline.evaluate.task;

import java.util.List;
import java.util.Optional;
import org.isoline.evaluate.score.Request;

/** What a caller scores: the items of a task in the order of its data. */
public sealed interface Items {

  /** How many there are. */
  int size();

  /** Questions with choices. */
  record Choices(List<MultipleChoiceItem> items) implements Items {
    /** Copies the list. */
    public Choices {
      items = List.copyOf(items);
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /** Texts with one right continuation. */
  record Completions(List<CompletionItem> items) implements Items {
    /** Copies the list. */
    public Completions {
      items = List.copyOf(items);
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /** Whole documents. */
  record Pages(List<Page> items) implements Items {
    /** Copies the list. */
    public Pages {
      items = List.copyOf(items);
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /** Texts to be answered in writing. */
  record Writings(List<WritingItem> items) implements Items {
    /** Copies the list. */
    public Writings {
      items = List.copyOf(items);
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /**
   * A question with choices.
   *
   * @param id of its row
   * @param requests one a choice, in order
   * @param choices the texts whose lengths in code points normalise log-likelihoods (acc_norm); not
   *     empty
   * @param gold index of the right choice
   */
  record MultipleChoiceItem(String id, List<Request> requests, List<String> choices, int gold) {
    /**
     * Checks that all belongs together.
     *
     * @throws IllegalArgumentException if it does not
     */
    public MultipleChoiceItem {
      requests = List.copyOf(requests);
      choices = List.copyOf(choices);
      if (requests.size() != choices.size() || gold < 0 || gold >= choices.size()) {
        throw new IllegalArgumentException(
            "%d requests, %d choices, gold = %d: must be a request a choice and one of them"
                .formatted(requests.size(), choices.size(), gold));
      }
    }

    /** Length of a choice in code points, Python's {@code len}. */
    public int length(int choice) {
      String text = choices.get(choice);
      return text.codePointCount(0, text.length());
    }
  }

  /** A text with its one right continuation. */
  record CompletionItem(String id, Request request) {}

  /**
   * A document.
   *
   * @param original as it was published
   * @param text as a model reads it
   * @param words of the original: pieces between runs of white space, as Python's {@code
   *     re.split(r"\s+", original)} has them, empty ones at the ends included
   * @param bytes of the original in UTF-8
   */
  record Page(String id, String original, String text, long words, long bytes) {}

  /**
   * A text to be answered in writing.
   *
   * @param prompt what a model reads
   * @param references any of which is a right answer; at least one
   * @param yesNo present where the likelier of the two decides and nothing is written
   */
  record WritingItem(String id, String prompt, List<String> references, Optional<YesNo> yesNo) {
    /** Copies the list. */
    public WritingItem {
      references = List.copyOf(references);
    }
  }

  /** The two answers of a question that all references answer with one of them. */
  record YesNo(Request yes, Request no) {}

  /** A text with its id, such as an essay that needles are hidden in. */
  record Document(String id, String text) {}
}
